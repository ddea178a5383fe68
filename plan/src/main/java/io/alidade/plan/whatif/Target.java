package io.alidade.plan.whatif;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.Alignments;
import java.util.Optional;

/// What a change is to reach.
public enum Target {
    /// The pod is admitted.
    ADMITTED,
    /// It is admitted and not split ([io.alidade.plan.alignment.Placement]).
    TOGETHER;

    /// The decision if it reaches the target.
    public Optional<PodDecision.Admitted> reachedBy(KubeletNode node, PodManifest pod) {
        return node.admit(pod) instanceof PodDecision.Admitted admitted
                && (this == ADMITTED || !Alignments.of(admitted).isSplit()) ? Optional.of(admitted) : Optional.empty();
    }
}
