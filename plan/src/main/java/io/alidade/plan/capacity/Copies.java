package io.alidade.plan.capacity;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;

/// Copies of one shape on a node, admitted until one is refused.
///
/// @param count   admitted
/// @param node    with all of them
/// @param refusal of the one too many
public record Copies(int count, KubeletNode node, PodDecision.Refused refusal) {
    /// Fills a node. That ends: a kubelet takes no more than its `maxPods`.
    public static Copies of(KubeletNode start, Shape shape) {
        KubeletNode node = start;
        for (int count = 0;; count++) {
            switch (node.admit(shape.copy(count + 1))) {
                case PodDecision.Admitted admitted -> node = admitted.node();
                case PodDecision.Refused refused -> {
                    return new Copies(count, node, refused);
                }
            }
        }
    }
}
