package io.alidade.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A machine as plain rows: what a test turns into a topology of its own module. CPUs are in ascending id.
public record Machine(String name, List<CpuRow> cpus, List<NumaRow> numaNodes) {
    /// How far a memory-only NUMA node made by [#withMemoryOnlyNumaNode] is from all others.
    public static final int MEMORY_ONLY_DISTANCE = 50;

    public Machine {
        cpus = List.copyOf(cpus);
        numaNodes = List.copyOf(numaNodes);
        for (int id = 0; id < numaNodes.size(); id++) {
            if (numaNodes.get(id).numaNode() != id || numaNodes.get(id).distances().size() != numaNodes.size()) {
                throw new IllegalArgumentException("NUMA node " + numaNodes.get(id) + " of machine " + name
                        + " needs the id " + id + " and " + numaNodes.size() + " distances.");
            }
        }
    }

    /// A logical CPU. `core` counts within the socket, as the kernel reports it; `uncoreCache` counts over the machine.
    public record CpuRow(int cpu, int core, int socket, int numaNode, int uncoreCache) {}

    /// A NUMA node: its memory with huge pages included, the number of huge pages by page size in KiB, its distances by id.
    public record NumaRow(
            int numaNode, long memoryBytes, SortedMap<Long, Long> hugePagesByKib, List<Integer> distances) {
        public NumaRow {
            hugePagesByKib = Collections.unmodifiableSortedMap(new TreeMap<>(hugePagesByKib));
            distances = List.copyOf(distances);
        }

        NumaRow(int numaNode, long memoryBytes, List<Integer> distances) {
            this(numaNode, memoryBytes, new TreeMap<>(), distances);
        }
    }

    /// The rows of distances by NUMA node id.
    public List<List<Integer>> distances() {
        return numaNodes.stream().map(NumaRow::distances).toList();
    }

    /// The machine without some CPUs: they are offline, so the ids have gaps and cores or sockets may be partial.
    public Machine withoutCpus(Set<Integer> offline) {
        List<CpuRow> online = cpus.stream().filter(row -> !offline.contains(row.cpu())).toList();
        return new Machine(name + "+offline", online, numaNodes);
    }

    /// The machine with one more NUMA node that has memory and no CPUs, as a CXL memory expander gives.
    public Machine withMemoryOnlyNumaNode(long memoryBytes) {
        List<NumaRow> rows = new ArrayList<>();
        for (NumaRow row : numaNodes) {
            List<Integer> distances = new ArrayList<>(row.distances());
            distances.add(MEMORY_ONLY_DISTANCE);
            rows.add(new NumaRow(row.numaNode(), row.memoryBytes(), row.hugePagesByKib(), distances));
        }
        List<Integer> own = new ArrayList<>(Collections.nCopies(numaNodes.size(), MEMORY_ONLY_DISTANCE));
        own.add(MachineShape.LOCAL_DISTANCE);
        rows.add(new NumaRow(numaNodes.size(), memoryBytes, own));
        return new Machine(name + "+cxl", cpus, rows);
    }

    /// The machine with huge pages of one size set aside in a NUMA node; `pages` may be 0, which differs from no such size.
    public Machine withHugePages(int numaNode, long pageSizeKib, long pages) {
        NumaRow old = numaNodes.get(numaNode);
        SortedMap<Long, Long> hugePages = new TreeMap<>(old.hugePagesByKib());
        hugePages.put(pageSizeKib, pages);
        return replacing(new NumaRow(numaNode, old.memoryBytes(), hugePages, old.distances()));
    }

    /// The machine with another amount of memory in a NUMA node.
    public Machine withMemory(int numaNode, long memoryBytes) {
        NumaRow old = numaNodes.get(numaNode);
        return replacing(new NumaRow(numaNode, memoryBytes, old.hugePagesByKib(), old.distances()));
    }

    /// The machine with other distances; `distances` holds a row for every NUMA node.
    public Machine withDistances(List<List<Integer>> distances) {
        List<NumaRow> rows = new ArrayList<>();
        for (NumaRow row : numaNodes) {
            rows.add(new NumaRow(
                    row.numaNode(), row.memoryBytes(), row.hugePagesByKib(), distances.get(row.numaNode())));
        }
        return new Machine(name, cpus, rows);
    }

    private Machine replacing(NumaRow changed) {
        List<NumaRow> rows = new ArrayList<>(numaNodes);
        rows.set(changed.numaNode(), changed);
        return new Machine(name, cpus, rows);
    }
}
