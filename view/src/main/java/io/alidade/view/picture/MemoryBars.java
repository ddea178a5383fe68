package io.alidade.view.picture;

import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The memory of each NUMA node by type, and who has how much of it.
///
/// Of a block that lies on several NUMA nodes the Memory Manager does not keep how much is where. It takes from the lowest
/// NUMA node upward (memory-manager 5.5), and so does this: never more than is in use there.
final class MemoryBars {
    private static final String MEMORY = "memory";
    private static final String HUGEPAGES = "hugepages-";

    private final Holdings holdings;
    /// NUMA node, type and pod to bytes.
    private final Map<Integer, Map<String, Map<Integer, Long>>> held = new HashMap<>();

    MemoryBars(NodeTopology topology, Holdings holdings) {
        this.holdings = holdings;
        Map<Integer, Map<String, Long>> left = new HashMap<>();
        for (NumaNode numaNode : topology.numaNodes()) {
            Map<String, Long> byType = left.computeIfAbsent(numaNode.id(), _ -> new HashMap<>());
            holdings.memory(numaNode.id()).forEach((type, table) -> byType.put(type, bounded(table.reserved())));
        }
        // Blocks on one NUMA node first: there is no choice of where they are.
        for (boolean single : new boolean[] {true, false}) {
            for (ShownPod pod : holdings.pods()) {
                pod.containers().stream().flatMap(container -> container.memory().stream())
                        .filter(block -> block.numaAffinity().size() == 1 == single)
                        .forEach(block -> spread(pod.index(), block, left));
            }
        }
    }

    private void spread(int pod, Block block, Map<Integer, Map<String, Long>> left) {
        long rest = bounded(block.size());
        for (int id : block.numaAffinity()) {
            Map<String, Long> there = left.getOrDefault(id, Map.of());
            long taken = Math.min(rest, there.getOrDefault(block.type(), 0L));
            if (taken > 0) {
                rest -= taken;
                there.merge(block.type(), -taken, Long::sum);
                held.computeIfAbsent(id, _ -> new HashMap<>()).computeIfAbsent(block.type(), _ -> new TreeMap<>())
                        .merge(pod, taken, Long::sum);
            }
        }
    }

    /// One bar for ordinary memory if there is any, then one for each size of hugepages with pages.
    List<Bar> of(NumaNode numaNode) {
        List<Bar> bars = new ArrayList<>();
        long memory = numaNode.memoryBytes();
        for (Map.Entry<Long, Long> pages : numaNode.hugepages().entrySet()) {
            memory -= pages.getKey() * pages.getValue();
        }
        if (memory > 0) {
            bars.add(new Bar(MEMORY, Counts.bytes(memory), memory, slices(numaNode.id(), MEMORY, memory)));
        }
        numaNode.hugepages().forEach((pageSizeBytes, count) -> {
            if (count > 0) {
                String size = Quantity.ofBytes(pageSizeBytes).toText();
                long bytes = pageSizeBytes * count;
                bars.add(new Bar(size + " pages", Counts.bytes(bytes), bytes,
                        slices(numaNode.id(), HUGEPAGES + size, bytes)));
            }
        });
        return bars;
    }

    private List<Slice> slices(int numaNode, String type, long total) {
        Table table = holdings.memory(numaNode).get(type);
        if (table == null) {
            return List.of(slice(holdings.areKnown() ? Use.SHARED : Use.PRESENT, total));
        }
        List<Slice> slices = new ArrayList<>();
        long rest = total;
        rest -= add(slices, Use.RESERVED, Math.min(rest, bounded(table.systemReserved())));
        long inUse = Math.min(rest, bounded(table.reserved()));
        for (Map.Entry<Integer, Long> pod : held.getOrDefault(numaNode, Map.of()).getOrDefault(type, Map.of())
                .entrySet()) {
            long taken = add(slices, Use.heldBy(pod.getKey()), Math.min(inUse, pod.getValue()));
            inUse -= taken;
            rest -= taken;
        }
        rest -= add(slices, Use.OTHER, inUse);
        add(slices, Use.FREE, rest);
        return slices;
    }

    private static long add(List<Slice> slices, Use use, long bytes) {
        if (bytes > 0) {
            slices.add(slice(use, bytes));
        }
        return bytes;
    }

    private static Slice slice(Use use, long bytes) {
        return new Slice(use, bytes, Counts.bytes(bytes));
    }

    /// The kubelet's counts are unsigned and can wrap; a picture ends at 2^63.
    private static long bounded(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }
}
