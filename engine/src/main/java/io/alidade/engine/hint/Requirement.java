package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import java.util.Arrays;

/// The masks that hold enough: subsets of `support`, supersets of `required`, in which every *amount* adds up to what is
/// needed of it. An amount is a number per NUMA node (free CPUs, bytes of a memory type); the first amount may also count
/// *shared things*, which are on several NUMA nodes and count once for a mask that touches them (devices with several NUMA
/// nodes).
///
/// Invariant *monotone*: unless [#wraps] says otherwise, a mask between one that holds enough and `support` holds enough.
/// Sums are unsigned and wrap, as the kubelet's do; [#wraps] is true if they could.
public final class Requirement {
    /// The weight of a shared thing that every mask must touch.
    static final long VITAL = Long.MAX_VALUE;

    private final long support;
    private final long required;
    private final long[][] amounts;
    private final long[] needed;
    private final long[] sharedMasks;
    private final long[] sharedWeights;
    private final boolean wraps;

    private Requirement(Builder builder) {
        support = builder.support;
        required = builder.required;
        amounts = Arrays.copyOf(builder.amounts, builder.size);
        needed = Arrays.copyOf(builder.needed, builder.size);
        sharedMasks = Arrays.copyOf(builder.sharedMasks, builder.sharedSize);
        sharedWeights = Arrays.copyOf(builder.sharedWeights, builder.sharedSize);
        wraps = couldWrap();
    }

    /// `enough on {0-1}`: among which NUMA nodes.
    @Override
    public String toString() {
        return "enough on {" + new NumaMask(support) + "}"
                + (required == 0 ? "" : ", {" + new NumaMask(required) + "} among them");
    }

    /// Exactly one mask.
    static Requirement exactly(long mask) {
        return new Builder(mask, mask).build();
    }

    /// The same need of masks over some of the NUMA nodes only.
    Requirement among(long numaNodes) {
        Builder builder = new Builder(support & numaNodes, required);
        for (int which = 0; which < amounts.length; which++) {
            builder.amount(amounts[which], needed[which]);
        }
        for (int thing = 0; thing < sharedMasks.length; thing++) {
            builder.shared(sharedMasks[thing], sharedWeights[thing]);
        }
        return builder.build();
    }

    long support() {
        return support;
    }

    long required() {
        return required;
    }

    int amounts() {
        return amounts.length;
    }

    long amount(int which, int position) {
        return amounts[which][position];
    }

    long needed(int which) {
        return needed[which];
    }

    int sharedThings() {
        return sharedMasks.length;
    }

    long sharedMask(int thing) {
        return sharedMasks[thing];
    }

    long sharedWeight(int thing) {
        return sharedWeights[thing];
    }

    /// True if a sum could pass 2^63, so that a wider mask may hold less: a NUMA node with more memory reserved than it has.
    public boolean wraps() {
        return wraps;
    }

