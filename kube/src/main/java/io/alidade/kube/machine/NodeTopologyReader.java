package io.alidade.kube.machine;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.NodeCapacity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads a [NodeTopologyDocument]: first what is decided on, then the hardware around it, and last the sums, which must
/// be those of the rest.
final class NodeTopologyReader {
    private static final String FIELDS = "A NodeTopology has source, name, cpus, offlineCpus, isolatedCpus, packages,"
            + " cores, sockets, realCores, uncoreCaches, numaNodes, cpuDetails, caches, coreKinds, memoryTiers,"
            + " cgroupMode, devices, pluginDevices, memoryBytes, ephemeralStorageBytes, labels, taints, kubeletConfiguration and"
            + " warnings.";

    private final Fields fields;
    private final List<Fields> numaNodes;

    private NodeTopologyReader(Fields fields) {
        this.fields = fields;
        this.numaNodes = fields.objects("numaNodes");
    }

    static NodeTopologyDocument read(Mapping mapping) {
        return new NodeTopologyReader(Fields.of(mapping)).document();
    }

    private NodeTopologyDocument document() {
        checkVersion();
        NodeTopology topology = topology();
        Hardware hardware = new HardwareReader(fields, topology).hardware(numaNodeCpus())
                .withMemoryBytes(MachineReader.memory(fields, "memoryBytes"));
        OptionalLong storage = Sizes.read(fields, "ephemeralStorageBytes");
        Map<String, String> labels = fields.strings("labels");
        List<NodeTaint> taints = fields.objects("taints").stream().map(MachineReader::taint).toList();
        Optional<KubeletConfiguration> configuration = fields.node("kubeletConfiguration")
                .map(KubeletConfigurationReader.LENIENT::decode);
        MachineDescription machine = new MachineDescription(topology, hardware, fields.string("name"), storage,
                DeviceReader.pluginDevices(fields, topology), labels, taints, configuration);
        String source = fields.string("source").orElse("");
        List<String> warnings = fields.stringList("warnings");
        checkSums(topology, hardware);
        MachineReader.refuseUnknown(fields, FIELDS);
        return new NodeTopologyDocument(source, machine, warnings);
    }

    private void checkVersion() {
        fields.string("kind");
        String version = fields.string("apiVersion").orElse("");
        if (!version.equals(NodeTopologyDocument.API_VERSION)) {
            fields.report("apiVersion", "is " + fields.describe("apiVersion") + ", not "
                    + NodeTopologyDocument.API_VERSION + ".",
                    "Write apiVersion: " + NodeTopologyDocument.API_VERSION
                            + ".");
        }
    }

    private NodeTopology topology() {
        if (numaNodes.isEmpty() || numaNodes.size() > NodeTopology.MAX_NUMA_NODES) {
            fields.report("numaNodes", "has " + numaNodes.size() + " entries, a machine has from 1 to "
                    + NodeTopology.MAX_NUMA_NODES + " NUMA nodes.", "List those that hold CPUs or memory.");
        }
        SortedMap<Integer, Fields> byId = new TreeMap<>();
        for (Fields entry : numaNodes) {
            int id = id(entry, "id", CpuSet.MAX_CPU);
            if (byId.put(id, entry) != null) {
                entry.report("id", "is " + id + ", and another NUMA node has that id.",
                        "Give each NUMA node an id of its own.");
            }
        }
        List<NumaNode> list = new ArrayList<>();
        byId.forEach((id, entry) -> list.add(numaNode(entry, id, byId.keySet())));
        NodeTopology topology;
        try {
            topology = new NodeTopology(list, cpus(byId.keySet()));
            NodeCapacity.of(topology);
        } catch (IllegalArgumentException impossible) {
            throw new BadInput(fields.position("numaNodes"), String.valueOf(impossible.getMessage()),
                    "Correct the sizes and ids of the machine.");
        }
        return topology;
    }

