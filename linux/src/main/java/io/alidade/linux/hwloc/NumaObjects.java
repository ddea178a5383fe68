package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.hwloc.HwlocTopology.Matrix;
import io.alidade.linux.hwloc.ObjectWalk.Numa;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The NUMA nodes with memory, hugepages, distances and usable CPUs.
///
/// @param cpus NUMA node id to its usable CPUs
record NumaObjects(List<NumaNode> numaNodes, SortedMap<Integer, CpuSet> cpus) {
    private static final int MAX_DISTANCE = 255;
    private static final int OWN_DISTANCE = 10;

    /// @throws UnusableTree if there is no NUMA node, or one without a number of its own
    static NumaObjects of(String source, List<Numa> objects, List<Matrix> matrices, CpuSet usableCpus,
            HwlocWarnings warnings) {
        SortedMap<Integer, Numa> byId = byId(source, objects);
        Optional<Matrix> matrix = matrices.stream().filter(Matrix::isOfNumaNodes).findFirst();
        List<NumaNode> numaNodes = new ArrayList<>();
        SortedMap<Integer, CpuSet> cpus = new TreeMap<>();
        List<Integer> withoutMemory = new ArrayList<>();
        boolean distancesKnown = true;
        for (Map.Entry<Integer, Numa> entry : byId.entrySet()) {
            XmlObject object = entry.getValue().object();
            OptionalLong memory = object.number("local_memory");
            if (memory.isEmpty()) {
                withoutMemory.add(entry.getKey());
            }
            List<Integer> distances = matrix.map(given -> distances(given, object, byId)).orElse(List.of());
            distancesKnown &= !distances.isEmpty();
            numaNodes.add(new NumaNode(entry.getKey(), memory.orElse(0), hugepages(object), distances));
            cpus.put(entry.getKey(), entry.getValue().cpus().and(usableCpus));
        }
        if (!withoutMemory.isEmpty()) {
            warnings.add(DiscoveryWarning.Kind.MEMORY_UNKNOWN,
                    "NUMA nodes " + withoutMemory + " have no local_memory; 0 bytes.");
        }
        if (!distancesKnown && byId.size() > 1) {
            warnings.add(DiscoveryWarning.Kind.DISTANCES_UNKNOWN,
                    "the XML has no matrix NUMALatency of all NUMA nodes with values up to " + MAX_DISTANCE
                            + "; distances are left out.");
            numaNodes.replaceAll(numaNode -> new NumaNode(numaNode.id(), numaNode.memoryBytes(), numaNode.hugepages(),
                    List.of()));
        }
        if (!distancesKnown && byId.size() == 1) {
            // hwloc writes no matrix of one; a NUMA node is at 10 from itself by definition.
            numaNodes.replaceAll(numaNode -> new NumaNode(numaNode.id(), numaNode.memoryBytes(), numaNode.hugepages(),
                    List.of(OWN_DISTANCE)));
        }
        return new NumaObjects(List.copyOf(numaNodes), cpus);
    }

    private static SortedMap<Integer, Numa> byId(String source, List<Numa> objects) {
        SortedMap<Integer, Numa> byId = new TreeMap<>();
        for (Numa numa : objects) {
            OptionalInt id = numa.object().osIndex();
            if (id.isEmpty() || id.getAsInt() > CpuSet.MAX_CPU || byId.put(id.getAsInt(), numa) != null) {
                throw new UnusableTree(source + ": a NUMANode has no os_index of its own from 0 to " + CpuSet.MAX_CPU
                        + ".", "Write the XML anew with lstopo-no-graphics --of xml FILE.");
            }
        }
        if (byId.isEmpty() || byId.size() > NodeTopology.MAX_NUMA_NODES) {
            throw new UnusableTree(source + ": the XML has " + byId.size() + " NUMA nodes, a machine has from 1 to "
                    + NodeTopology.MAX_NUMA_NODES + ".", "Write it anew with lstopo-no-graphics --of xml FILE.");
        }
        return byId;
    }

    /// All sizes but the smallest, which is that of ordinary pages.
    private static Map<Long, Long> hugepages(XmlObject object) {
        TreeMap<Long, Long> pages = new TreeMap<>(object.pages());
        pages.pollFirstEntry();
        return pages;
    }

    /// The row of a NUMA node, in ascending id; empty if the matrix has none, or one that no kernel writes.
    private static List<Integer> distances(Matrix matrix, XmlObject object, SortedMap<Integer, Numa> byId) {
        int row = position(matrix, object);
        List<Integer> distances = new ArrayList<>();
        for (Numa other : byId.values()) {
            int column = position(matrix, other.object());
            long at = (long) row * matrix.indexes().size() + column;
            if (row < 0 || column < 0 || at >= matrix.values().size() || matrix.values().get((int) at) > MAX_DISTANCE) {
                return List.of();
            }
            distances.add(matrix.values().get((int) at).intValue());
        }
        return distances;
    }

    private static int position(Matrix matrix, XmlObject object) {
        OptionalLong index = object.number(matrix.byOsIndex() ? "os_index" : "gp_index");
        return index.isPresent() ? matrix.indexes().indexOf(index.getAsLong()) : -1;
    }
}
