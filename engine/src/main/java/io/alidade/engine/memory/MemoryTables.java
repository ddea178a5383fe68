package io.alidade.engine.memory;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What each NUMA node has of each memory type, fixed at start (memory-manager 2.3). Arrays are indexed by
/// `type * numaNodes + position`. Sizes are unsigned 64-bit bytes and wrap where the kubelet's do.
final class MemoryTables {
    private final NodeTopology topology;
    private final List<String> types;
    private final boolean[] present;
    private final long[] total;
    private final long[] systemReserved;
    private final long[] allocatable;

    MemoryTables(NodeTopology topology, Map<String, long[]> reservedBytes) {
        this.topology = topology;
        TreeSet<String> names = new TreeSet<>();
        names.add("memory");
        for (NumaNode numaNode : topology.numaNodes()) {
            numaNode.hugepages().keySet().forEach(pageSizeBytes -> names.add(hugepages(pageSizeBytes)));
        }
        types = List.copyOf(names);
        int length = types.size() * numaNodes();
        present = new boolean[length];
        total = new long[length];
        systemReserved = new long[length];
        allocatable = new long[length];
        int memory = types.indexOf("memory");
        for (int position = 0; position < numaNodes(); position++) {
            NumaNode numaNode = topology.numaNodes().get(position);
            long hugepageBytes = 0;
            for (Map.Entry<Long, Long> pages : numaNode.hugepages().entrySet()) {
                long bytes = pages.getKey() * pages.getValue();
                hugepageBytes += bytes;
                put(types.indexOf(hugepages(pages.getKey())), position, bytes, reservedBytes, 0);
            }
            put(memory, position, numaNode.memoryBytes(), reservedBytes, hugepageBytes);
        }
    }

    private void put(int type, int position, long bytes, Map<String, long[]> reservedBytes, long hugepageBytes) {
        int index = index(type, position);
        long[] reserved = reservedBytes.get(types.get(type));
        present[index] = true;
        total[index] = bytes;
        systemReserved[index] = reserved == null ? 0 : reserved[position];
        allocatable[index] = bytes - systemReserved[index] - hugepageBytes;
    }

    private static String hugepages(long pageSizeBytes) {
        return "hugepages-" + Quantity.ofBytes(pageSizeBytes).toText();
    }

    NodeTopology topology() {
        return topology;
    }

    int numaNodes() {
        return topology.numaNodes().size();
    }

    /// The memory types of the machine, in name order.
    List<String> types() {
        return types;
    }

    /// The index of a type, or -1 for one that the machine has not.
    int type(String name) {
        return types.indexOf(name);
    }

    int index(int type, int position) {
        return type * numaNodes() + position;
    }

    /// True if the NUMA node has the type, be it with 0 bytes.
    boolean isPresent(int type, int position) {
        return present[index(type, position)];
    }

    long total(int index) {
        return total[index];
    }

    long systemReserved(int index) {
        return systemReserved[index];
    }

    long allocatable(int index) {
        return allocatable[index];
    }

    /// What is allocatable of a type, by position; zeros for a type that the machine has not.
    long[] allocatableOf(int type) {
        return type < 0
                ? new long[numaNodes()]
                : Arrays.copyOfRange(allocatable, index(type, 0), index(type + 1, 0));
    }

    int length() {
        return total.length;
    }
}
