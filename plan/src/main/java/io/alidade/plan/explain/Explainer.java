package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.hint.UnboundedSearch;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.EqualPods;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.Offer;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.placement.PlacementPolicies.Ruling;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.Alignments;
import io.alidade.plan.alignment.PodAlignment;
import io.alidade.plan.explain.Explanation.Pod;
import io.alidade.plan.explain.Explanation.Refusal;
import io.alidade.plan.explain.Explanation.Step;
import io.alidade.plan.explain.HintRecording.Question;
import io.alidade.plan.whatif.RunningKubelet;
import io.alidade.plan.whatif.WhatIfSearch;
import io.alidade.plan.whatif.WhatIfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Admits pods one after the other as [AdmissionRun] does, and tells why each is decided on as it is.
public final class Explainer {
    /// At most so many steps of a pod are told: the first ones and the last.
    public static final int MAX_STEPS = 16;
    /// For at most so many pods of a run it is looked for what would make them fit, and for as many others, if asked, what
    /// else would do.
    public static final int MAX_WHAT_IFS = 8;

    private final MachineDescription machine;
    private final KubeletConfiguration configuration;
    private final KubeletVersion version;
    private final Optional<CheckpointFiles> state;
    private final boolean always;
    private final EqualPods<Pod> refused = new EqualPods<>();
    private int lacking;
    private int wondered;

    private Explainer(MachineDescription machine, KubeletConfiguration configuration, KubeletVersion version,
            Optional<CheckpointFiles> state, boolean always) {
        this.machine = machine;
        this.configuration = configuration;
        this.version = version;
        this.state = state;
        this.always = always;
    }

    /// Explains the pods in their order.
    ///
    /// @param start    the kubelet that these settings give, from its checkpoints if it has any; pods that run on it already came
    ///                 before the others
    /// @param warnings about the input, put first
    /// @param always   look for what would be different also where nothing is wrong
    public static Explanation of(KubeletStart start, MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, Optional<CheckpointFiles> state, List<PodManifest> pods, List<String> warnings,
            boolean always) {
        Policies policies = configuration.policies();
        return switch (start) {
            case KubeletStart.Refused(String error) ->
                new Explanation(version, Optional.of(error),
                        StartCauses.of(machine, configuration, version, state), policies, warnings, List.of());
            case KubeletStart.Started started -> new Explainer(machine, configuration, version, state, always)
                    .explain(started, policies, pods, warnings);
        };
    }

    /// Why a node refuses a pod, one sentence each; the kubelet's message where nothing more is known.
    public static List<String> reasons(KubeletNode before, PodManifest came) {
        return refusing(before, came).map(why -> why.causes().sentences().isEmpty()
                ? List.of(why.refused().reason() + ": " + why.refused().message()) : why.causes().sentences())
                .orElse(List.of());
    }

    /// The resources that were short where a node refuses a pod, in name order; none where the lack is another one, or the
    /// node admits it.
    public static SortedSet<String> shortResources(KubeletNode before, PodManifest came) {
        SortedSet<String> resources = new TreeSet<>();
        refusing(before, came).ifPresent(why -> why.causes().shortages()
                .forEach(shortage -> resources.add(shortage.resource())));
        return resources;
    }

    private record Refusing(PodDecision.Refused refused, Causes causes) {}

    private static Optional<Refusing> refusing(KubeletNode before, PodManifest came) {
        PodManifest pod = before.ruled(came);
        HintRecording recording = new HintRecording();
        if (!(before.admit(pod, recording) instanceof PodDecision.Refused refused)) {
            return Optional.empty();
        }
        StopOffers offers = StopOffers.of(before.node(), pod.request(), recording);
        return Optional.of(new Refusing(refused, Causes.of(before, pod, refused, Optional.empty(), recording, offers,
                steps(before.node(), pod.request(), recording, offers))));
    }

    private Explanation explain(KubeletStart.Started started, Policies policies, List<PodManifest> manifests,
            List<String> warnings) {
        List<String> allWarnings = new ArrayList<>(warnings);
        allWarnings.addAll(started.warnings());
        List<Pod> pods = new ArrayList<>();
        KubeletNode.Arrival arrival = started.node().arrival(manifests);
        allWarnings.addAll(arrival.warnings());
        KubeletNode node = arrival.node();
        List<PodManifest> all = new ArrayList<>(started.node().manifests());
        all.addAll(arrival.pods());
        for (PodManifest came : arrival.pods()) {
            PodManifest manifest = node.ruled(came);
            HintRecording recording = new HintRecording();
            PodDecision decision = node.admit(manifest, recording);
            pods.add(explain(node, all, manifest, decision, recording));
            node = decision.node();
        }
        allWarnings.addAll(AdmissionRun.warnings(node));
        addCut(allWarnings, "what would make them fit", lacking);
        addCut(allWarnings, "what else would do", wondered);
        return new Explanation(version, Optional.empty(), List.of(), policies, allWarnings, pods);
    }

