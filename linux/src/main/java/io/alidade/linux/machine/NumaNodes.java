package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
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

/// The NUMA nodes of a machine: one for each folder `node/nodeN`, with its usable CPUs. The kernel has a folder for each
/// NUMA node that is online, also for one with memory alone, with CPUs alone, or with neither.
///
/// A kernel without NUMA has no such folder. There one NUMA node 0 with the memory of `/proc/meminfo` stands for the
/// machine. (cAdvisor makes a NUMA node of each package then, without memory, which no Memory Manager could use.)
///
/// @param numaNodes in ascending id
/// @param cpus      NUMA node id to the usable CPUs that it lists
record NumaNodes(List<NumaNode> numaNodes, SortedMap<Integer, CpuSet> cpus) {
    private static final int MAX_ID = 1023;
    private static final int MAX_ENTRIES = 4096;
    // A NUMA node's folder has an entry for each of its CPUs and for each block of its memory.
    private static final int MAX_NODE_ENTRIES = 4 * (CpuSet.MAX_CPU + 1);
    private static final int MAX_DISTANCE = 65_535;

    /// @throws UnusableTree if there are more NUMA nodes than can be decided on
    static NumaNodes discover(MachineTree tree, CpuFolders cpuFolders, Warnings warnings) {
        SortedMap<Integer, TreeDirectory> folders = new TreeMap<>();
        tree.directory("sys/devices/system/node").ifPresent(directory -> {
            for (String name : directory.names(MAX_ENTRIES,
                    name -> KernelText.numbered(name, "node", MAX_ID).isPresent())) {
                OptionalInt id = KernelText.numbered(name, "node", MAX_ID);
                if (id.isPresent()) {
                    directory.directory(name).ifPresent(folder -> folders.put(id.getAsInt(), folder));
                }
            }
        });
        if (folders.isEmpty()) {
            return wholeMachine(tree, cpuFolders.usableCpus(), warnings);
        }
        if (folders.size() > NodeTopology.MAX_NUMA_NODES) {
            throw new UnusableTree("the machine has " + folders.size() + " NUMA nodes, at most "
                    + NodeTopology.MAX_NUMA_NODES + " are possible.",
                    "Describe the machine in a file, without the NUMA nodes that hold nothing.");
        }
        Attributes attributes = new Attributes(warnings);
        Memory memory = new Memory(tree, attributes, warnings);
        List<NumaNode> numaNodes = new ArrayList<>();
        SortedMap<Integer, CpuSet> cpus = new TreeMap<>();
        folders.forEach((id, folder) -> {
            String meminfo = folder.attribute("meminfo", MachineTree.MAX_ATTRIBUTE_BYTES, Memory::usedLines)
                    .orElse("");
            numaNodes.add(new NumaNode(id, memory.totalBytes("NUMA node " + id, meminfo),
                    memory.hugepages("NUMA node " + id, folder.directory("hugepages"), meminfo),
                    distances(id, folder, folders.size(), warnings)));
            cpus.put(id, cpus(folder, attributes).and(cpuFolders.usableCpus()));
        });
        return new NumaNodes(List.copyOf(numaNodes), cpus);
    }

    private static NumaNodes wholeMachine(MachineTree tree, CpuSet usableCpus, Warnings warnings) {
        warnings.add(DiscoveryWarning.Kind.NO_NUMA_NODES,
                "the kernel lists no NUMA nodes; NUMA node 0 stands for the whole machine. (The kubelet makes a NUMA node"
                        + " without memory of each socket.)");
        Memory memory = new Memory(tree, new Attributes(warnings), warnings);
        String meminfo = tree.directory("proc")
                .flatMap(proc -> proc.attribute("meminfo", MachineTree.MAX_ATTRIBUTE_BYTES, Memory::usedLines))
                .orElse("");
        Map<Long, Long> hugepages = memory.hugepages("the machine", tree.directory("sys/kernel/mm/hugepages"), meminfo);
        NumaNode numaNode = new NumaNode(0, memory.totalBytes("the machine", meminfo), hugepages, List.of());
        return new NumaNodes(List.of(numaNode), new TreeMap<>(Map.of(0, usableCpus)));
    }

    private static CpuSet cpus(TreeDirectory folder, Attributes attributes) {
        return attributes.cpus(folder, "cpumap", "cpulist").orElseGet(() -> {
            CpuSet.Builder links = new CpuSet.Builder();
            for (String name : folder.names(MAX_NODE_ENTRIES, KernelText::isCpu)) {
                KernelText.numbered(name, "cpu", CpuSet.MAX_CPU).ifPresent(links::add);
            }
            return links.build();
        });
    }

    /// The row of a NUMA node has one number for each NUMA node that is online, in ascending id. A row of another length
    /// cannot be assigned to NUMA nodes and is left out. That of a single NUMA node is not read: it is always 10.
    private static List<Integer> distances(int id, TreeDirectory folder, int count, Warnings warnings) {
        Optional<String> row = count > 1 ? folder.attribute("distance") : Optional.empty();
        if (row.isEmpty()) {
            if (count > 1) {
                warnings.addRepeated(DiscoveryWarning.Kind.DISTANCES_UNKNOWN,
                        "NUMA node " + id + " has no row of distances");
            }
            return List.of();
        }
        String[] texts = row.get().split("\\s+");
        if (texts.length != count) {
            warnings.addRepeated(DiscoveryWarning.Kind.DISTANCES_UNKNOWN, "NUMA node " + id + " has " + texts.length
                    + (texts.length == 1 ? " distance" : " distances") + " where the machine has " + count
                    + " NUMA nodes; left out");
            return List.of();
        }
        List<OptionalLong> numbers = Arrays.stream(texts).map(KernelText::number).toList();
        if (numbers.stream().anyMatch(number -> number.isEmpty() || number.getAsLong() < 0
                || number.getAsLong() > MAX_DISTANCE)) {
            warnings.malformed(folder.pathOf("distance"), row.get());
            return List.of();
        }
        return numbers.stream().map(number -> (int) number.getAsLong()).toList();
    }
}