    private static NumaNode numaNode(Fields entry, int id, Set<Integer> ids) {
        OptionalLong memory = Sizes.read(entry, "memoryBytes");
        if (memory.isEmpty()) {
            entry.report("memoryBytes", "is missing.", "Give the memory of the NUMA node in bytes; 0 for none.");
        }
        Map<Long, Long> hugepages = HugepageSizes.read(entry);
        List<Integer> distances = new ArrayList<>();
        Optional<Fields> row = entry.object("distances").filter(given -> !given.keys().isEmpty());
        for (int other : row.isPresent() ? ids : Set.<Integer>of()) {
            OptionalLong distance = row.orElseThrow().integer(Integer.toString(other), 0, 255);
            if (distance.isEmpty()) {
                entry.report("distances", "leaves out NUMA node " + other + ".",
                        "Give one for each NUMA node, such as {\"0\": 10, \"1\": 21}.");
            }
            distances.add((int) distance.orElse(0));
        }
        return new NumaNode(id, MachineReader.fitting(entry, memory.orElse(0), hugepages), hugepages, distances);
    }

    private List<Cpu> cpus(Set<Integer> numaNodeIds) {
        List<Cpu> cpus = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (Fields entry : fields.objects("cpuDetails")) {
            int socket = id(entry, "socket", Integer.MAX_VALUE);
            Cpu cpu = new Cpu(id(entry, "cpu", CpuSet.MAX_CPU), number(entry, "core", Integer.MIN_VALUE), socket,
                    id(entry, "numaNode", CpuSet.MAX_CPU),
                    entry.has("uncoreCache") ? number(entry, "uncoreCache", 0) : socket);
            if (!seen.add(cpu.cpu())) {
                entry.report("cpu", "is " + cpu.cpu() + ", and that CPU is on the machine already.",
                        "Give each CPU an id of its own.");
            }
            if (!numaNodeIds.contains(cpu.numaNode())) {
                entry.report("numaNode", "is " + cpu.numaNode() + ", and numaNodes has no such NUMA node.",
                        "Add the NUMA node or correct the CPU.");
            }
            cpus.add(cpu);
        }
        if (cpus.isEmpty()) {
            fields.report("cpuDetails", "lists no CPU, and a machine has at least one.",
                    "List the online CPUs with cpu, core, socket, numaNode and uncoreCache.");
        }
        return cpus;
    }

    /// The CPUs that each NUMA node lists, where it does.
    private Map<Integer, CpuSet> numaNodeCpus() {
        Map<Integer, CpuSet> cpus = new HashMap<>();
        for (Fields entry : numaNodes) {
            HardwareReader.cpus(entry, "cpus").ifPresent(listed -> cpus.put(id(entry, "id", CpuSet.MAX_CPU), listed));
        }
        return cpus;
    }

    /// Sums and short forms say nothing new. Somebody who has changed one of them by hand has meant something else, though.
    private void checkSums(NodeTopology topology, Hardware hardware) {
        checkCount("packages", hardware.sockets().size());
        checkCount("cores", hardware.cores().size());
        CpuTopology groups = new CpuTopology(topology);
        check(fields, "uncoreCaches", DocumentWriter.toCompactJson(NodeTopologyWriter.uncoreCaches(groups)));
        for (Fields entry : numaNodes) {
            check(entry, "devices", DocumentWriter.toCompactJson(
                    NodeTopologyWriter.devicesOf(hardware, id(entry, "id", CpuSet.MAX_CPU))));
        }
    }

    private void checkCount(String key, int count) {
        OptionalLong given = fields.integer(key, 0, Integer.MAX_VALUE);
        if (given.isPresent() && given.getAsLong() != count) {
            fields.report(key, "is " + given.getAsLong() + ", and the rest of the document makes " + count + ".",
                    "Correct cpuDetails, or leave " + key + " out.");
        }
    }

    private static void check(Fields owner, String key, String computed) {
        Optional<String> given = owner.node(key)
                .map(node -> DocumentWriter.toCompactJson(Value.of(node)));
        if (given.isPresent() && !given.get().equals(computed)) {
            owner.report(key, "does not match the rest of the document.",
                    "Leave it out, or make it " + computed + ".");
        }
    }

    private static int id(Fields entry, String key, int max) {
        OptionalLong id = entry.integer(key, 0, max);
        if (id.isEmpty()) {
            entry.report(key, "is missing.", "Give " + key + " for each.");
        }
        return (int) id.orElse(0);
    }

    private static int number(Fields entry, String key, int min) {
        OptionalLong number = entry.integer(key, min, Integer.MAX_VALUE);
        if (number.isEmpty()) {
            entry.report(key, "is missing.", "Give " + key + " for each.");
        }
        return (int) number.orElse(0);
    }
}
