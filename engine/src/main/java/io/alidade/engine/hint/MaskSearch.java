package io.alidade.engine.hint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the best mask of a given size, without looking at every mask.
///
/// Two questions have the same shape. *Within*: the best mask that all requirements hold. *Apart*: the best mask that is the
/// intersection of one mask of each requirement. In both, a NUMA node that the mask leaves out is left out by someone, which
/// costs him what the NUMA node has of his amounts: *within* by all requirements at once, *apart* by one of them, while the
/// others keep it (a wider mask holds more, so it is best that only one leaves it out). What each can afford, its *slack*, is
/// what he has beyond his need.
///
/// NUMA nodes are decided from the highest position down, so the first difference decides which of two masks is the smaller
/// number. What can follow depends only on the position, how many are still to be taken, and the slacks; that is remembered,
/// so NUMA nodes that are alike cost little. Two bounds cut most of the rest: the cheapest NUMA nodes that could be left out
/// exceed a slack (nothing follows), or leaving out all the highest ones is affordable (then that is the best).
///
/// Where the closest mask is wanted, the smallest number comes first: its sum of distances is a limit. The search is then
/// for sums up to a limit that grows from the least possible one, so that it seldom looks at much more than the best.
///
/// *Exact*, and bounded: beyond a budget of steps it throws [UnboundedSearch].
///
/// Invariant *aligned*: arrays by `i` are in the order of decision, from the highest candidate position to the lowest.
final class MaskSearch {
    /// The budget where nothing else can be done.
    static final int MAX_STEPS = 400_000;
    /// The budget on machines whose masks can be looked at one by one, if need be.
    static final int FEW_STEPS = 20_000;
    private static final long[] NO_PULL = {};

    private final MaskSlack slack;
    private final Closeness closeness;
    private final int count;
    private final Map<MaskSlack.Key, Known> known = new HashMap<>();
    private final int maxSteps;
    private int steps;

    /// A choice among the NUMA nodes still to be decided: the taken ones, and the sum of distances it adds.
    private record Best(long mask, long cost) {
        static final Best NONE = new Best(0, Long.MAX_VALUE);
        static final Best NOTHING = new Best(0, 0);

        Best plus(long taken, long added) {
            return isNone() ? NONE : new Best(mask | taken, cost + added);
        }

        boolean isNone() {
            return cost == Long.MAX_VALUE;
        }

        boolean isBetterThan(Best other) {
            return cost != other.cost ? cost < other.cost : Long.compareUnsigned(mask, other.mask) < 0;
        }
    }

    /// What is remembered of a state: the best choice, or that there is none up to a cost.
    private record Known(Best best, long limit) {}

    private MaskSearch(MaskSlack slack, Optional<NumaDistances> distances, int maxSteps) {
        this.maxSteps = maxSteps;
        this.slack = slack;
        this.closeness = new Closeness(distances, slack.positions());
        this.count = slack.positions().length;
    }

    /// Searches the masks that one requirement holds and that contain `within`, for the smallest number.
    static MaskSearch within(Requirement requirement, long within) {
        boolean few = Long.bitCount(requirement.support()) <= HintMerge.MAX_ENUMERATED_NUMA_NODES;
        return new MaskSearch(MaskSlack.within(List.of(requirement), Optional.empty(), within), Optional.empty(),
                few ? FEW_STEPS : MAX_STEPS);
    }

    /// Searches the masks that all requirements hold.
    ///
    /// @param exact     an amount that must be exactly met, not only reached
    /// @param distances if present, the closest mask is the best, and the smallest number among equally close ones
    static MaskSearch within(List<Requirement> requirements, Optional<Requirement> exact,
            Optional<NumaDistances> distances, int maxSteps) {
        return new MaskSearch(MaskSlack.within(requirements, exact, 0), distances, maxSteps);
    }

    /// Searches the intersections of one mask of each requirement.
    static MaskSearch apart(List<Requirement> requirements, Optional<NumaDistances> distances, int maxSteps) {
        return new MaskSearch(MaskSlack.apart(requirements), distances, maxSteps);
    }

    /// The number of NUMA nodes that the mask may consist of.
    int width() {
        return count;
    }

