package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology.Group;
import java.util.List;

/// All cores, or all NUMA nodes, ... of a machine as words that can be laid over a set of free CPUs.
///
/// A group is its index; groups are in ascending id, so an order by index is an order by id. Only the words in which a
/// group has CPUs are kept: a core of two threads costs two words, however large the machine is.
final class CpuGroups {
    private final int[] sizes;
    private final int wholeCount;
    private final int smallest;
    private final int[] start;
    private final int[] wordIndex;
    private final long[] wordBits;

    private CpuGroups(List<CpuSet> groups, int wholeCount) {
        this.wholeCount = wholeCount;
        sizes = groups.stream().mapToInt(CpuSet::size).toArray();
        start = new int[groups.size() + 1];
        for (int group = 0; group < groups.size(); group++) {
            start[group + 1] = start[group] + usedWords(groups.get(group));
        }
        wordIndex = new int[start[groups.size()]];
        wordBits = new long[wordIndex.length];
        int smallestSize = Integer.MAX_VALUE;
        for (int group = 0, at = 0; group < groups.size(); group++) {
            CpuSet cpus = groups.get(group);
            smallestSize = Math.min(smallestSize, sizes[group]);
            for (int word = 0; word <= cpus.last() >> 6; word++) {
                if (cpus.word(word) != 0) {
                    wordIndex[at] = word;
                    wordBits[at++] = cpus.word(word);
                }
            }
        }
        smallest = smallestSize;
    }

    /// Groups that are wholly free when all their CPUs are: NUMA nodes and uncore caches, and since 1.38 all others, too
    /// (cpu-manager 10.3).
    static CpuGroups wholeWhenAllFree(List<Group> groups) {
        return new CpuGroups(groups.stream().map(Group::cpus).toList(), -1);
    }

    /// Groups that are wholly free when as many CPUs are free as the machine has in such a group on average: sockets
    /// and cores (cpu-manager 10.3). With offline CPUs this is neither necessary nor sufficient for all being free.
    static CpuGroups wholeWhenAverageFree(List<Group> groups, int average) {
        return new CpuGroups(groups.stream().map(Group::cpus).toList(), average);
    }

    /// Plain sets, for which [#isWhole] has no meaning of its own.
    static CpuGroups ofSets(List<CpuSet> sets) {
        return new CpuGroups(sets, -1);
    }

    int count() {
        return sizes.length;
    }

    /// The number of CPUs in the machine's topology table, free or not.
    int size(int group) {
        return sizes[group];
    }

    /// The size of the smallest group: a request below it takes no whole group.
    int smallestSize() {
        return smallest;
    }

    boolean isWhole(int group, int freeCount) {
        return freeCount == (wholeCount < 0 ? sizes[group] : wholeCount);
    }

    int freeCount(long[] free, int group) {
        int count = 0;
        for (int at = start[group]; at < start[group + 1]; at++) {
            count += Long.bitCount(free[wordIndex[at]] & wordBits[at]);
        }
        return count;
    }

    boolean hasFree(long[] free, int group) {
        for (int at = start[group]; at < start[group + 1]; at++) {
            if ((free[wordIndex[at]] & wordBits[at]) != 0) {
                return true;
            }
        }
        return false;
    }

    /// Adds all CPUs of a group to `words`.
    void addTo(long[] words, int group) {
        for (int at = start[group]; at < start[group + 1]; at++) {
            words[wordIndex[at]] |= wordBits[at];
        }
    }

    /// Adds those CPUs of a group that are in `free` to `words`.
    void addFreeTo(long[] words, long[] free, int group) {
        for (int at = start[group]; at < start[group + 1]; at++) {
            words[wordIndex[at]] |= free[wordIndex[at]] & wordBits[at];
        }
    }

    /// Removes all CPUs of a group from `words`.
    void removeFrom(long[] words, int group) {
        for (int at = start[group]; at < start[group + 1]; at++) {
            words[wordIndex[at]] &= ~wordBits[at];
        }
    }

    /// Claims the group's CPUs that are in `free` one at a time, lowest id first, until the claims need no more.
    void claimEach(Claims claims, long[] free, int group) {
        for (int at = start[group]; at < start[group + 1]; at++) {
            long rest = free[wordIndex[at]] & wordBits[at];
            for (; rest != 0 && claims.need() > 0; rest &= rest - 1) {
                claims.claimCpu((wordIndex[at] << 6) + Long.numberOfTrailingZeros(rest));
            }
        }
    }

    /// Takes the group's lowest CPU out of `words`; -1 if it has none there.
    int removeLowest(long[] words, int group) {
        for (int at = start[group]; at < start[group + 1]; at++) {
            long rest = words[wordIndex[at]] & wordBits[at];
            if (rest != 0) {
                words[wordIndex[at]] &= ~Long.lowestOneBit(rest);
                return (wordIndex[at] << 6) + Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    private static int usedWords(CpuSet cpus) {
        int used = 0;
        for (int word = 0; word <= cpus.last() >> 6; word++) {
            used += cpus.word(word) == 0 ? 0 : 1;
        }
        return used;
    }
}
