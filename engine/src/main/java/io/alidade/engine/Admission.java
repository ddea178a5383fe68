package io.alidade.engine;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of a pod.
public sealed interface Admission {
    /// The node after the decision. After a refusal it is the node as the kubelet leaves it when it has cleaned up, which is
    /// nearly always, but not always, the node as it was.
    Node node();

    /// True if the pod may run.
    default boolean isAdmitted() {
        return this instanceof Admitted;
    }

    /// The pod may run.
    ///
    /// @param node       with everything allocated and no container started; see [Node#started(String)]
    /// @param containers in the order of the pod
    /// @param warnings   harm that the kubelet does here without a word (cpu-manager 10.5a)
    record Admitted(Node node, List<ContainerPlacement> containers, List<String> warnings) implements Admission {
        public Admitted {
            containers = List.copyOf(containers);
            warnings = List.copyOf(warnings);
        }

        /// `admitted: main: CPUs 2-3 of its own, ...`, then warnings.
        @Override
        public String toString() {
            return "admitted: "
                    + Stream.concat(containers.stream().map(ContainerPlacement::toString), warnings.stream())
                            .collect(Collectors.joining(" | "));
        }
    }

    /// The pod is refused, with the kubelet's reason and message.
    record Rejected(Node node, String reason, String message) implements Admission {
        /// `rejected: TopologyAffinityError: Resources cannot be allocated with Topology locality`.
        @Override
        public String toString() {
            return "rejected: " + reason + ": " + message;
        }
    }
}
