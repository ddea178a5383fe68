package io.alidade.plan.explain;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.hint.UnboundedSearch;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.AdmissionReport.Policies;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.Offer;
import io.alidade.kube.admission.Offers;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.explain.Explanation.Pod;
import io.alidade.plan.explain.Explanation.Refusal;
import io.alidade.plan.explain.Explanation.Step;
import io.alidade.plan.explain.HintRecording.Question;
import io.alidade.plan.whatif.Alignment;
import io.alidade.plan.whatif.RunningKubelet;
import io.alidade.plan.whatif.WhatIfSearch;
import io.alidade.plan.whatif.WhatIfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    /// @param start    the kubelet that these settings give, from its checkpoints if it has any
    /// @param warnings about the input, put first
    /// @param always   look for what would be different also where nothing is wrong
    public static Explanation of(KubeletStart start, MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, Optional<CheckpointFiles> state, List<PodManifest> pods, List<String> warnings,
            boolean always) {
        Policies policies = new Policies(configuration.topologyManagerPolicy(), configuration.topologyManagerScope(),
                configuration.cpuManagerPolicy(), configuration.memoryManagerPolicy());
        return switch (start) {
            case KubeletStart.Refused(String error) ->
                new Explanation(version, Optional.of(error), policies, warnings, List.of());
            case KubeletStart.Started started -> new Explainer(machine, configuration, version, state, always)
                    .explain(started, policies, pods, warnings);
        };
    }

    private Explanation explain(KubeletStart.Started started, Policies policies, List<PodManifest> manifests,
            List<String> warnings) {
        List<String> allWarnings = new ArrayList<>(warnings);
        allWarnings.addAll(started.warnings());
        List<Pod> pods = new ArrayList<>();
        KubeletNode node = started.node();
        for (PodManifest manifest : manifests) {
            PodDecision decision = node.admit(manifest);
            pods.add(explain(node, manifest, decision));
            node = decision.node();
        }
        allWarnings.addAll(AdmissionRun.warnings(node.node()));
        addCut(allWarnings, "what would make them fit", lacking);
        addCut(allWarnings, "what else would do", wondered);
        return new Explanation(version, Optional.empty(), policies, allWarnings, pods);
    }

    private static void addCut(List<String> warnings, String what, int pods) {
        if (pods > MAX_WHAT_IFS) {
            warnings.add(what + " is looked for with the first " + MAX_WHAT_IFS + " of " + pods
                    + " pods: name fewer pods to see it of the others");
        }
    }

    private Pod explain(KubeletNode before, PodManifest manifest, PodDecision decision) {
        Node node = before.node();
        PodRequest request = manifest.request();
        HintRecording recording = new HintRecording();
        Admission admission = node.admit(request, recording);
        List<Step> steps = steps(node, request, recording, admission);
        boolean isAligned = decision instanceof PodDecision.Admitted admitted && Alignment.isAligned(admitted);
        Causes reasons = Causes.of(before, manifest, decision, recording, steps);
        Optional<WhatIfs> answers = whatIfs(before, manifest, decision, isAligned, reasons.container());
        List<String> sentences = new ArrayList<>(reasons.sentences());
        if (answers.filter(found -> !found.fitsEmptyNode()).isPresent()) {
            sentences.add(decision instanceof PodDecision.Refused
                    ? "it would be refused on this machine even if no other pod ran: waiting does not help"
                    : "it would not be aligned on this machine even if no other pod ran");
        }
        Optional<Refusal> refusal = decision instanceof PodDecision.Refused refused
                ? Optional.of(new Refusal(refused.reason(), refused.message())) : Optional.empty();
        return new Pod(request.name(), request.namespace(), request.uid(), refusal, isAligned,
                ContainerStory.qos(node, request), scope(node), shown(steps),
                ContainerStory.of(node, request, decision), reasons.shortages(), sentences, decision.warnings(),
                answers);
    }

    private static String scope(Node node) {
        return node.hasTopologyPolicy() ? node.settings().topologyManagerScope() : "none";
    }

    private Optional<WhatIfs> whatIfs(KubeletNode before, PodManifest manifest, PodDecision decision,
            boolean isAligned, Optional<String> container) {
        if (isAligned ? !always || wondered++ >= MAX_WHAT_IFS : lacking++ >= MAX_WHAT_IFS) {
            return Optional.empty();
        }
        RunningKubelet kubelet = new RunningKubelet(machine, configuration, version, state, before);
        return Optional.of(WhatIfSearch.of(kubelet, manifest, decision, container));
    }

    /// Every question to the providers; without a Topology Manager policy what each container asked for.
    private static List<Step> steps(Node node, PodRequest pod, HintRecording recording, Admission admission) {
        MergeStory story = new MergeStory(node.topology(), node.settings().topologyManagerPolicyOptions(),
                node.settings().policies());
        List<Step> steps = new ArrayList<>();
        if (Offers.looksAtWhole(node)) {
            recording.questions().forEach(
                    question -> steps.add(step(Optional.empty(), Offers.ofWhole(node, pod), question, story)));
            return steps;
        }
        int reached = admission instanceof Admission.Admitted ? pod.containers().size() - 1
                : Offers.firstRefused(node.remove(pod.uid()), pod);
        int last = Math.min(reached, pod.containers().size() - 1);
        for (int index = 0; index <= last; index++) {
            ContainerRequest container = pod.containers().get(index);
            boolean isShown = index < MAX_STEPS || index == last;
            List<Offer> offers = isShown ? Offers.ofContainer(node, pod, index) : List.of();
            Optional<Question> question = recording.questions().stream()
                    .filter(each -> each.container().equals(Optional.of(container.name()))).findFirst();
            if (question.isPresent()) {
                steps.add(step(Optional.of(container.name()), offers, question.get(), story));
            } else if (!node.hasTopologyPolicy()) {
                steps.add(new Step(Optional.of(container.name()), StepResources.of(offers, Optional.empty()),
                        Optional.empty()));
            }
        }
        return steps;
    }

    private static Step step(Optional<String> container, List<Offer> offers, Question question, MergeStory story) {
        try {
            return new Step(container, StepResources.of(offers, Optional.of(question)),
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
