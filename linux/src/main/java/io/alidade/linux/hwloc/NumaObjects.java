package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.hwloc.HwlocTopology.Matrix;
import io.alidade.linux.hwloc.ObjectWalk.Numa;
import io.alidade.linux.hwloc.ObjectWalk.Unit;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.machine.Warnings;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The NUMA nodes of an XML: those that it describes, and those that it only names in sets, because its writer was not
/// allowed to use their memory, or because they have none.
///
/// A CPU belongs to the lowest NUMA node of its own `complete_nodeset`. Others in that set are memory alone (CXL, HBM, of a
/// GPU): their cpuset is where they are near to, and Linux numbers NUMA nodes with CPUs first.
final class NumaObjects {
    private static final int MAX_DISTANCE = 255;
    /// Of an XML that tells no memory at all, as one made from CPUID alone.
    private static final long ASSUMED_MEMORY_BYTES = 1L << 40;

    private final String source;
    private final SortedMap<Integer, Numa> described;
    private final CpuSet ids;
    private final Warnings warnings;

    private NumaObjects(String source, SortedMap<Integer, Numa> described, CpuSet ids, Warnings warnings) {
        this.source = source;
        this.described = described;
        this.ids = ids;
        this.warnings = warnings;
    }

    /// @throws UnusableTree if there is no NUMA node, or one without a number of its own
    static NumaObjects of(String source, XmlObject machine, List<Numa> objects, Warnings warnings) {
        SortedMap<Integer, Numa> described = new TreeMap<>();
        CpuSet.Builder ids = new CpuSet.Builder();
        machine.bitmap("complete_nodeset").ifPresent(named -> named.forEach(ids::add));
        for (Numa numa : objects) {
            OptionalInt id = numa.object().osIndex();
            if (id.isEmpty() || id.getAsInt() > CpuSet.MAX_CPU || described.put(id.getAsInt(), numa) != null) {
                throw new UnusableTree(source + ": a NUMANode has no os_index of its own from 0 to " + CpuSet.MAX_CPU
                        + ".", HwlocParser.CURE);
            }
            ids.add(id.getAsInt());
        }
        CpuSet all = ids.build();
        if (described.isEmpty() || all.size() > NodeTopology.MAX_NUMA_NODES) {
            throw new UnusableTree(source + ": the XML has " + (described.isEmpty() ? 0 : all.size())
                    + " NUMA nodes, a machine has from 1 to " + NodeTopology.MAX_NUMA_NODES + ".", HwlocParser.CURE);
        }
        return new NumaObjects(source, described, all, warnings);
    }

    /// In ascending id, with memory, hugepages and distances.
    List<NumaNode> numaNodes(HwlocTopology topology) {
        CpuSet.Builder withoutMemory = new CpuSet.Builder();
        CpuSet.Builder withoutPages = new CpuSet.Builder();
        List<NumaNode> numaNodes = new ArrayList<>();
        Map<Integer, List<Integer>> distances = distances(topology.matrices());
        boolean isMemoryTold = described.values().stream()
                .anyMatch(numa -> numa.object().number("local_memory").isPresent());
        ids.forEach(id -> {
            Optional<XmlObject> object = Optional.ofNullable(described.get(id)).map(Numa::object);
            OptionalLong memory = object.map(given -> given.number("local_memory")).orElseGet(OptionalLong::empty);
            Map<Long, Long> pages = object.map(XmlObject::pages).orElse(Map.of());
            // Memory of 0 bytes is written as no attribute.
            if (object.isPresent() && memory.isEmpty() && pages.isEmpty()) {
                withoutMemory.add(id);
            }
            if (memory.orElse(0) > 0 && (pages.size() == 1
                    || pages.values().stream().allMatch(count -> count == 0))) {
                withoutPages.add(id);
            }
            numaNodes.add(new NumaNode(id, memory.orElse(isMemoryTold ? 0 : ASSUMED_MEMORY_BYTES),
                    object.map(topology::hugepages).orElse(Map.of()),
                    distances.getOrDefault(id, List.of())));
        });
        CpuSet.Builder hidden = new CpuSet.Builder();
        Arrays.stream(ids.toArray()).filter(id -> !described.containsKey(id)).forEach(hidden::add);
        warn(hidden.build(), DiscoveryWarning.Kind.NUMA_NODE_HIDDEN,
                "named by the XML and not described: without memory, or not allowed to its writer; 0 bytes."
                        + " lstopo-no-graphics --disallowed --of xml FILE writes all.");
        warn(withoutMemory.build(), DiscoveryWarning.Kind.MEMORY_UNKNOWN, isMemoryTold ? "no local_memory; 0 bytes."
                : "no local_memory anywhere; 1Ti of each is assumed, so that nothing is refused for want of it.");
        warn(withoutPages.build(), DiscoveryWarning.Kind.HUGEPAGES_UNKNOWN,
                "no hugepages are counted. hwloc 3 never counts them, not with --of v2xml either, and hwloc 2 not those of"
                        + " kernels without folders for them; alidade topology capture FILE.tar.gz does.");
        return numaNodes;
    }

