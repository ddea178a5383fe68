package io.alidade.kube.admission;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a kubelet decided on one pod.
public sealed interface PodDecision {
    /// The node after the decision: every container of an admitted pod was started once; a refused pod holds nothing, but
    /// while the kubelet starts what it held (cpu-manager 12.3).
    KubeletNode node();

    PodManifest pod();

    /// What could not be judged or goes wrong without a word, one sentence each.
    List<String> warnings();

    /// The pod runs.
    ///
    /// @param containers what each was given before any started, in the order of the pod
    /// @param evicted    pods that go for it, and hold nothing in `node` any more ([io.alidade.kube.fit.Preemption])
    /// @param meanwhile  the node until they have gone; else `node`
    record Admitted(KubeletNode node, PodManifest pod, List<ContainerPlacement> containers, List<PodManifest> evicted,
            KubeletNode meanwhile, List<String> warnings) implements PodDecision {
        public Admitted {
            containers = List.copyOf(containers);
            evicted = List.copyOf(evicted);
            warnings = List.copyOf(warnings);
        }

        /// `shop/web admitted: main: CPUs 2-3 of its own, ...`, then warnings.
        @Override
        public String toString() {
            return pod.label() + " admitted: "
                    + Stream.concat(containers.stream().map(ContainerPlacement::toString), warnings.stream())
                            .collect(Collectors.joining(" | "));
        }
    }

    /// The pod is refused, with the kubelet's reason and message.
    ///
    /// @param before the resource managers when the pod came
    record Refused(Node before, KubeletNode node, PodManifest pod, String reason, String message,
            List<String> warnings) implements PodDecision {
        public Refused {
            warnings = List.copyOf(warnings);
        }

        /// `shop/web refused: TopologyAffinityError: Resources cannot be allocated with Topology locality`.
        @Override
        public String toString() {
            return pod.label() + " refused: " + reason + ": " + message;
        }

        /// What the NUMA nodes could offer against what was asked, of the managed resources. Found out when asked: the
        /// managers decide once more.
        public List<Offer> offers() {
            return Offers.of(before, pod.request());
        }
    }
}