    private boolean couldWrap() {
        for (int which = 0; which < amounts.length; which++) {
            long sum = 0;
            for (long rest = support; rest != 0; rest &= rest - 1) {
                long amount = amounts[which][Long.numberOfTrailingZeros(rest)];
                sum += amount;
                if (amount < 0 || sum < 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /// True if the mask is not empty and holds enough. Cost: a few steps per NUMA node of the mask.
    public boolean holds(long mask) {
        if (mask == 0 || (mask & ~support) != 0 || (required & ~mask) != 0) {
            return false;
        }
        for (int which = 0; which < needed.length; which++) {
            if (Long.compareUnsigned(sum(which, mask), needed[which]) < 0) {
                return false;
            }
        }
        return touchesAll(mask);
    }

    /// True if the mask touches every shared thing that must be touched.
    boolean touchesAll(long mask) {
        for (int thing = 0; thing < sharedMasks.length; thing++) {
            if (sharedWeights[thing] == VITAL && (sharedMasks[thing] & mask) == 0) {
                return false;
            }
        }
        return true;
    }

    /// How much a mask holds of an amount.
    long sum(int which, long mask) {
        long sum = 0;
        long[] amount = amounts[which];
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            sum += amount[Long.numberOfTrailingZeros(rest)];
        }
        if (which == 0) {
            for (int thing = 0; thing < sharedMasks.length; thing++) {
                if (sharedWeights[thing] != VITAL && (sharedMasks[thing] & mask) != 0) {
                    sum += sharedWeights[thing];
                }
            }
        }
        return sum;
    }

    /// True if some mask holds enough.
    boolean isPossible() {
        return wraps ? narrowest(Long.SIZE + 1) <= Long.SIZE : holds(support);
    }

    /// The number of NUMA nodes of the narrowest mask that holds enough, `whenNone` when there is none.
    ///
    /// @throws UnboundedSearch on more than [HintMerge#MAX_ENUMERATED_NUMA_NODES] NUMA nodes, if a search goes beyond its
    ///     budget
    public int narrowest(int whenNone) {
        if (Long.bitCount(support) <= HintFamily.MAX_LISTED_NUMA_NODES || wraps) {
            return narrowestListed(whenNone);
        }
        if (!holds(support)) {
            return whenNone;
        }
        if (amounts.length == 1 && sharedMasks.length == 0 && required == 0) {
            return narrowestOfLargest();
        }
        try {
            MaskSearch search = MaskSearch.within(this, 0);
            int size = 1;
            while (search.find(size) == 0) {
                size++;
            }
            return size;
        } catch (UnboundedSearch search) {
            return narrowestListed(whenNone, search);
        }
    }

    private int narrowestListed(int whenNone, UnboundedSearch search) {
        if (Long.bitCount(support) > HintMerge.MAX_ENUMERATED_NUMA_NODES) {
            throw search;
        }
        return narrowestListed(whenNone);
    }

    // With one amount the NUMA nodes that have most of it are the fewest that do.
    private int narrowestOfLargest() {
        long[] sorted = new long[Long.bitCount(support)];
        int filled = 0;
        for (long rest = support; rest != 0; rest &= rest - 1) {
            sorted[filled++] = amounts[0][Long.numberOfTrailingZeros(rest)];
        }
        Arrays.sort(sorted);
        int size = 0;
        for (long sum = 0; size == 0 || sum < needed[0];) {
            sum += sorted[sorted.length - ++size];
        }
        return size;
    }

    private int narrowestListed(int whenNone) {
        for (NumaMasks masks = masks(); masks.next();) {
            if (holds(masks.bits())) {
                return masks.size();
            }
        }
        return whenNone;
    }

    /// All masks over the support; refused where they are too many to be looked at one by one.
    NumaMasks masks() {
        if (Long.bitCount(support) > HintMerge.MAX_ENUMERATED_NUMA_NODES) {
            throw new UnboundedSearch("it would look at every set of " + Long.bitCount(support)
                    + " NUMA nodes, of which some have more memory reserved than they have");
        }
        return new NumaMasks(new NumaMask(support));
    }

    /// Collects what is needed.
    public static final class Builder {
        private final long support;
        private final long required;
        private long[][] amounts = new long[2][];
        private long[] needed = new long[2];
        private int size;
        private long[] sharedMasks = new long[0];
        private long[] sharedWeights = new long[0];
        private int sharedSize;

        public Builder(long support, long required) {
            this.support = support;
            this.required = required;
        }

        /// One more amount that must add up.
        ///
        /// @param byPosition what each NUMA node has of it; kept, not copied
        /// @param needed     as an unsigned number
        public Builder amount(long[] byPosition, long needed) {
            if (size == amounts.length) {
                amounts = Arrays.copyOf(amounts, size * 2);
                this.needed = Arrays.copyOf(this.needed, size * 2);
            }
            amounts[size] = byPosition;
            this.needed[size++] = needed;
            return this;
        }

        /// Things that count toward the first amount for every mask that touches `numaNodes`.
        public Builder shared(long numaNodes, long weight) {
            for (int thing = 0; thing < sharedSize; thing++) {
                if (sharedMasks[thing] == numaNodes && sharedWeights[thing] != VITAL && weight != VITAL) {
                    sharedWeights[thing] += weight;
                    return this;
                }
            }
            if (sharedSize == sharedMasks.length) {
                sharedMasks = Arrays.copyOf(sharedMasks, 4 + sharedSize * 2);
                sharedWeights = Arrays.copyOf(sharedWeights, 4 + sharedSize * 2);
            }
            sharedMasks[sharedSize] = numaNodes;
            sharedWeights[sharedSize++] = weight;
            return this;
        }

        /// Every mask must touch `numaNodes`.
        public Builder touching(long numaNodes) {
            return shared(numaNodes, VITAL);
        }

        public Requirement build() {
            return new Requirement(this);
        }
    }
}
