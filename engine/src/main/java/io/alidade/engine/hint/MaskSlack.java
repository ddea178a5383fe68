package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the requirements of a [MaskSearch] can still afford to leave out: the state of the search and its arithmetic.
///
/// A state is one slack per amount, then one bit per shared thing: it is *kept*, some NUMA node of it was not left out. The
/// bit is cleared once all NUMA nodes of the thing are decided, so that states which are alike are equal.
final class MaskSlack {
    private final List<Requirement> requirements;
    private final boolean within;
    private final boolean exact;
    private final int[] positions;
    /// By i: the positions from there on, as a mask.
    private final long[] rest;
    /// By requirement: what it must not leave out.
    private final long[] required;
    /// By requirement: its first amount, in the flat order of amounts.
    private final int[] firstAmount;
    private final long[][] weights;
    /// By amount and i: the sum of the weights before i.
    private final long[][] sums;
    private final @Nullable CheapestSums[] cheapest;
    private final SharedThings things;
    private final int[] free;
    private final long[] start;
    private final boolean possible;

    /// A remembered state.
    record Key(long[] words) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(words, key.words);
        }

        @Override
        public int hashCode() {
            long hash = 0;
            for (long word : words) {
                hash = (hash ^ word) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 29;
            }
            return Long.hashCode(hash);
        }
    }

    private MaskSlack(List<Requirement> requirements, boolean within, boolean exact, long alsoRequired) {
        this.requirements = requirements;
        this.within = within;
        this.exact = exact;
        long candidates = -1;
        long common = alsoRequired;
        for (Requirement requirement : requirements) {
            candidates &= requirement.support();
            common |= requirement.required();
        }
        this.positions = descending(candidates);
        this.rest = rest(positions);
        this.required = new long[requirements.size()];
        this.firstAmount = new int[required.length + 1];
        for (int r = 0; r < required.length; r++) {
            required[r] = within ? common : requirements.get(r).required();
            firstAmount[r + 1] = firstAmount[r] + requirements.get(r).amounts();
        }
        this.things = new SharedThings(requirements, candidates, within, positions);
        this.weights = new long[firstAmount[required.length]][positions.length];
        this.sums = new long[weights.length][positions.length + 1];
        this.cheapest = new CheapestSums[weights.length];
        this.start = new long[weights.length + things.words()];
        boolean enough = !within || (common & ~candidates) == 0;
        for (int r = 0; r < required.length; r++) {
            enough &= prepare(r, within ? candidates : requirements.get(r).support());
        }
        this.possible = enough;
        this.free = freeOptions();
    }

    static MaskSlack within(List<Requirement> requirements, Optional<Requirement> exact, long alsoRequired) {
        if (exact.isEmpty()) {
            return new MaskSlack(requirements, true, false, alsoRequired);
        }
        List<Requirement> all = new ArrayList<>(requirements);
        all.add(exact.get());
        return new MaskSlack(all, true, true, alsoRequired);
    }

    static MaskSlack apart(List<Requirement> requirements) {
        return new MaskSlack(requirements, false, false, 0);
    }

    private static int[] descending(long mask) {
        int[] positions = new NumaMask(mask).positions();
        for (int low = 0, high = positions.length - 1; low < high; low++, high--) {
            int swapped = positions[low];
            positions[low] = positions[high];
            positions[high] = swapped;
        }
        return positions;
    }

    private static long[] rest(int[] positions) {
        long[] rest = new long[positions.length + 1];
        for (int i = positions.length - 1; i >= 0; i--) {
            rest[i] = rest[i + 1] | 1L << positions[i];
        }
        return rest;
    }

    // False when even the widest mask does not hold enough.
    private boolean prepare(int r, long widest) {
        Requirement requirement = requirements.get(r);
        for (int amount = 0; amount < requirement.amounts(); amount++) {
            int flat = firstAmount[r] + amount;
            for (int i = 0; i < positions.length; i++) {
                weights[flat][i] = requirement.amount(amount, positions[i]);
                sums[flat][i + 1] = sums[flat][i] + weights[flat][i];
            }
            start[flat] = requirement.sum(amount, widest) - requirement.needed(amount);
            if (start[flat] < 0 || requirement.needed(amount) < 0) {
                return false;
            }
        }
        return !within || requirement.touchesAll(widest);
    }

    // By i: a requirement that loses nothing by leaving the NUMA node out, so that nobody else has to; or -1.
    private int[] freeOptions() {
        int[] options = new int[positions.length];
        Arrays.fill(options, -1);
        for (int i = 0; !within && i < options.length; i++) {
            for (int r = 0; r < required.length && options[i] < 0; r++) {
                boolean costs = (required[r] >>> positions[i] & 1) != 0 || things.contains(r, i);
                for (int flat = firstAmount[r]; flat < firstAmount[r + 1]; flat++) {
                    costs |= weights[flat][i] != 0;
                }
                options[i] = costs ? -1 : r;
            }
        }
        return options;
    }

    boolean isPossible() {
        return possible;
    }

    /// True if the last requirement's amount must be met exactly.
    boolean isExact() {
        return exact;
    }

    int[] positions() {
        return positions;
    }

    long[] start() {
        return start;
    }

    /// The lowest `size` candidates, as a mask.
    long lowestOf(int size) {
        return rest[positions.length - size];
    }

    /// The first way in which NUMA node i can be left out, see [#endOption].
    int firstOption(int i) {
        return Math.max(free[i], 0);
    }

    int endOption(int i) {
        return free[i] >= 0 ? free[i] + 1 : within ? 1 : required.length;
    }

    /// False if no `drop` of the NUMA nodes from i on can be left out, whichever they are.
    boolean couldDrop(int i, int drop, long[] state) {
        if (!within) {
            int affordable = 0;
            for (int r = 0; r < required.length && affordable < drop; r++) {
                affordable += affordable(r, i, drop, state);
            }
            return affordable >= drop;
        }
        int last = weights.length - 1;
        if (exact && state[last] > sums[last][positions.length] - sums[last][i] + things.unresolved(required.length - 1,
                i, state, weights.length)) {
            return false;
        }
        if (drop > Long.bitCount(rest[i] & ~required[0])) {
            return false;
        }
        for (int flat = 0; flat < weights.length; flat++) {
            if (cheapest(flat, required[0]).of(i, drop) > state[flat]) {
                return false;
            }
        }
        return true;
    }

    private int affordable(int r, int i, int most, long[] state) {
        int affordable = Math.min(most, Long.bitCount(rest[i] & ~required[r]));
        for (int flat = firstAmount[r]; flat < firstAmount[r + 1]; flat++) {
            CheapestSums cheap = cheapest(flat, required[r]);
            while (cheap.of(i, affordable) > state[flat]) {
                affordable--;
            }
        }
        return affordable;
    }

    private CheapestSums cheapest(int flat, long kept) {
        CheapestSums known = cheapest[flat];
        if (known == null) {
            known = new CheapestSums(weights[flat], positions, kept);
            cheapest[flat] = known;
        }
        return known;
    }

    /// True if the NUMA nodes i to `i + drop - 1` can be left out in one way.
    boolean canDrop(int i, int drop, long[] state) {
        if (within) {
            return canDropInOption(0, i, drop, state);
        }
        for (int option = 0; option < required.length; option++) {
            if (canDropInOption(option, i, drop, state)) {
                return true;
            }
        }
        return drop == 0;
    }

    /// True if the NUMA nodes i to `i + drop - 1` can be left out in this way.
    boolean canDropInOption(int option, int i, int drop, long[] state) {
        if (!within) {
            return affords(option, i, drop, state);
        }
        for (int r = 0; r < required.length; r++) {
            if (!affords(r, i, drop, state)) {
                return false;
            }
        }
        return true;
    }

    private boolean affords(int r, int i, int drop, long[] state) {
        if ((rest[i] & ~rest[i + drop] & required[r]) != 0) {
            return false;
        }
        long lost = things.lost(r, i, drop, state, weights.length);
        if (lost == Requirement.VITAL) {
            return false;
        }
        for (int flat = firstAmount[r]; flat < firstAmount[r + 1]; flat++) {
            long cost = sums[flat][i + drop] - sums[flat][i] + (flat == firstAmount[r] ? lost : 0);
            if (cost > state[flat]) {
                return false;
            }
        }
        return true;
    }

    /// The state after leaving out NUMA node i in a way that [#canDropInOption].
    long[] dropped(int option, int i, long[] state) {
        long[] next = state.clone();
        for (int r = 0; r < required.length; r++) {
            if (within || r == option) {
                for (int flat = firstAmount[r]; flat < firstAmount[r + 1]; flat++) {
                    next[flat] -= weights[flat][i];
                }
                if (firstAmount[r] < firstAmount[r + 1]) {
                    next[firstAmount[r]] -= things.lost(r, i, 1, state, weights.length);
                }
            } else {
                things.keep(r, i, next, weights.length);
            }
        }
        things.close(i, next, weights.length);
        return next;
    }

    /// The state after taking NUMA node i.
    long[] kept(int i, long[] state) {
        if (things.isEmpty()) {
            return state;
        }
        long[] next = state.clone();
        for (int r = 0; r < required.length; r++) {
            things.keep(r, i, next, weights.length);
        }
        things.close(i, next, weights.length);
        return next;
    }

    /// All that what can follow depends on. More slack than can still be used up counts as just that much.
    ///
    /// @param pull distances, from i on, of which only the difference from `base` counts
    Key key(int i, int left, long[] state, long[] pull, long base) {
        int pulls = left == 0 || pull.length == 0 ? 0 : positions.length - i;
        long[] words = new long[1 + state.length + pulls];
        words[0] = (long) i << 8 | left;
        System.arraycopy(state, 0, words, 1, state.length);
        for (int r = 0; r < required.length; r++) {
            for (int flat = firstAmount[r]; flat < firstAmount[r + 1]; flat++) {
                long usable = sums[flat][positions.length] - sums[flat][i]
                        + (flat == firstAmount[r] ? things.weightFrom(r, i) : 0);
                if (!exact || flat < weights.length - 1) {
                    words[1 + flat] = Math.min(words[1 + flat], usable);
                }
            }
        }
        for (int p = 0; p < pulls; p++) {
            words[1 + state.length + p] = pull[i + p] - base;
        }
        return new Key(words);
    }
}
