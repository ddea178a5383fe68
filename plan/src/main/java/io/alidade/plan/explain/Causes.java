package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.Offer;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.fit.Preemption;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.ContainerAlignment;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.alignment.PodAlignment;
import io.alidade.plan.explain.Explanation.Shortage;
import io.alidade.plan.explain.Explanation.Step;
import io.alidade.plan.explain.HintRecording.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Why a pod is refused, or admitted and split: sentences and shortages.
///
/// @param container where the lack is, if it is with one container
record Causes(Optional<String> container, List<String> sentences, List<Shortage> shortages) {
    private static final int MAX_LEFTOVERS = 4;
    private static final Set<String> OFF_NODE = Set.of("NodeAffinity", "NodeName", "TaintToleration");
    private static final Causes NONE = new Causes(Optional.empty(), List.of(), List.of());

    static Causes of(KubeletNode before, PodManifest pod, PodDecision decision, Optional<PodAlignment> alignment,
            HintRecording recording, StopOffers offers, List<Step> steps) {
        return switch (decision) {
            case PodDecision.Admitted _ -> alignment.filter(PodAlignment::isSplit)
                    .map(split -> ofSplit(before.node(), pod.request(), split, recording, steps)).orElse(NONE);
            case PodDecision.Refused refused -> ofRefused(before, pod, refused, recording, offers, steps)
                    .with(Readmission.causes(before.node(), pod.request(), refused), obstacles(before, pod, refused))
                    .withLeftovers(before.node());
        };
    }

    /// What no amount cures: the reason of the refusal, or one that comes next.
    private static List<String> obstacles(KubeletNode before, PodManifest pod, PodDecision.Refused refused) {
        boolean isReason = OFF_NODE.contains(refused.reason());
        return before.fit().obstacles(pod).stream()
                .map(obstacle -> isReason ? obstacle
                        : "besides, this node refuses it whatever it asks for: " + obstacle)
                .toList();
    }

    private Causes with(List<String> first, List<String> last) {
        List<String> all = new ArrayList<>(first);
        all.addAll(sentences);
        all.addAll(last);
        return new Causes(container, all, shortages);
    }

    /// Where CPUs are short, those that nobody uses and somebody has.
    private Causes withLeftovers(Node before) {
        return shortages.stream().noneMatch(shortage -> shortage.resource().equals("cpu")) ? this
                : with(List.of(), Leftover.on(before).stream().limit(MAX_LEFTOVERS).map(Leftover::sentence).toList());
    }

    private static Causes ofRefused(KubeletNode before, PodManifest pod, PodDecision.Refused refused,
            HintRecording recording,
            StopOffers stops, List<Step> steps) {
        if (refused.reason().equals("TopologyAffinityError") && !steps.isEmpty()) {
            return ofMerge(before.node(), pod.request(), recording, steps, steps.size() - 1);
        }
        Optional<String> summed = refused.reason().startsWith("OutOf")
                ? Optional.of(refused.reason().substring("OutOf".length()))
                : Preemption.shortResource(refused.message());
        if (summed.isPresent()) {
            return ofPredicate(before, pod, summed.get());
        }
        List<Offer> offers = stops.last();
        Optional<String> container = offers.stream().findFirst().flatMap(Offer::container);
        if (refused.reason().equals("SMTAlignmentError")) {
            int threads = new CpuTopology(before.node().topology()).cpusPerCore();
            return new Causes(container, List.of("full-pcpus-only gives whole cores only, " + threads
                    + " CPUs each" + (refused.message().contains("not multiple")
                            ? ": ask for a multiple of " + threads : ", and there are too few free ones")),
                    List.of());
        }
        if (refused.reason().equals("L3AlignmentError")) {
            return new Causes(container,
                    List.of("all its CPUs are to be behind one L3 cache (cpu-placement same-l3), and none has"
                            + " so many free"),
                    List.of());
        }
        return ofAllocation(container, refused.message(), offers);
    }