    /// The best mask of this many NUMA nodes, or 0 when there is none.
    ///
    /// @throws UnboundedSearch when the budget of steps is used up
    long find(int size) {
        if (size < 1 || size > count || !slack.isPossible()) {
            return 0;
        }
        long smallest = best(new State(0, size, slack.start(), NO_PULL), 0).mask;
        if (smallest == 0 || !closeness.counts()) {
            return smallest;
        }
        return closest(size, smallest);
    }

    private long closest(int size, long smallest) {
        long highest = closeness.sum(smallest);
        long least = closeness.atLeast(0, size, closeness.start());
        if (highest <= least) {
            return smallest;
        }
        long more = Math.max(1, (highest - least) / 64);
        for (long limit = least;; limit = Math.min(highest, least + more), more *= 2) {
            Best best = best(new State(0, size, slack.start(), closeness.start()), limit);
            if (!best.isNone()) {
                return best.mask;
            }
        }
    }

    /// A point of the search: the NUMA nodes before i are decided and `left` are still to be taken.
    ///
    /// @param pull empty when distances do not count
    private record State(int i, int left, long[] slacks, long[] pull) {}

    /// The best choice that costs no more than the limit.
    private Best best(State state, long limit) {
        if (++steps > maxSteps) {
            throw new UnboundedSearch("its search among sets of " + count + " NUMA nodes goes beyond " + maxSteps
                    + " steps");
        }
        int i = state.i;
        int drop = count - i - state.left;
        boolean closest = state.pull.length > 0;
        if (state.left < 0 || drop < 0 || !slack.couldDrop(i, drop, state.slacks)
                || (closest ? closeness.atLeast(i, state.left, state.pull) : 0) > limit) {
            return Best.NONE;
        }
        if (i == count) {
            return Best.NOTHING;
        }
        if (!slack.isExact() && (!closest || state.left == 0 || drop == 0) && slack.canDrop(i, drop, state.slacks)) {
            long rest = slack.lowestOf(state.left);
            Best all = new Best(rest, closest ? closeness.addedByAll(i + drop, rest, state.pull) : 0);
            return all.cost <= limit ? all : Best.NONE;
        }
        return remembered(state, limit);
    }

    private Best remembered(State state, long limit) {
        long base = state.left == 0 ? 0 : closeness.lowest(state.i, state.pull) * state.left;
        MaskSlack.Key key = slack.key(state.i, state.left, state.slacks, state.pull,
                state.left == 0 ? 0 : base / state.left);
        Known before = known.get(key);
        if (before == null || (before.best.isNone() && before.limit < limit - base)) {
            Best best = decide(state, limit);
            before = new Known(best.plus(0, -base), limit - base);
            known.put(key, before);
        }
        Best best = before.best.plus(0, base);
        return best.cost <= limit ? best : Best.NONE;
    }

    private Best decide(State state, long limit) {
        int i = state.i;
        Best best = Best.NONE;
        long ideal = slack.lowestOf(state.left);
        for (int option = slack.firstOption(i); option < slack.endOption(i); option++) {
            if (slack.canDropInOption(option, i, 1, state.slacks)) {
                long most = best.isNone() ? limit : best.cost;
                Best candidate = best(new State(i + 1, state.left, slack.dropped(option, i, state.slacks), state.pull),
                        most);
                best = candidate.isBetterThan(best) ? candidate : best;
                if (state.pull.length == 0 && best.mask == ideal) {
                    break;
                }
            }
        }
        if (state.left == 0) {
            return best;
        }
        // A mask without this NUMA node is the smaller number, so one with it must be closer.
        boolean closest = state.pull.length > 0;
        long added = closest ? closeness.added(i, state.pull) : 0;
        long most = (best.isNone() ? limit : best.cost - 1) - added;
        if (!closest && most < 0) {
            return best;
        }
        Best rest = best(new State(i + 1, state.left - 1, slack.kept(i, state.slacks),
                closest ? closeness.pulled(i, state.pull) : NO_PULL), most);
        return rest.isNone() ? best : rest.plus(1L << slack.positions()[i], added);
    }
}
