package io.alidade.agent.shadow;

import io.alidade.kube.machine.MachineDescription;
import java.util.Set;

/// Which of a kubelet's reasons are decided here, too. Pods are also refused for pressure on the node, its shutdown, kernel
/// parameters and more, of which nothing is known here.
final class Decidable {
    private static final String SHORT = "OutOf";
    private static final Set<String> ALWAYS = Set.of("TopologyAffinityError", "UnexpectedAdmissionError",
            "SMTAlignmentError", "EmptyPodSharedPoolError", "NodePorts", "InitContainerRestartPolicyForbidden");
    private static final Set<String> WITH_LABELS = Set.of("NodeAffinity", "PodOSSelectorNodeLabelDoesNotMatch");
    private static final String TAINT = "TaintToleration";

    private Decidable() {}

    static boolean isDecided(String reason, MachineDescription machine) {
        return ALWAYS.contains(reason) || reason.startsWith(SHORT)
                || (WITH_LABELS.contains(reason) && !machine.labels().isEmpty())
                || (TAINT.equals(reason) && !machine.taints().isEmpty());
    }
}
