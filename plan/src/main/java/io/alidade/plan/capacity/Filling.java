package io.alidade.plan.capacity;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.plan.alignment.Alignments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What became of one order of arrival: pods came until no shape fitted any more.
///
/// Invariant *only less*: what is free only becomes less while pods come and none goes, so a shape that was refused is
/// refused from then on. It is not tried again, and the moment from which it did not fit is found by halving.
///
/// @param counts   admitted, by shape
/// @param fullness after 0, 1, 2 ... pods
/// @param fits     by shape, after how many pods it did not fit any more
/// @param split    admitted pods that are not aligned
/// @param left     in the end
record Filling(int[] counts, double[] fullness, int[] fits, int split, Leftover left) {
    /// How nodes are filled under one configuration.
    static final class Floor {
        private final KubeletNode empty;
        private final List<Shape> shapes;
        private final Fullness fullness;
        private final Alignments alignments;

        Floor(KubeletNode empty, List<Shape> shapes) {
            this.empty = empty;
            this.shapes = shapes;
            this.fullness = new Fullness(empty, shapes);
            this.alignments = Alignments.on(empty.node());
        }

        Fullness fullness() {
            return fullness;
        }

        /// Lets pods come in an order.
        Filling fill(ArrivalOrder order) {
            List<KubeletNode> nodes = new ArrayList<>();
            List<Double> levels = new ArrayList<>();
            int[] counts = new int[shapes.size()];
            int[] lastAdmitted = new int[shapes.size()];
            int[] fits = new int[shapes.size()];
            Arrays.fill(fits, -1);
            int split = 0;
            nodes.add(empty);
            levels.add(0.0);
            for (int left = shapes.size(); left > 0;) {
                int shape = order.next();
                if (fits[shape] >= 0) {
                    continue;
                }
                int came = nodes.size() - 1;
                switch (nodes.get(came).admit(shapes.get(shape).copy(counts[shape] + 1))) {
                    case PodDecision.Admitted admitted -> {
                        counts[shape]++;
                        lastAdmitted[shape] = came;
                        split += alignments.judge(admitted).isSplit() ? 1 : 0;
                        nodes.add(admitted.node());
                        levels.add(fullness.of(counts));
                    }
                    case PodDecision.Refused refused -> {
                        fits[shape] = firstRefusal(nodes, shape, counts[shape] == 0 ? 0 : lastAdmitted[shape] + 1,
                                came);
                        nodes.set(came, refused.node());
                        left--;
                    }
                }
            }
            return new Filling(counts, levels.stream().mapToDouble(Double::doubleValue).toArray(), fits, split,
                    Leftover.of(nodes.getLast()));
        }

        /// The first of the nodes that refuses a shape, which the last of them does.
        private int firstRefusal(List<KubeletNode> nodes, int shape, int from, int refusing) {
            int low = from;
            int high = refusing;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (nodes.get(middle).admit(shapes.get(shape).copy(0)) instanceof PodDecision.Refused) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    int pods() {
        return Arrays.stream(counts).sum();
    }

    /// Whether a shape fitted when the node was about so full: with as many pods as do not exceed the level.
    boolean fittedAt(int shape, double level) {
        int pods = 0;
        while (pods + 1 < fullness.length && fullness[pods + 1] <= level + 1e-9) {
            pods++;
        }
        return pods < fits[shape];
    }
}
