package io.alidade.engine.cpu;

import java.util.Arrays;

/// Finds the NUMA nodes over which a request is distributed: the first combination of a size, in the kubelet's order,
/// that leaves the NUMA nodes most evenly free (cpu-manager 11.2).
///
/// The kubelet tries every combination and for each every subset of it. Here the combinations are still gone through
/// one by one, because the first best one wins, a hanging one ends everything, and the last ones overwrite the
/// remembered one. Their subsets are looked at only where a bound on what any subset can reach does not already
/// decide. The most promising combination, that of the fullest NUMA nodes, is valued beforehand, so that the bound is
/// sharp from the start.
///
/// NUMA nodes are positions in the list of those with free CPUs.
final class SpreadSearch {
    private final int[] freeCounts;
    private final long[] sockets;
    private final DistributionRules rules;
    private final Division division;
    private final Balance balance;

    /// What a search gives.
    sealed interface Outcome {
        /// The NUMA nodes that the kubelet remembers.
        ///
        /// @param numaNodes the NUMA nodes that give an even share, as a mask of positions
        /// @param takers    those that give to the rest in turn
        record Found(long numaNodes, long takers) implements Outcome {}

        /// The kubelet hangs on this combination (cpu-manager 11.4).
        record Endless(long numaNodes) implements Outcome {}
    }

    /// @param freeCounts free CPUs of each NUMA node in the kubelet's order, none 0, together at least `count`
    /// @param sockets    for each socket the NUMA nodes wholly on it, as masks of positions
    SpreadSearch(int[] freeCounts, long[] sockets, int count, int groupSize, DistributionRules rules) {
        this.freeCounts = freeCounts;
        this.sockets = sockets;
        this.rules = rules;
        division = new Division(freeCounts, count, groupSize, rules.prefersOneSocket());
        long total = 0;
        for (int freeCount : freeCounts) {
            total += freeCount;
        }
        balance = new Balance(freeCounts.length, total - count);
    }

    /// Whether any combination of this size can give the request: the fullest NUMA nodes can if any can.
    boolean isPossible(int size) {
        return hasFullest(size, -1L) && division.divide(fullest(size, -1L));
    }

    /// How much the kubelet may have to look at: the combinations of a size, and for each its subsets, if it can leave a
    /// rest. [Long#MAX_VALUE] stands for more.
    long steps(int size) {
        long subsets = division.leavesRest(size) ? size < Long.SIZE - 1 ? 1L << size : Long.MAX_VALUE : 1;
        return Combinations.times(Combinations.count(freeCounts.length, size), subsets);
    }

    /// Searches the combinations of a size that is possible.
    Outcome search(int size) {
        long reachable = Long.MAX_VALUE;
        if (rules.prefersOneSocket()) {
            for (long socket : sockets) {
                reachable = Math.min(reachable, balanceOfFullest(size, socket));
            }
        }
        boolean oneSocket = reachable != Long.MAX_VALUE;
        if (!oneSocket) {
            reachable = balanceOfFullest(size, -1L);
        }
        return search(size, oneSocket, reachable);
    }

    /// @param oneSocket combinations over several sockets cannot win
    /// @param reachable a balance that some combination is known to reach
    private Outcome search(int size, boolean oneSocket, long reachable) {
        boolean stopsAtZero = oneSocket || !rules.prefersOneSocket();
        int[] best = {};
        long bestBalance = reachable;
        long limit = balance.largestSum(reachable);
        int[] combination = Combinations.first(size);
        do {
            if (best.length > 0 && bestBalance == 0 && stopsAtZero) {
                return found(best, rules.sharesStorage() ? Combinations.overwrittenByNext(best, combination) : best, 0);
            }
            if (!division.divide(combination)) {
                continue;
            }
            if (rules.goesRoundForEver() && division.neverEnds()) {
                return new Outcome.Endless(Combinations.mask(combination));
            }
            if (oneSocket && !isOnOneSocket(Combinations.mask(combination))) {
                continue;
            }
            long sum = division.leastSum(limit);
            if (sum != Division.NONE) {
                best = combination.clone();
                bestBalance = balance.of(sum);
                limit = balance.largestSum(bestBalance - 1);
            }
        } while (Combinations.next(combination, freeCounts.length));
        int[] kept = rules.sharesStorage() ? Combinations.overwrittenToEnd(best, freeCounts.length) : best;
        return found(best, kept, bestBalance);
    }

    /// @param best the best combination, which decides on the takers
    /// @param kept what has become of it by the end
    private Outcome found(int[] best, int[] kept, long bestBalance) {
        if (!division.divide(best)) {
            throw new IllegalStateException("the best combination cannot give the request.");
        }
        long takers = division.firstSubset(balance.largestSum(bestBalance), rules.sharesStorage());
        return new Outcome.Found(Combinations.mask(kept), takers);
    }

    private long balanceOfFullest(int size, long among) {
        if (!hasFullest(size, among) || !division.divide(fullest(size, among))) {
            return Long.MAX_VALUE;
        }
        return balance.of(division.leastSum(Division.NONE - 1));
    }

    private boolean hasFullest(int size, long among) {
        return Long.bitCount(among & all()) >= size;
    }

    private long all() {
        return -1L >>> (Long.SIZE - freeCounts.length);
    }

    private int[] fullest(int size, long among) {
        long rest = among & all();
        int[] chosen = new int[size];
        for (int i = 0; i < size; i++) {
            int best = Long.numberOfTrailingZeros(rest);
            for (int position = best + 1; position < freeCounts.length; position++) {
                if ((rest >>> position & 1) != 0 && freeCounts[position] > freeCounts[best]) {
                    best = position;
                }
            }
            chosen[i] = best;
            rest &= ~(1L << best);
        }
        Arrays.sort(chosen);
        return chosen;
    }

    private boolean isOnOneSocket(long combination) {
        for (long socket : sockets) {
            if ((combination & ~socket) == 0) {
                return true;
            }
        }
        return false;
    }
}
