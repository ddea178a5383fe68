package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists the first masks of a [HintFamily] in the provider's order, or counts all, without looking at those in between.
final class FamilyListing {
    private final Requirement enough;
    private final long[] others;
    private final HintList.Builder hints = new HintList.Builder();
    private final int most;

    private FamilyListing(HintFamily family, int most) {
        this.enough = family.enough();
        this.others = family.others();
        this.most = most;
    }

    /// The first `most` masks, none of them marked as preferred. Cost: a look at every mask up to the last one listed on
    /// small machines, else a few searches per mask.
    static HintList.Builder first(HintFamily family, int most) {
        FamilyListing listing = new FamilyListing(family, most);
        long all = listing.enough.support();
        for (long other : listing.others) {
            all |= other;
        }
        if (Long.bitCount(all) <= HintMerge.MAX_ENUMERATED_NUMA_NODES) {
            listing.walk(family, all);
        } else if (listing.enough.wraps() || most == Integer.MAX_VALUE) {
            throw new UnboundedSearch("it would list every set of " + Long.bitCount(all) + " NUMA nodes");
        } else {
            for (int size = 1; size <= Long.SIZE && listing.hints.size() < most; size++) {
                listing.extend(size, 0, all);
            }
        }
        return listing.hints;
    }

    private void walk(HintFamily family, long all) {
        NumaMasks masks = new NumaMasks(new NumaMask(all));
        while (hints.size() < most && masks.next()) {
            if (family.contains(masks.bits())) {
                hints.add(masks.bits(), false);
            }
        }
    }

    // Adds all masks of a size that begin with the positions of `chosen` and go on with some of `later`, in order.
    private void extend(int size, long chosen, long later) {
        if (Long.bitCount(chosen) == size) {
            hints.add(chosen, false);
            return;
        }
        for (long rest = later; rest != 0 && hints.size() < most; rest &= rest - 1) {
            long longer = chosen | Long.lowestOneBit(rest);
            if (isPossible(size, longer, rest & (rest - 1))) {
                extend(size, longer, rest & (rest - 1));
            }
        }
    }

    private boolean isPossible(int size, long chosen, long later) {
        for (long other : others) {
            if (Long.bitCount(other) == size && (chosen & ~other) == 0 && (other & ~(chosen | later)) == 0) {
                return true;
            }
        }
        if ((chosen & ~enough.support()) != 0) {
            return false;
        }
        return MaskSearch.within(enough.among(chosen | later), chosen).find(size) != 0;
    }

    /// The number of masks, as an unsigned number. Cost: as a search.
    static long count(HintFamily family) {
        if (family.enough().wraps()) {
            return first(family, Integer.MAX_VALUE).size();
        }
        MaskSlack slack = MaskSlack.within(List.of(family.enough()), Optional.empty(), 0);
        if (!slack.isPossible()) {
            return family.others().length;
        }
        long held = new Counter(slack).count(0, slack.start());
        boolean emptyHeld = slack.canDrop(0, slack.positions().length, slack.start());
        return family.others().length + held - (emptyHeld ? 1 : 0);
    }

    // Sums wrap at 2^64: the 2^64 subsets of 64 NUMA nodes count as 0, and without the empty one as 2^64 - 1.
    private static final class Counter {
        private final MaskSlack slack;
        private final int length;
        private final Map<MaskSlack.Key, Long> known = new HashMap<>();

        Counter(MaskSlack slack) {
            this.slack = slack;
            this.length = slack.positions().length;
        }

        long count(int i, long[] state) {
            if (slack.canDrop(i, length - i, state)) {
                return length - i == Long.SIZE ? 0 : 1L << (length - i);
            }
            if (i == length) {
                return 0;
            }
            MaskSlack.Key key = slack.key(i, 0, state, new long[0], 0);
            Long before = known.get(key);
            if (before == null) {
                before = count(i + 1, slack.kept(i, state));
                if (slack.canDrop(i, 1, state)) {
                    before += count(i + 1, slack.dropped(0, i, state));
                }
                if (known.size() > MaskSearch.MAX_STEPS) {
                    throw new UnboundedSearch(
                            "counting the sets of " + length + " NUMA nodes that would do goes beyond "
                                    + MaskSearch.MAX_STEPS + " steps");
                }
                known.put(key, before);
            }
            return before;
        }
    }
}
