package io.alidade.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The hints of the Memory Manager by looking at every mask (memory-manager 8.1). Amounts are unsigned bytes.
public final class MemoryHintOracle {
    private MemoryHintOracle() {}

    /// What is allocatable and what is free of one memory type in one NUMA node.
    public record Amount(long allocatableBytes, long freeBytes) {}

    /// What the hints depend on in one NUMA node.
    ///
    /// @param amounts by memory type; an absent type counts as nothing
    /// @param assignments the number of blocks that contain the node
    /// @param cells the group of NUMA nodes that the node belongs to, with itself
    public record MemoryNode(Map<String, Amount> amounts, int assignments, Set<Integer> cells) {
        public MemoryNode {
            amounts = Map.copyOf(amounts);
            cells = Set.copyOf(cells);
        }
    }

    /// The hints for every requested memory type, all types with the same list, in the order of the masks. No mask at all
    /// gives an empty map, which the Topology Manager reads as "no preference". The NUMA node with the id *i* is
    /// `numaNodes.get(i)`.
    ///
    /// @param reusable what the pod's earlier containers leave to this one: by mask, then by memory type, in bytes
    public static Map<String, List<MaskHint>> hints(
            List<MemoryNode> numaNodes, Map<String, Long> request, Map<Long, Map<String, Long>> reusable) {
        List<Integer> ids = IntStream.range(0, numaNodes.size()).boxed().toList();
        int minSize = ids.size();
        List<Long> masks = new ArrayList<>();
        for (long mask : MaskHint.masksOver(ids)) {
            if (!isEnough(numaNodes, mask, request, Map.of(), false)) {
                continue;
            }
            minSize = Math.min(minSize, Long.bitCount(mask));
            if (isBarredByGroups(numaNodes, mask)
                    || !isEnough(numaNodes, mask, request, reusable.getOrDefault(mask, Map.of()), true)) {
                continue;
            }
            masks.add(mask);
        }
        Map<String, List<MaskHint>> hints = new TreeMap<>();
        if (!masks.isEmpty()) {
            for (String type : request.keySet()) {
                hints.put(type, MaskHint.preferringSize(masks, minSize));
            }
        }
        return hints;
    }

    // memory-manager 8.1: steps 1 and 2 for what is allocatable, step 7 for what is free.
    private static boolean isEnough(List<MemoryNode> numaNodes, long mask, Map<String, Long> request,
            Map<String, Long> reusable, boolean free) {
        for (Map.Entry<String, Long> wanted : request.entrySet()) {
            long sum = reusable.getOrDefault(wanted.getKey(), 0L);
            for (int id : MaskHint.bitsOf(mask)) {
                Amount amount = numaNodes.get(id).amounts().getOrDefault(wanted.getKey(), new Amount(0, 0));
                sum += free ? amount.freeBytes() : amount.allocatableBytes();
            }
            if (Long.compareUnsigned(sum, wanted.getValue()) < 0) {
                return false;
            }
        }
        return true;
    }

    // Steps 5 and 6.
    private static boolean isBarredByGroups(List<MemoryNode> numaNodes, long mask) {
        List<Integer> ids = MaskHint.bitsOf(mask);
        if (ids.size() == 1) {
            return numaNodes.get(ids.getFirst()).cells().size() > 1;
        }
        for (int id : ids) {
            MemoryNode node = numaNodes.get(id);
            if (node.assignments() > 0 && (node.cells().size() == 1 || !node.cells().equals(Set.copyOf(ids)))) {
                return true;
            }
        }
        return false;
    }
}
