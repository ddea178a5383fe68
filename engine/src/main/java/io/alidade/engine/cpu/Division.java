package io.alidade.engine.cpu;

import java.util.Arrays;

/// How one combination of NUMA nodes divides a request: an even share from each, then the rest in groups, in turn,
/// from a subset of them (cpu-manager 11.2).
///
/// Scratch that is filled anew for every combination; a combination is an array of positions in the list of NUMA nodes.
/// Sums are sums of squares of the CPUs left on all NUMA nodes: see [Balance].
final class Division {
    static final long NONE = Long.MAX_VALUE;

    private final int[] freeCounts;
    private final int count;
    private final int groupSize;
    private final boolean lowersShare;
    private final boolean canHang;
    private final long sumBefore;

    private int rest;
    private long sumAfterShare;
    // The NUMA nodes that can give to the rest, in the combination's order: position, CPUs left, whole groups left.
    private int size;
    private final int[] node;
    private final long[] cpusLeft;
    private final int[] groupsLeft;
    private final long[] descending;
    private final long[] water;

    /// @param freeCounts  free CPUs of each NUMA node
    /// @param count       the requested CPUs, a multiple of `groupSize`
    /// @param lowersShare a NUMA node with less than the even share lowers it instead of ruling the combination out
    Division(int[] freeCounts, int count, int groupSize, boolean lowersShare) {
        this.freeCounts = freeCounts;
        this.count = count;
        this.groupSize = groupSize;
        this.lowersShare = lowersShare;
        long sum = 0;
        long beside = 0;
        for (int freeCount : freeCounts) {
            sum += (long) freeCount * freeCount;
            beside += freeCount % groupSize;
        }
        sumBefore = sum;
        canHang = beside >= groupSize;
        node = new int[freeCounts.length];
        cpusLeft = new long[freeCounts.length];
        groupsLeft = new int[freeCounts.length];
        descending = new long[freeCounts.length];
        water = new long[freeCounts.length];
    }

    /// Whether some combination of this size may leave a rest after the even shares.
    boolean leavesRest(int size) {
        return lowersShare || count % (size * groupSize) != 0;
    }

    /// Takes the even share from each NUMA node of the combination; false if the combination cannot give the request.
    boolean divide(int[] combination) {
        long groups = 0;
        int smallest = Integer.MAX_VALUE;
        for (int position : combination) {
            int freeGroups = freeCounts[position] / groupSize;
            groups += freeGroups;
            smallest = Math.min(smallest, freeGroups);
        }
        int share = count / combination.length / groupSize;
        if (groups * groupSize < count || (!lowersShare && smallest < share)) {
            return false;
        }
        share = Math.min(share, smallest) * groupSize;
        rest = (count - share * combination.length) / groupSize;
        sumAfterShare = sumBefore;
        size = 0;
        for (int position : combination) {
            long before = freeCounts[position];
            long left = before - share;
            sumAfterShare += left * left - before * before;
            if (left >= groupSize) {
                insertDescending(left);
                node[size] = position;
                cpusLeft[size] = left;
                groupsLeft[size++] = (int) left / groupSize;
            }
        }
        return true;
    }

    private void insertDescending(long left) {
        int at = size;
        for (; at > 0 && descending[at - 1] < left; at--) {
            descending[at] = descending[at - 1];
        }
        descending[at] = left;
    }

    /// Whether the kubelet hangs on this combination: some subset has CPUs enough for the rest, but not whole groups
    /// enough (cpu-manager 11.4). For each number of groups the largest number of CPUs beside whole groups decides.
    boolean neverEnds() {
        if (rest == 0 || !canHang) {
            return false;
        }
        int[] besides = new int[rest];
        Arrays.fill(besides, -1);
        besides[0] = 0;
        for (int i = 0; i < size; i++) {
            int beside = (int) (cpusLeft[i] % groupSize);
            for (int groups = rest - 1; groups >= groupsLeft[i]; groups--) {
                int without = besides[groups - groupsLeft[i]];
                if (without >= 0) {
                    besides[groups] = Math.max(besides[groups], without + beside);
                }
            }
        }
        for (int groups = 1; groups < rest; groups++) {
            if (besides[groups] >= (rest - groups) * groupSize) {
                return true;
            }
        }
        return false;
    }

