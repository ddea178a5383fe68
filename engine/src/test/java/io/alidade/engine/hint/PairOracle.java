package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.testkit.MaskAnswer;
import io.alidade.testkit.MaskHint;
import java.util.List;

/// The merge of two answers by trying every pair of their hints, on plain numbers, for the millions of pairs that
/// [io.alidade.testkit.MergeOracle] would take too long for (topology-manager 6 to 8). A result is `mask << 1 | preferred`,
/// with the mask -1 for "any NUMA node".
final class PairOracle {
    private static final long ANY = -1;

    private final List<List<Integer>> distances;
    private final long all;
    private final boolean single;
    private final boolean preferClosest;

    PairOracle(List<List<Integer>> distances, boolean single, boolean preferClosest) {
        this.distances = distances;
        this.all = (1L << distances.size()) - 1;
        this.single = single;
        this.preferClosest = preferClosest && !single;
    }

    /// One answer after the filter (6.1), whole and as `single-numa-node` sees it (8.4).
    record Lists(long[] masks, boolean[] preferred, long[] singleMasks, boolean[] singlePreferred) {
        static Lists of(MaskAnswer answer) {
            List<MaskHint> hints = switch (answer) {
                case MaskAnswer.Nil() -> List.of(MaskHint.any(true));
                case MaskAnswer.Keyed(var byResource) -> byResource.isEmpty()
                        ? List.of(MaskHint.any(true))
                        : switch (byResource.values().iterator().next()) {
                            case MaskAnswer.HintList.Nil() -> List.of(MaskHint.any(true));
                            case MaskAnswer.HintList.Listed(var listed) -> listed.isEmpty()
                                    ? List.of(MaskHint.any(false))
                                    : listed;
                        };
            };
            List<MaskHint> singles = hints.stream().filter(MaskHint::preferred)
                    .filter(hint -> Long.bitCount(hint.mask().orElse(1)) == 1).toList();
            return new Lists(masks(hints), preferred(hints), masks(singles), preferred(singles));
        }

        private static long[] masks(List<MaskHint> hints) {
            return hints.stream().mapToLong(hint -> hint.mask().orElse(ANY)).toArray();
        }

        private static boolean[] preferred(List<MaskHint> hints) {
            boolean[] preferred = new boolean[hints.size()];
            for (int i = 0; i < preferred.length; i++) {
                preferred[i] = hints.get(i).preferred();
            }
            return preferred;
        }
    }

    static long encode(TopologyHint hint) {
        return hint.affinity().map(NumaMask::bits).orElse(ANY) << 1 | (hint.preferred() ? 1 : 0);
    }

    long merge(Lists a, Lists b) {
        long best = single
                ? best(a.singleMasks, a.singlePreferred, b.singleMasks, b.singlePreferred)
                : best(a.masks, a.preferred, b.masks, b.preferred);
        return single && best >> 1 == all ? ANY << 1 | (best & 1) : best;
    }

    private long best(long[] masksA, boolean[] preferredA, long[] masksB, boolean[] preferredB) {
        int needed = Math.max(narrowest(masksA), narrowest(masksB));
        long best = 0;
        for (int i = 0; i < masksA.length; i++) {
            for (int j = 0; j < masksB.length; j++) {
                long mask = all & masksA[i] & masksB[j];
                boolean same = masksA[i] == masksB[j] || masksA[i] == ANY || masksB[j] == ANY;
                boolean preferred = preferredA[i] && preferredB[j] && same;
                if (mask != 0) {
                    best = best == 0 ? mask << 1 | (preferred ? 1 : 0) : better(best, mask, preferred, needed);
                }
            }
        }
        return best == 0 ? all << 1 : best;
    }

    // 7.3
    private static int narrowest(long[] masks) {
        int narrowest = 0;
        for (long mask : masks) {
            if (mask != ANY && (narrowest == 0 || Long.bitCount(mask) < narrowest)) {
                narrowest = Long.bitCount(mask);
            }
        }
        return narrowest;
    }

    // 7.5
    private long better(long current, long mask, boolean preferred, int needed) {
        long candidate = mask << 1 | (preferred ? 1 : 0);
        boolean currentPreferred = (current & 1) != 0;
        if (preferred != currentPreferred) {
            return preferred ? candidate : current;
        }
        int c = Long.bitCount(current >> 1);
        int d = Long.bitCount(mask);
        if (preferred || c > needed || (c == needed && d == needed) || (c < needed && d == c)) {
            return fits(current >> 1, mask) ? current : candidate;
        }
        if (c == needed || d > needed) {
            return current;
        }
        return d > c ? candidate : current;
    }

    // 7.4: true if the first stays.
    private boolean fits(long c, long d) {
        if (Long.bitCount(c) != Long.bitCount(d)) {
            return Long.bitCount(c) < Long.bitCount(d);
        }
        if (preferClosest && average(c) != average(d)) {
            return average(c) < average(d);
        }
        return c <= d;
    }

    // 3.4
    private double average(long mask) {
        int sum = 0;
        int pairs = 0;
        for (int a = 0; a < distances.size(); a++) {
            for (int b = 0; b < distances.size(); b++) {
                if ((mask >> a & mask >> b & 1) != 0) {
                    sum += distances.get(a).get(b);
                    pairs++;
                }
            }
        }
        return (double) sum / pairs;
    }
}
