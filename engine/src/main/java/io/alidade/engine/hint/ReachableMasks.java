package io.alidade.engine.hint;

import java.util.List;

/// A set of NUMA masks of one machine: one bit for each of the 2^n masks of n NUMA nodes.
final class ReachableMasks {
    private final long[] members;
    private final int masks;

    private ReachableMasks(int numaNodes) {
        this.masks = 1 << numaNodes;
        this.members = new long[Math.max(1, masks >>> 6)];
    }

    static ReachableMasks none(int numaNodes) {
        return new ReachableMasks(numaNodes);
    }

    /// The masks that every list offers as preferred.
    static ReachableMasks commonPreferred(List<HintList> lists, int numaNodes) {
        ReachableMasks common = new ReachableMasks(numaNodes);
        for (int i = 0; i < lists.size(); i++) {
            ReachableMasks offered = new ReachableMasks(numaNodes);
            HintList list = lists.get(i);
            for (int h = 0; h < list.size(); h++) {
                if (list.isPreferred(h)) {
                    offered.add(list.affinityBits(h));
                }
            }
            for (int word = 0; word < common.members.length; word++) {
                common.members[word] = i == 0 ? offered.members[word] : common.members[word] & offered.members[word];
            }
        }
        return common;
    }

    /// Every mask that is the intersection of one hint of each list; the empty mask may be among them.
    ///
    /// A list at a time: with `up(m)` the number of members that contain m, the number of pairs whose intersection
    /// *contains* m is the product of both `up(m)`; taking the larger masks out again leaves the number of pairs whose
    /// intersection *is* m. Counts stay below 2^(2n).
    static ReachableMasks intersections(List<HintList> lists, int numaNodes) {
        int masks = 1 << numaNodes;
        long[] reached = new long[masks];
        long[] offered = new long[masks];
        for (int i = 0; i < lists.size(); i++) {
            long[] counts = i == 0 ? reached : offered;
            if (i > 0) {
                java.util.Arrays.fill(offered, 0);
            }
            HintList list = lists.get(i);
            for (int h = 0; h < list.size(); h++) {
                counts[(int) list.affinityBits(h)] = 1;
            }
            if (i > 0) {
                intersect(reached, offered, numaNodes);
            }
        }
        ReachableMasks result = new ReachableMasks(numaNodes);
        for (int mask = 0; mask < masks; mask++) {
            if (reached[mask] != 0) {
                result.add(mask);
            }
        }
        return result;
    }

    private static void intersect(long[] reached, long[] offered, int numaNodes) {
        sumOverSupersets(reached, numaNodes, 1);
        sumOverSupersets(offered, numaNodes, 1);
        for (int mask = 0; mask < reached.length; mask++) {
            reached[mask] *= offered[mask];
        }
        sumOverSupersets(reached, numaNodes, -1);
        for (int mask = 0; mask < reached.length; mask++) {
            reached[mask] = reached[mask] == 0 ? 0 : 1;
        }
    }

    private static void sumOverSupersets(long[] counts, int numaNodes, int sign) {
        for (int bit = 0; bit < numaNodes; bit++) {
            int step = 1 << bit;
            for (int mask = 0; mask < counts.length; mask++) {
                if ((mask & step) == 0) {
                    counts[mask] += sign * counts[mask | step];
                }
            }
        }
    }

    private void add(long bits) {
        members[(int) (bits >>> 6)] |= 1L << bits;
    }

    /// The smallest member at or above `from` as an unsigned number, or 0 when there is none. The empty mask is never
    /// returned.
    long next(long from) {
        for (long bits = Math.max(1, from); bits < masks;) {
            long rest = members[(int) (bits >>> 6)] & -1L << bits;
            if (rest != 0) {
                return (bits & -64L) + Long.numberOfTrailingZeros(rest);
            }
            bits = (bits & -64L) + 64;
        }
        return 0;
    }
}
