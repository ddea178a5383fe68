package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology.Group;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Which groups of one kind lie in which of another: the cores of each socket, the sockets of each NUMA node, ...
///
/// A *pair* is a parent and one of its children; the pairs of a parent are in ascending child id. A child that lies
/// in two parents is a child of both; it counts as there while one of its CPUs in that parent is free.
final class Nesting {
    private final CpuGroups children;
    private final int[] start;
    private final int[] child;
    // The CPUs of a child inside the parent, one entry per pair; asked only where the child is not wholly inside.
    private final CpuGroups overlaps;
    private final boolean[] inside;

    /// @param childOf the index in `childGroups` of a CPU's group
    Nesting(List<Group> parents, List<Group> childGroups, IntUnaryOperator childOf, CpuGroups children) {
        this.children = children;
        List<Integer> childOfPair = new ArrayList<>();
        List<CpuSet> overlapOfPair = new ArrayList<>();
        start = new int[parents.size() + 1];
        for (int parent = 0; parent < parents.size(); parent++) {
            CpuSet parentCpus = parents.get(parent).cpus();
            BitSet found = new BitSet();
            parentCpus.forEach(cpu -> found.set(childOf.applyAsInt(cpu)));
            found.stream().forEach(index -> {
                CpuSet childCpus = childGroups.get(index).cpus();
                childOfPair.add(index);
                overlapOfPair.add(childCpus.isSubsetOf(parentCpus) ? childCpus : childCpus.and(parentCpus));
            });
            start[parent + 1] = childOfPair.size();
        }
        child = childOfPair.stream().mapToInt(Integer::intValue).toArray();
        overlaps = CpuGroups.ofSets(overlapOfPair);
        inside = new boolean[child.length];
        for (int pair = 0; pair < child.length; pair++) {
            inside[pair] = overlaps.size(pair) == children.size(child[pair]);
        }
    }

    CpuGroups children() {
        return children;
    }

    int firstPair(int parent) {
        return start[parent];
    }

    /// One past the parent's last pair.
    int endPair(int parent) {
        return start[parent + 1];
    }

    int childOf(int pair) {
        return child[pair];
    }

    /// The child's free CPUs anywhere on the machine; 0 if none of them is in the parent.
    int freeCount(long[] free, int pair) {
        return inside[pair] || overlaps.hasFree(free, pair) ? children.freeCount(free, child[pair]) : 0;
    }
}
