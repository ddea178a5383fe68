package io.alidade.plan.whatif;

import io.alidade.engine.Admission;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.Optional;

/// What a change is to reach.
public enum Target {
    /// The pod is admitted.
    ADMITTED,
    /// It is admitted, and what each container is given is where it should be ([Alignment]).
    ALIGNED;

    /// The decision if it reaches the target.
    ///
    /// A refusal by the managers is looked for first: it costs less than the whole decision, which says what there was.
    public Optional<PodDecision.Admitted> reachedBy(KubeletNode node, PodManifest pod) {
        if (node.node().admit(pod.request()) instanceof Admission.Rejected) {
            return Optional.empty();
        }
        return node.admit(pod) instanceof PodDecision.Admitted admitted
                && (this == ADMITTED || Alignment.isAligned(admitted)) ? Optional.of(admitted) : Optional.empty();
    }
}
