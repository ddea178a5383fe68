package io.alidade.plan.explain;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.alignment.PodAlignment;
import io.alidade.plan.whatif.WhatIfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The answer to "why was this decided?", as plain values: NUMA nodes by id, lists in the order of the manifests.
///
/// @param startError the text with which the kubelet stops; then there are no pods
/// @param startReasons what differs in a checkpoint file that stops it, and what to do, one sentence each
/// @param warnings   about the node and the input as a whole
public record Explanation(KubeletVersion kubeletVersion, Optional<String> startError, List<String> startReasons,
        Policies policies, List<String> warnings, List<Pod> pods) {
    public Explanation {
        startReasons = List.copyOf(startReasons);
        warnings = List.copyOf(warnings);
        pods = List.copyOf(pods);
    }

    /// True if the kubelet starts and every pod is admitted.
    public boolean isPositive() {
        return startError.isEmpty() && pods.stream().allMatch(pod -> pod.refusal().isEmpty());
    }

    /// The same of pods that somebody refuses whatever room there is.
    ///
    /// @param refusals by NAMESPACE/NAME
    public Explanation refusing(Map<String, Refusal> refusals) {
        return refusals.isEmpty() ? this
                : new Explanation(kubeletVersion, startError, startReasons, policies, warnings, pods.stream()
                        .map(pod -> Optional.ofNullable(refusals.get(pod.namespace() + "/" + pod.name()))
                                .map(pod::refused).orElse(pod))
                        .toList());
    }

    /// One pod.
    ///
    /// @param refusal    the kubelet's reason and message; absent if it is admitted
    /// @param alignment  of an admitted pod, whether its hints are preferred and where it really lies
    /// @param asks       what it requests as a whole, for people
    /// @param rules      what holds for it instead of the node's settings, and where each comes from
    /// @param scope      `container`, `pod`, or `none` where nothing is merged
    /// @param steps      every question to the providers, as far as the walk came; at most [Explainer#MAX_STEPS]
    /// @param containers what each was given, of an admitted pod; of a refused one only whether it would have CPUs of its own
    /// @param reasons    of a refused or split pod, one sentence each
    /// @param whatIf     absent where it was not asked for and nothing is wrong
    public record Pod(String name, String namespace, String uid, Optional<Refusal> refusal,
            Optional<PodAlignment> alignment, Qos qos, String asks, List<String> rules,
            String scope, List<Step> steps, List<Container> containers, List<Shortage> shortages, List<String> reasons,
            List<String> warnings, Optional<WhatIfs> whatIf) {
        public Pod {
            rules = List.copyOf(rules);
            steps = List.copyOf(steps);
            containers = List.copyOf(containers);
            shortages = List.copyOf(shortages);
            reasons = List.copyOf(reasons);
            warnings = List.copyOf(warnings);
        }

        /// What is told of a pod, told of another one that asks for the same of the same node.
        Pod as(PodRequest other, Optional<Refusal> own) {
            return new Pod(other.name(), other.namespace(), other.uid(), own, alignment, qos, asks, rules, scope, steps,
                    containers, shortages, reasons, warnings, whatIf);
        }

        private Pod refused(Refusal other) {
            List<String> words = new ArrayList<>(List.of(other.message()));
            words.addAll(refusal.isPresent() ? reasons : List.of("the node has room for it"));
            return new Pod(name, namespace, uid, Optional.of(other), Optional.empty(), qos, asks, rules, scope, steps,
                    List.of(), shortages, words, warnings, Optional.empty());
        }

        /// Where it really lies; absent if it is refused.
        public Optional<Placement> placement() {
            return alignment.map(PodAlignment::placement);
        }

        /// True if it is refused, or admitted and split.
        public boolean isLacking() {
            return placement().filter(placement -> placement != Placement.SPLIT).isEmpty();
        }
    }

    /// Reason and message of a refusal, in the kubelet's words.
    public record Refusal(String reason, String message) {}

    /// The QoS class, and what makes it that.
    public record Qos(QosClass qosClass, String why) {}

    /// One question to the providers and how the answers were merged.
    ///
    /// @param container absent where the pod was looked at as a whole
    /// @param resources what was asked, in the order of the providers (devices, CPUs, memory)
    /// @param merge     absent with the policy `none`
    public record Step(Optional<String> container, List<Resource> resources, Optional<Merge> merge) {
        public Step {
            resources = List.copyOf(resources);
        }
    }

    /// What was asked of one resource.
    ///
    /// @param provider    `device`, `cpu` or `memory`
    /// @param answer      `hints`, `no-preference` (any NUMA node will do) or `impossible`; empty without a merge
    /// @param asked       CPUs, bytes or devices
    /// @param minimal     how many NUMA nodes a preferred set has: as few as this machine could do with when empty; absent
    ///                    without hints
    /// @param needed      the same for this resource alone: memory and hugepages of each size share a list of hints, which is
    ///                    as wide as the widest of them needs
    /// @param preferred   the first preferred sets of NUMA nodes, at most [HintView#MAX_SETS]
    /// @param numaNodes   all NUMA nodes in ascending id
    /// @param withoutNumaNode free devices that are on no NUMA node; absent where the resource has none
    public record Resource(String provider, String resource, Optional<String> answer, OptionalLong asked,
            OptionalLong minimal, OptionalLong needed, List<List<Integer>> preferred, List<NumaNode> numaNodes,
            OptionalLong withoutNumaNode) {
        public Resource {
            preferred = preferred.stream().map(List::copyOf).toList();
            numaNodes = List.copyOf(numaNodes);
        }
    }

    /// What one NUMA node has of a resource.
    ///
    /// @param available in the unit of what was asked, unsigned
    /// @param isEnough  whether this NUMA node alone would do; false also where the provider does not offer it for a reason
    ///                  other than an amount
    public record NumaNode(int id, long available, boolean isEnough) {}

    /// How the hints were merged.
    ///
    /// @param rule     the rule by which the result was found ([MergeStory])
    /// @param affinity NUMA node ids; absent for any
    /// @param why      a sentence
    public record Merge(String rule, Optional<List<Integer>> affinity, boolean preferred, boolean admitted,
            String why) {
        public Merge {
            affinity = affinity.map(List::copyOf);
        }
    }

    /// One container.
    ///
    /// @param exclusiveCpus how many CPUs of its own it is to have; 0 for the shared pool
    /// @param cpusWhy       why, and of CPUs given, why these
    /// @param choice        the kind of the choice of CPUs ([CpuChoice]), if some were given
    /// @param given         what it was given; absent of a refused pod
    public record Container(String name, ContainerKind kind, int exclusiveCpus, String cpusWhy,
            Optional<String> choice, Optional<AdmissionReport.Container> given) {}

    /// What was missing.
    ///
    /// @param numaNodes the NUMA nodes that were looked at together; empty for the whole node
    /// @param missing   asked less available
    public record Shortage(List<Integer> numaNodes, String resource, long asked, long available, long missing) {
        public Shortage {
            numaNodes = List.copyOf(numaNodes);
        }
    }
}