    private static void addCut(List<String> warnings, String what, int pods) {
        if (pods > MAX_WHAT_IFS) {
            warnings.add(what + " is looked for with the first " + MAX_WHAT_IFS + " of " + pods
                    + " pods: name fewer pods to see it of the others");
        }
    }

    private Pod explain(KubeletNode before, List<PodManifest> all, PodManifest manifest, PodDecision decision,
            HintRecording recording) {
        return decision instanceof PodDecision.Admitted ? told(before, all, manifest, decision, recording)
                : refused.answer(before, manifest, () -> told(before, all, manifest, decision, recording))
                        .as(manifest.request(), refusal(decision));
    }

    private Pod told(KubeletNode before, List<PodManifest> all, PodManifest manifest, PodDecision decision,
            HintRecording recording) {
        Node node = before.node();
        PodRequest request = manifest.request();
        StopOffers offers = StopOffers.of(node, request, recording);
        List<Step> steps = steps(node, request, recording, offers);
        Optional<PodAlignment> alignment = decision instanceof PodDecision.Admitted admitted
                ? Optional.of(Alignments.of(admitted)) : Optional.empty();
        boolean isLacking = alignment.filter(own -> !own.isSplit()).isEmpty();
        Causes reasons = Causes.of(before, manifest, decision, alignment, recording, offers, steps);
        Optional<WhatIfs> answers = whatIfs(new RunningKubelet(machine, configuration, version, state, before, all),
                manifest, decision, isLacking, reasons.container());
        List<String> sentences = new ArrayList<>(reasons.sentences());
        if (answers.filter(found -> !found.fitsEmptyNode()).isPresent()) {
            sentences.add(decision instanceof PodDecision.Refused
                    ? "it would be refused on this machine even if no other pod ran: waiting does not help"
                    : "it would be split on this machine even if no other pod ran");
        }
        List<String> warnings = new ArrayList<>(decision.warnings());
        warnings.addAll(UncountedHugepages.notes(node, request));
        return new Pod(request.name(), request.namespace(), request.uid(), refusal(decision), alignment,
                ContainerStory.qos(node, request), EffectiveRequests.text(manifest), rules(before, manifest),
                scope(node, request), shown(steps),
                ContainerStory.of(node, request, decision, recording), reasons.shortages(), sentences, warnings,
                answers);
    }

    private static Optional<Refusal> refusal(PodDecision decision) {
        return decision instanceof PodDecision.Refused stopped
                ? Optional.of(new Refusal(stopped.reason(), stopped.message())) : Optional.empty();
    }

    /// Each rule beyond the kubelet's configuration, and where it comes from.
    private static List<String> rules(KubeletNode before, PodManifest manifest) {
        return before.placements().of(manifest) instanceof Ruling.Ruled ruled ? ruled.sources() : List.of();
    }

    private static String scope(Node node, PodRequest pod) {
        return node.policies(pod, Optional.empty()).aligns() || pod.placement().containers().values().stream()
                .anyMatch(rule -> rule.alignment().isPresent()) ? node.settings().topologyManagerScope() : "none";
    }

    private Optional<WhatIfs> whatIfs(RunningKubelet kubelet, PodManifest manifest, PodDecision decision,
            boolean isLacking, Optional<String> container) {
        if (isLacking ? lacking++ >= MAX_WHAT_IFS : !always || wondered++ >= MAX_WHAT_IFS) {
            return Optional.empty();
        }
        return Optional.of(WhatIfSearch.of(kubelet, manifest, decision, container));
    }

    /// Every question to the providers; without a Topology Manager policy what each container asked for.
    private static List<Step> steps(Node node, PodRequest pod, HintRecording recording, StopOffers offers) {
        List<HintRecording.Stop> stops = recording.stops();
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < stops.size(); index++) {
            HintRecording.Stop stop = stops.get(index);
            boolean isShown = index < MAX_STEPS || index == stops.size() - 1;
            List<Offer> free = isShown ? offers.at(stop.container()) : List.of();
            Optional<Question> question = recording.question(stop);
            if (question.isPresent()) {
                steps.add(
                        step(node, stop.container(), free, question.get(), MergeStory.of(node, pod, stop.container())));
            } else if (!node.policies(pod, stop.container()).aligns()) {
                steps.add(new Step(stop.container(), StepResources.of(node, free, Optional.empty()), Optional.empty()));
            }
        }
        return steps;
    }

    private static Step step(Node node, Optional<String> container, List<Offer> offers, Question question,
            MergeStory story) {
        try {
            return new Step(container, StepResources.of(node, offers, Optional.of(question)),
                    Optional.of(story.of(question)));
        } catch (UnboundedSearch _) {
            return new Step(container, List.of(), Optional.empty());
        }
    }

    private static List<Step> shown(List<Step> steps) {
        if (steps.size() <= MAX_STEPS) {
            return steps;
        }
        List<Step> shown = new ArrayList<>(steps.subList(0, MAX_STEPS - 1));
        shown.add(steps.getLast());
        return shown;
    }
}
