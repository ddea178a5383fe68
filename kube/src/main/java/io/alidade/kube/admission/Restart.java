package io.alidade.kube.admission;

import java.util.List;

/// What becomes of a kubelet that is started again with the same settings over the checkpoint files that it leaves.
public sealed interface Restart {
    /// It does not start.
    record NotStarted(String error) implements Restart {}

    /// It starts, and its pods are admitted again in their order.
    ///
    /// @param lost pods that it refuses then, which ends them
    record Readmitted(KubeletNode node, List<PodDecision.Refused> lost) implements Restart {
        public Readmitted {
            lost = List.copyOf(lost);
        }
    }
}
