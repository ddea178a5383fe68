package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/// A non-empty list of hints in the order of the provider: by size of the mask, then lexicographic by position
/// (topology-manager 1.6).
public final class HintList implements ResourceHints {
    private final long[] affinities;
    private final boolean[] preferred;
    private final Optional<HintFamily> family;

    private HintList(long[] affinities, boolean[] preferred, Optional<HintFamily> family) {
        this.affinities = affinities;
        this.preferred = preferred;
        this.family = family;
    }

    /// The rule that these are all the hints of, if there is one. It is no part of the list's value.
    public Optional<HintFamily> family() {
        return family;
    }

    /// The masks in order; not to be changed.
    long[] affinities() {
        return affinities;
    }

    /// The number of NUMA nodes of the narrowest hint.
    int narrowest() {
        int narrowest = Long.SIZE;
        for (long affinity : affinities) {
            narrowest = Math.min(narrowest, Long.bitCount(affinity));
        }
        return narrowest;
    }

    /// True if there is a preferred hint of this mask.
    boolean isPreferredMask(long mask) {
        for (int i = 0; i < affinities.length; i++) {
            if (affinities[i] == mask && preferred[i]) {
                return true;
            }
        }
        return false;
    }

    public int size() {
        return affinities.length;
    }

    /// The mask of hint `index`, as bits of [NumaMask].
    public long affinityBits(int index) {
        return affinities[index];
    }

    public boolean isPreferred(int index) {
        return preferred[index];
    }

    /// The hints as values, for people and for comparison.
    public List<TopologyHint> toList() {
        List<TopologyHint> hints = new ArrayList<>(affinities.length);
        for (int i = 0; i < affinities.length; i++) {
            hints.add(TopologyHint.of(new NumaMask(affinities[i]), preferred[i]));
        }
        return hints;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HintList list && Arrays.equals(affinities, list.affinities)
                && Arrays.equals(preferred, list.preferred);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(affinities) + Arrays.hashCode(preferred);
    }

    @Override
    public String toString() {
        return toList().toString();
    }

    /// Collects hints in order.
    public static final class Builder {
        private long[] affinities = new long[8];
        private boolean[] preferred = new boolean[8];
        private int size;

        /// Of no hint yet.
        public Builder() {}

        public Builder add(long affinityBits, boolean isPreferred) {
            if (size == affinities.length) {
                affinities = Arrays.copyOf(affinities, size * 2);
                preferred = Arrays.copyOf(preferred, size * 2);
            }
            affinities[size] = affinityBits;
            preferred[size++] = isPreferred;
            return this;
        }

        /// Marks every hint whose mask has `numaNodes` NUMA nodes as preferred.
        public Builder preferSize(int numaNodes) {
            for (int i = 0; i < size; i++) {
                preferred[i] = Long.bitCount(affinities[i]) == numaNodes;
            }
            return this;
        }

        /// Marks every hint whose mask passes the test as preferred, beside those that are already.
        public Builder preferAlso(LongPredicate test) {
            for (int i = 0; i < size; i++) {
                preferred[i] |= test.test(affinities[i]);
            }
            return this;
        }

        int size() {
            return size;
        }

        /// The list, or the empty answer when nothing was added.
        public ResourceHints buildOr(ResourceHints whenEmpty) {
            return buildOr(whenEmpty, Optional.empty());
        }

        ResourceHints buildOr(ResourceHints whenEmpty, Optional<HintFamily> family) {
            return size == 0
                    ? whenEmpty
                    : new HintList(Arrays.copyOf(affinities, size), Arrays.copyOf(preferred, size), family);
        }
    }
}
