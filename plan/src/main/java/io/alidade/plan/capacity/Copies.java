package io.alidade.plan.capacity;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.plan.alignment.Alignments;

/// Copies of one shape on a node, admitted until one is refused.
///
/// @param count   admitted
/// @param split   of them, those that are not aligned
/// @param node    with all of them
/// @param refusal of the one too many
public record Copies(int count, int split, KubeletNode node, PodDecision.Refused refusal) {
    /// Fills a node. That ends: a kubelet takes no more than its `maxPods`.
    public static Copies of(KubeletNode start, Shape shape) {
        Alignments alignments = Alignments.on(start.node());
        KubeletNode node = start;
        int split = 0;
        for (int count = 0;; count++) {
            switch (node.admit(shape.copy(count + 1))) {
                case PodDecision.Admitted admitted -> {
                    split += alignments.judge(admitted).isSplit() ? 1 : 0;
                    node = admitted.node();
                }
                case PodDecision.Refused refused -> {
                    return new Copies(count, split, node, refused);
                }
            }
        }
    }
}
