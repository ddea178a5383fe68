package io.alidade.agent.watch;

import io.alidade.agent.pod.PodRecord;
import java.util.Set;
import java.util.TreeSet;

/// Reasons of refusals as labels, of which there are few whatever comes.
public final class Reasons {
    private static final String OTHER = "Other";
    private static final String SHORT = "OutOf";
    private static final String OF_DEVICES = "OutOfExtendedResources";
    /// Those of a kubelet's list that its resource managers and predicates give.
    private static final Set<String> OF_THE_KUBELET = Set.of("TopologyAffinityError", "UnexpectedAdmissionError",
            "OutOfcpu", "OutOfmemory", "OutOfephemeral-storage", "OutOfpods", "UnknownReason",
            "UnexpectedPredicateFailureType", "InitContainerRestartPolicyForbidden", "PodOSNotSupported",
            "PodOSSelectorNodeLabelDoesNotMatch", "SysctlForbidden", "AppArmor");
    /// A kubelet knows these, too, and counts them as others.
    private static final Set<String> MORE = Set.of("SMTAlignmentError", "EmptyPodSharedPoolError", "NodeAffinity",
            "NodeName", "NodePorts", "TaintToleration", PodRecord.UNSUPPORTED_FIELD);

    private Reasons() {}

    /// All that [#ofAgent] gives.
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(OF_THE_KUBELET);
        all.addAll(MORE);
        all.addAll(Set.of(OTHER, OF_DEVICES));
        return all;
    }

    /// As a kubelet counts it.
    static String ofKubelet(String reason) {
        if (OF_THE_KUBELET.contains(reason)) {
            return reason;
        }
        return reason.startsWith(SHORT) ? OF_DEVICES : OTHER;
    }

    /// By its name, where it is one that an agent gives.
    public static String ofAgent(String reason) {
        return MORE.contains(reason) ? reason : ofKubelet(reason);
    }
}
