package io.alidade.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A topology hint in primitives: a mask of NUMA nodes, or none for "any NUMA node", and whether it is preferred
/// (topology-manager 2.1).
public record MaskHint(OptionalLong mask, boolean preferred) {
    public static MaskHint of(long mask, boolean preferred) {
        return new MaskHint(OptionalLong.of(mask), preferred);
    }

    /// The hint that names no NUMA node: the *nil* affinity.
    public static MaskHint any(boolean preferred) {
        return new MaskHint(OptionalLong.empty(), preferred);
    }

    /// The mask of the NUMA nodes 0 to `numaNodes - 1`.
    public static long allOf(int numaNodes) {
        if (numaNodes < 0 || numaNodes > Long.SIZE) {
            throw new IllegalArgumentException("a mask holds 0 to 64 NUMA nodes, not " + numaNodes + ".");
        }
        return numaNodes == Long.SIZE ? -1L : (1L << numaNodes) - 1;
    }

    /// All masks over the ids without the empty one: by number of ids, then in lexicographic order of the ids
    /// (topology-manager 1.6): `{0} {1} {2} {0,1} {0,2} {1,2} {0,1,2}`.
    static List<Long> masksOver(List<Integer> ids) {
        List<Long> masks = new ArrayList<>();
        for (int size = 1; size <= ids.size(); size++) {
            addCombinations(ids, 0, size, 0, masks);
        }
        return masks;
    }

    private static void addCombinations(List<Integer> ids, int from, int missing, long chosen, List<Long> masks) {
        if (missing == 0) {
            masks.add(chosen);
            return;
        }
        for (int i = from; i < ids.size(); i++) {
            addCombinations(ids, i + 1, missing - 1, chosen | 1L << ids.get(i), masks);
        }
    }

    /// The bits of a mask in ascending order.
    static List<Integer> bitsOf(long mask) {
        List<Integer> bits = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((mask >>> bit & 1) != 0) {
                bits.add(bit);
            }
        }
        return bits;
    }

    /// The masks as hints in the same order, those of `minSize` NUMA nodes preferred.
    static List<MaskHint> preferringSize(List<Long> masks, int minSize) {
        return masks.stream().map(mask -> of(mask, Long.bitCount(mask) == minSize)).toList();
    }

    @Override
    public String toString() {
        String affinity = mask.isPresent() ? Long.toBinaryString(mask.getAsLong()) : "any";
        return "(" + affinity + "," + (preferred ? "t" : "f") + ")";
    }
}
