package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import java.util.Arrays;
import java.util.Optional;

/// The hints of one resource by a rule instead of one by one: the masks that hold enough ([Requirement]) and a few others
/// (`others`: the groups of the Memory Manager, in increasing unsigned order). Preferred are those of `preferredSize` NUMA
/// nodes and, with `align-by-socket`, those that meet `alsoPreferred` exactly.
///
/// This is how a provider knows its hints; on machines of up to [#MAX_LISTED_NUMA_NODES] NUMA nodes it answers with the
/// list of them ([#answer]).
///
/// Invariant *other*: no mask of `others` meets the requirement.
public final class HintFamily implements ResourceHints {
    /// Up to this many NUMA nodes a provider answers with a list.
    public static final int MAX_LISTED_NUMA_NODES = 4;
    private static final long[] NO_OTHERS = {};

    private final int numaNodes;
    private final Requirement enough;
    private final long[] others;
    private final int preferredSize;
    private final Optional<Requirement> alsoPreferred;

    private HintFamily(int numaNodes, Requirement enough, long[] others, int preferredSize,
            Optional<Requirement> alsoPreferred) {
        this.numaNodes = numaNodes;
        this.enough = enough;
        this.others = others;
        this.preferredSize = preferredSize;
        this.alsoPreferred = alsoPreferred;
    }

    /// The masks that hold enough, on a machine of so many NUMA nodes, those of `preferredSize` preferred.
    public static HintFamily of(int numaNodes, Requirement enough, int preferredSize) {
        return new HintFamily(numaNodes, enough, NO_OTHERS, preferredSize, Optional.empty());
    }

    /// This family and some masks that do not meet its requirement.
    public HintFamily withOthers(long... masks) {
        return new HintFamily(numaNodes, enough, unmet(masks), preferredSize, alsoPreferred);
    }

    /// Each once, in unsigned order. For every container and memory type: loops, no stream.
    private long[] unmet(long[] masks) {
        // With the sign turned, the order is the unsigned one.
        long[] turned = new long[masks.length];
        int count = 0;
        for (long mask : masks) {
            if (!enough.holds(mask)) {
                turned[count++] = mask ^ Long.MIN_VALUE;
            }
        }
        Arrays.sort(turned, 0, count);
        long[] unmet = new long[count];
        int distinct = 0;
        for (int at = 0; at < count; at++) {
            if (at == 0 || turned[at] != turned[at - 1]) {
                unmet[distinct++] = turned[at] ^ Long.MIN_VALUE;
            }
        }
        return Arrays.copyOf(unmet, distinct);
    }

    /// This family, with those of its masks preferred, too, that touch exactly as many of the requirement's things as it
    /// needs.
    public HintFamily preferringAlso(Requirement touched) {
        return new HintFamily(numaNodes, enough, others, preferredSize, Optional.of(touched));
    }

    Requirement enough() {
        return enough;
    }

    long[] others() {
        return others;
    }

    Optional<Requirement> alsoPreferred() {
        return alsoPreferred;
    }

    /// The number of NUMA nodes of a preferred hint; with `align-by-socket` others may be preferred beside it.
    public int preferredSize() {
        return preferredSize;
    }

    /// True if there is a hint of this mask.
    public boolean contains(long mask) {
        if (enough.holds(mask)) {
            return true;
        }
        for (long other : others) {
            if (other == mask) {
                return true;
            }
        }
        return false;
    }

    /// True if there is a preferred hint of this mask.
    public boolean isPreferred(long mask) {
        return isPreferredMask(mask) && contains(mask);
    }

    private boolean isPreferredMask(long mask) {
        return Long.bitCount(mask) == preferredSize
                || alsoPreferred.filter(exact -> exact.sum(0, mask) == exact.needed(0)).isPresent();
    }

    /// True if there is any hint.
    public boolean isPossible() {
        return others.length > 0 || enough.isPossible();
    }

    /// The number of NUMA nodes of the narrowest hint, or more than 64 when there is none.
    public int narrowest() {
        int narrowest = enough.narrowest(Long.SIZE + 1);
        for (long other : others) {
            narrowest = Math.min(narrowest, Long.bitCount(other));
        }
        return narrowest;
    }

    /// The narrowest hint that contains `within`, the smallest number among equally narrow ones.
    public Optional<TopologyHint> narrowestContaining(NumaMask within) {
        long best = bestContaining(within.bits());
        for (long other : others) {
            if ((within.bits() & ~other) == 0 && (best == 0 || NumaMask.isNarrower(other, best))) {
                best = other;
            }
        }
        return best == 0
                ? Optional.empty()
                : Optional.of(TopologyHint.of(new NumaMask(best), isPreferredMask(best)));
    }

    private long listedContaining(long within) {
        long best = 0;
        for (NumaMasks masks = enough.masks(); masks.next() && (best == 0 || masks.size() == Long.bitCount(best));) {
            long bits = masks.bits();
            if ((within & ~bits) == 0 && (best == 0 || NumaMask.isNarrower(bits, best)) && enough.holds(bits)) {
                best = bits;
            }
        }
        return best;
    }

    private long bestContaining(long within) {
        int width = Long.bitCount(enough.support());
        if (enough.wraps() || width <= MAX_LISTED_NUMA_NODES) {
            return listedContaining(within);
        }
        try {
            return searchedContaining(within);
        } catch (UnboundedSearch search) {
            if (width <= HintMerge.MAX_ENUMERATED_NUMA_NODES) {
                return listedContaining(within);
            }
            throw search;
        }
    }

    private long searchedContaining(long within) {
        MaskSearch search = MaskSearch.within(enough, within);
        for (int size = Math.max(1, Long.bitCount(within)); size <= search.width(); size++) {
            long found = search.find(size);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    /// What the provider answers: the hints as a list on small machines, this family on larger ones, impossible when there
    /// are none.
    public ResourceHints answer() {
        if (numaNodes <= MAX_LISTED_NUMA_NODES || enough.wraps()) {
            return list();
        }
        return isPossible() ? this : ResourceHints.IMPOSSIBLE;
    }

    /// All hints in the provider's order, or impossible when there are none.
    ///
    /// @throws UnboundedSearch if the masks are over more than [HintMerge#MAX_ENUMERATED_NUMA_NODES] NUMA nodes
    public ResourceHints list() {
        return listed(Integer.MAX_VALUE, enough.wraps() ? Optional.empty() : Optional.of(this));
    }

    /// The first `count` hints in the provider's order, or impossible when there are none. Cost: a few searches per hint.
    public ResourceHints first(int count) {
        return listed(count, Optional.empty());
    }

    private ResourceHints listed(int count, Optional<HintFamily> rule) {
        HintList.Builder hints = FamilyListing.first(this, count).preferSize(preferredSize);
        if (alsoPreferred.isPresent()) {
            hints.preferAlso(this::isPreferredMask);
        }
        return hints.buildOr(ResourceHints.IMPOSSIBLE, rule);
    }

    /// The number of hints, as an unsigned number: up to 2^64 - 1 of them.
    public long count() {
        return FamilyListing.count(this);
    }

    @Override
    public String toString() {
        return "hints from " + narrowest() + " NUMA nodes of " + new NumaMask(enough.support()) + ", preferred with "
                + preferredSize;
    }
}