    /// The walk ended after the hints: what the whole node has too little of.
    private static Causes ofAllocation(Optional<String> container, String message, List<Offer> offers) {
        List<String> sentences = new ArrayList<>();
        List<Shortage> shortages = new ArrayList<>();
        for (Offer offer : offers) {
            long free = offer.withoutNumaNode().orElse(0);
            for (Offer.NumaNodeOffer own : offer.numaNodes()) {
                free += own.free();
            }
            if (free >= 0 && free < offer.asked()) {
                long missing = offer.asked() - free;
                shortages.add(new Shortage(List.of(), offer.resource(), offer.asked(), free, missing));
                sentences.add("the whole node has " + Phrases.of(offer.resource(), free) + " free, "
                        + Phrases.plain(offer.resource(), offer.asked()) + " asked: "
                        + Phrases.plain(offer.resource(), missing) + " short");
            }
        }
        if (message.contains("[memorymanager]") && !sentences.isEmpty()) {
            sentences
                    .add("so the Memory Manager has no set of NUMA nodes to offer, which the merge takes for \"any will"
                            + " do\": it is refused only when its memory is taken");
        }
        if (sentences.isEmpty() && message.contains("[memorymanager]")) {
            sentences.add("there is enough memory, but not on NUMA nodes that may be used together: the Memory Manager"
                    + " joins only NUMA nodes that nobody uses, or the same group again, and gives nothing of a group's"
                    + " NUMA node alone");
        }
        return new Causes(container, sentences, shortages);
    }

    /// The managers would have admitted it.
    private static Causes ofPredicate(KubeletNode before, PodManifest pod, String resource) {
        Quantity allocatable = before.fit().allocatable().allocatable().getOrDefault(resource, Quantity.ZERO);
        var usage = before.usageBeside(pod);
        boolean isCpu = resource.equals("cpu");
        long used = resource.equals("pods") ? usage.pods() : usage.requested().getOrDefault(resource, 0L);
        Quantity left = allocatable.subtract(isCpu ? Quantity.ofMillis(used) : Quantity.of(used));
        Quantity asked = resource.equals("pods") ? Quantity.of(1)
                : EffectiveRequests.of(pod, before.fit().gates()).getOrDefault(resource, Quantity.ZERO);
        Quantity missing = asked.subtract(left);
        String told = isCpu
                ? allocatable.toText() + " CPUs can be allocated on this node, " + Quantity.ofMillis(used).toText()
                        + " are requested by other pods, " + asked.toText() + " asked: " + missing.toText() + " short"
                : Phrases.of(resource, allocatable.ceilUnits()) + " can be allocated on this node, "
                        + Phrases.plain(resource, used) + " requested by other pods, "
                        + Phrases.plain(resource, asked.ceilUnits()) + " asked: "
                        + Phrases.plain(resource, Math.max(0, missing.ceilUnits())) + " short";
        long free = Math.max(0, isCpu ? Math.floorDiv(left.ceilMillis(), 1000) : left.ceilUnits());
        Shortage shortage = new Shortage(List.of(), resource, asked.ceilUnits(), free,
                Math.max(0, asked.ceilUnits() - free));
        return new Causes(Optional.empty(), List.of(told,
                "the resource managers had a place for it: what refuses it is the sum of requests on the node"),
                List.of(shortage));
    }

    /// What lies apart, and which merge could not prefer anything better.
    private static Causes ofSplit(Node node, PodRequest pod, PodAlignment alignment, HintRecording recording,
            List<Step> steps) {
        for (int index = 0; index < steps.size(); index++) {
            if (steps.get(index).merge().filter(merge -> !merge.preferred()).isPresent()) {
                return ofMerge(node, pod, recording, steps, index);
            }
        }
        List<ContainerAlignment> split = alignment.containers().stream()
                .filter(container -> container.placement() == Placement.SPLIT).toList();
        List<String> sentences = new ArrayList<>();
        for (ContainerAlignment container : split) {
            sentences.add("what " + container.name() + " was given lies apart: " + container.holdings().stream()
                    .map(holding -> holding.resource() + " on " + Phrases.numaNodes(holding.numaNodes()))
                    .collect(Collectors.joining(", "))
                    + apart(node, node.policies(pod, Optional.of(container.name()))));
        }
        return new Causes(Optional.of(split.getFirst().name()), sentences, List.of());
    }

    private static String apart(Node node, Policies policies) {
        if (!policies.aligns()) {
            return ": with topologyManagerPolicy none nothing aligns it";
        }
        return node.settings().cpuManagerPolicyOptions().containsKey("align-by-socket")
                ? ", though the merge is preferred: align-by-socket takes CPUs from the whole socket"
                : ", though the merge is preferred";
    }

    private static Causes ofMerge(Node node, PodRequest pod, HintRecording recording, List<Step> steps, int index) {
        Step step = steps.get(index);
        Optional<Question> question = recording.questions().stream()
                .filter(each -> each.container().equals(step.container())).reduce((first, last) -> last);
        if (question.isEmpty()) {
            return NONE;
        }
        Shortfall shortfall = Shortfall.of(node, pod, question.get(), step);
        return new Causes(step.container(), shortfall.reasons(), shortfall.shortages());
    }
}