    /// The smallest sum that any subset leaves, or [#NONE] if that is above `limit`. Without hanging subsets only.
    long leastSum(long limit) {
        if (rest == 0) {
            return sumAfterShare <= limit ? sumAfterShare : NONE;
        }
        if (leastBound(size) > limit) {
            return NONE;
        }
        long least = oneGroupEach();
        for (int subsetSize = Math.min(rest - 1, size); subsetSize > 0; subsetSize--) {
            long bound = leastBound(subsetSize);
            if (bound > limit || bound >= least) {
                break;
            }
            int[] subset = Combinations.first(subsetSize);
            do {
                least = Math.min(least, sumWith(subset));
            } while (Combinations.next(subset, size));
        }
        return least <= limit ? least : NONE;
    }

    /// The first subset that leaves at most `limit`, larger subsets first, then in lexicographic order, as a mask of
    /// positions; what it holds after the enumeration if storage is shared.
    long firstSubset(long limit, boolean sharesStorage) {
        if (rest == 0) {
            return 0;
        }
        for (int subsetSize = size; subsetSize > 0; subsetSize--) {
            int[] subset = Combinations.first(subsetSize);
            do {
                if (sumWith(subset) <= limit) {
                    return positions(sharesStorage ? Combinations.overwrittenToEnd(subset, size) : subset);
                }
            } while (Combinations.next(subset, size));
        }
        throw new IllegalStateException("no subset leaves a sum of squares of " + limit + ".");
    }

    private long positions(int[] subset) {
        long mask = 0;
        for (int i : subset) {
            mask |= 1L << node[i];
        }
        return mask;
    }

    /// The smallest sum of the subsets that have a NUMA node for each group of the rest: one group from each of the
    /// fullest.
    private long oneGroupEach() {
        if (rest > size) {
            return NONE;
        }
        long sum = sumAfterShare;
        for (int i = 0; i < rest; i++) {
            sum += change(descending[i], groupSize);
        }
        return sum;
    }

    /// A sum that no subset of `subsetSize` goes below: each group from the NUMA node with most CPUs left, among the
    /// fullest ones. It grows as the subsets shrink. [#NONE] if they have too few groups.
    private long leastBound(int subsetSize) {
        long level = levelAfterRest(subsetSize);
        long sum = sumAfterShare;
        int left = rest;
        for (int i = 0; i < subsetSize; i++) {
            long groups = Math.max(0, descending[i] - level) / groupSize;
            sum += change(descending[i], groups * groupSize);
            water[i] = descending[i] - groups * groupSize;
            left -= (int) groups;
        }
        for (; left > 0; left--) {
            int highest = 0;
            for (int i = 1; i < subsetSize; i++) {
                if (water[i] > water[highest]) {
                    highest = i;
                }
            }
            if (water[highest] < groupSize) {
                return NONE;
            }
            sum += change(water[highest], groupSize);
            water[highest] -= groupSize;
        }
        return sum;
    }

    /// The level, rounded up, to which the fullest NUMA nodes sink if the rest is taken from them as water. Taking
    /// groups from the highest one by one takes at least the whole groups above it.
    private long levelAfterRest(int subsetSize) {
        long above = descending[0] - (long) rest * groupSize;
        int sinking = 1;
        while (sinking < subsetSize && descending[sinking] * sinking > above) {
            above += descending[sinking++];
        }
        return Math.max(0, Math.ceilDiv(above, sinking));
    }

    /// The sum after the rest has been taken from a subset in turn, one group from each NUMA node that has one, or
    /// [#NONE] if it has too few. Whole rounds are taken at once: every NUMA node gives `rounds` groups or all it
    /// has, and the first ones that have more give one more each.
    private long sumWith(int[] subset) {
        int left = rest;
        int rounds = 0;
        while (true) {
            int giving = 0;
            int nextEmpty = Integer.MAX_VALUE;
            for (int i : subset) {
                if (groupsLeft[i] > rounds) {
                    giving++;
                    nextEmpty = Math.min(nextEmpty, groupsLeft[i]);
                }
            }
            if (giving == 0) {
                break;
            }
            int possible = Math.min(nextEmpty - rounds, left / giving);
            left -= possible * giving;
            rounds += possible;
            if (rounds < nextEmpty) {
                break;
            }
        }
        long sum = sumAfterShare;
        for (int i : subset) {
            int groups = Math.min(groupsLeft[i], rounds);
            if (left > 0 && groupsLeft[i] > rounds) {
                groups++;
                left--;
            }
            sum += change(cpusLeft[i], (long) groups * groupSize);
        }
        return left > 0 ? NONE : sum;
    }

    // (cpus - taken)² - cpus²
    private static long change(long cpus, long taken) {
        return taken * (taken - 2 * cpus);
    }
}