    private void warn(CpuSet numaNodes, DiscoveryWarning.Kind kind, String message) {
        if (!numaNodes.isEmpty()) {
            warnings.add(kind, (numaNodes.size() == 1 ? "NUMA node " : "NUMA nodes ") + numaNodes.toListString() + ": "
                    + message);
        }
    }

    /// NUMA node id to the CPUs that belong to it.
    SortedMap<Integer, CpuSet> cpus(Units units) {
        SortedMap<Integer, CpuSet.Builder> builders = new TreeMap<>();
        ids.forEach(id -> builders.put(id, new CpuSet.Builder()));
        units.byCpu().forEach((cpu, unit) -> {
            CpuSet own = own(cpu, unit).and(ids);
            Optional.ofNullable(own.isEmpty() ? null : builders.get(own.first())).ifPresent(cpus -> cpus.add(cpu));
        });
        SortedMap<Integer, CpuSet> cpus = new TreeMap<>();
        builders.forEach((id, builder) -> cpus.put(id, builder.build()));
        return cpus;
    }

    /// The NUMA nodes of a CPU; where it names none, those that list it.
    private CpuSet own(int cpu, Unit unit) {
        return unit.unit().bitmap("complete_nodeset").or(() -> unit.unit().bitmap("nodeset")).orElseGet(() -> {
            CpuSet.Builder listing = new CpuSet.Builder();
            described.forEach((id, numa) -> {
                if (numa.cpus().contains(cpu)) {
                    listing.add(id);
                }
            });
            return listing.build();
        });
    }

    /// The rows of all NUMA nodes, or none.
    private Map<Integer, List<Integer>> distances(List<Matrix> matrices) {
        if (ids.size() == 1) {
            return Map.of();
        }
        Optional<Matrix> matrix = matrices.stream().filter(Matrix::isOfNumaNodes).findFirst();
        Map<Integer, List<Integer>> rows = new TreeMap<>();
        matrix.ifPresent(given -> described.forEach((id, numa) -> row(given, numa.object())
                .ifPresent(row -> rows.put(id, row))));
        if (rows.size() < ids.size()) {
            warnings.add(DiscoveryWarning.Kind.DISTANCES_UNKNOWN, source + " has no matrix NUMALatency of all "
                    + ids.size() + " NUMA nodes with values up to " + MAX_DISTANCE
                    + "; distances are left out. lstopo-no-graphics --disallowed --of xml FILE writes all there are.");
            return Map.of();
        }
        return rows;
    }

    /// The row of a NUMA node, in ascending id; nothing if the matrix has none, or one that no kernel writes.
    private Optional<List<Integer>> row(Matrix matrix, XmlObject object) {
        int row = position(matrix, object);
        List<Integer> distances = new ArrayList<>();
        for (Numa other : described.values()) {
            int column = position(matrix, other.object());
            long at = (long) row * matrix.indexes().size() + column;
            if (row < 0 || column < 0 || at >= matrix.values().size() || matrix.values().get((int) at) > MAX_DISTANCE) {
                return Optional.empty();
            }
            distances.add(matrix.values().get((int) at).intValue());
        }
        return Optional.of(distances);
    }

    private static int position(Matrix matrix, XmlObject object) {
        OptionalLong index = object.number(matrix.byOsIndex() ? "os_index" : "gp_index");
        return index.isPresent() ? matrix.indexes().indexOf(index.getAsLong()) : -1;
    }
}
