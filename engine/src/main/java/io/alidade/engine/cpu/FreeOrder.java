package io.alidade.engine.cpu;

import java.util.Arrays;

/// The order in which groups are looked at: the fullest first (cpu-manager 10.4).
///
/// Siblings are in ascending number of free CPUs, ties in ascending id. Groups without a free CPU are in no list.
/// Below the top level the order is composite: for each parent in its order, its children. A list is made from what
/// is free at that moment and does not change with later claims.
final class FreeOrder {
    private final Hierarchy hierarchy;

    FreeOrder(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    int[] top(long[] free) {
        CpuGroups groups = hierarchy.top();
        long[] keys = new long[groups.count()];
        int count = 0;
        for (int group = 0; group < groups.count(); group++) {
            int freeCount = groups.freeCount(free, group);
            if (freeCount > 0) {
                keys[count++] = key(freeCount, group);
            }
        }
        Arrays.sort(keys, 0, count);
        return groupsOf(keys, count);
    }

    int[] second(long[] free) {
        return below(top(free), hierarchy.secondOfTop(), free);
    }

    int[] numaNodes(long[] free) {
        return hierarchy.isNumaFirst() ? top(free) : second(free);
    }

    int[] sockets(long[] free) {
        return hierarchy.isNumaFirst() ? second(free) : top(free);
    }

    int[] cores(long[] free) {
        return below(second(free), hierarchy.coresOfSecond(), free);
    }

    /// The cores of one socket, whatever NUMA nodes they lie on.
    int[] coresOfSocket(int socket, long[] free) {
        return below(new int[] {socket}, hierarchy.coresOfSocket(), free);
    }

    int[] uncoreCaches(long[] free) {
        return below(numaNodes(free), hierarchy.uncoreCachesOfNumaNode(), free);
    }

    /// Those of an ordered list that are wholly free (cpu-manager 10.3).
    static int[] whole(int[] inOrder, CpuGroups groups, long[] free) {
        int[] whole = new int[inOrder.length];
        int count = 0;
        for (int group : inOrder) {
            if (groups.isWhole(group, groups.freeCount(free, group))) {
                whole[count++] = group;
            }
        }
        return Arrays.copyOf(whole, count);
    }

    private static int[] below(int[] parents, Nesting nesting, long[] free) {
        int pairs = 0;
        for (int parent : parents) {
            pairs += nesting.endPair(parent) - nesting.firstPair(parent);
        }
        long[] keys = new long[pairs];
        int count = 0;
        for (int parent : parents) {
            int from = count;
            boolean sorted = true;
            for (int pair = nesting.firstPair(parent); pair < nesting.endPair(parent); pair++) {
                int freeCount = nesting.freeCount(free, pair);
                if (freeCount > 0) {
                    keys[count] = key(freeCount, nesting.childOf(pair));
                    sorted &= count == from || keys[count - 1] < keys[count];
                    count++;
                }
            }
            if (!sorted) {
                Arrays.sort(keys, from, count);
            }
        }
        return groupsOf(keys, count);
    }

    // Free count, then index: sorting the numbers sorts the siblings.
    private static long key(int freeCount, int group) {
        return (long) freeCount << 32 | group;
    }

    private static int[] groupsOf(long[] keys, int count) {
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = (int) keys[i];
        }
        return groups;
    }
}
