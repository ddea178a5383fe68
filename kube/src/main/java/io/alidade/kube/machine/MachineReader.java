package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.NodeCapacity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads a machine from a document (the fields are described in the package).
public final class MachineReader {
    private MachineReader() {}

    /// Whether a document looks like a machine or a recorded scenario, so that other readers may be tried if not.
    public static boolean isMachine(DocumentNode document) {
        return document instanceof Mapping mapping
                && (mapping.find("numaNodes").isPresent() || mapping.find("machine").isPresent());
    }

    /// Reads a machine, an object that holds one as `machine`, or a whole recorded scenario. Of the last two,
    /// `kubeletConfiguration` and `devices` are taken, everything else is left alone.
    ///
    /// @throws BadInput for the first value that no machine can have
    public static MachineDescription read(DocumentNode document) {
        Fields outer = Fields.of(DocumentReader.mapping(document));
        Optional<Fields> inner = outer.object("machine");
        if (inner.isEmpty()) {
            return machine(outer, Optional.empty());
        }
        MachineDescription machine = machine(inner.get(), outer.node("kubeletConfiguration"));
        return outer.has("devices") ? machine.withDevices(DeviceReader.devices(outer, machine.topology())) : machine;
    }

    private static MachineDescription machine(Fields fields, Optional<DocumentNode> outerConfiguration) {
        if (!fields.has("numaNodes")) {
            throw new BadInput(fields.position(), "this is no machine: it has no numaNodes.",
                    "List the NUMA nodes with node and memory, and the CPUs.");
        }
        fields.string("apiVersion");
        fields.string("kind");
        Optional<String> name = fields.string("name");
        NodeTopology topology = topology(fields);
        OptionalLong storage = Sizes.read(fields, "ephemeralStorage");
        OptionalLong memory = memory(fields, "memory");
        List<Device> devices = DeviceReader.devices(fields, topology);
        Map<String, String> labels = fields.strings("labels");
        List<NodeTaint> taints = fields.objects("taints").stream().map(MachineReader::taint).toList();
        Optional<KubeletConfiguration> configuration = fields.node("kubeletConfiguration").or(() -> outerConfiguration)
                .map(KubeletConfigurationReader.LENIENT::decode);
        refuseUnknown(fields,
                "A machine has name, numaNodes, cpus or layout, memory, ephemeralStorage, devices, labels, taints"
                        + " and kubeletConfiguration.");
        return new MachineDescription(topology, Hardware.of(topology).withMemoryBytes(memory), name, storage, devices,
                labels, taints, configuration);
    }

    /// The kernel's total, which no machine has 0 of.
    static OptionalLong memory(Fields fields, String key) {
        OptionalLong memory = Sizes.read(fields, key);
        if (memory.isPresent() && memory.getAsLong() == 0) {
            fields.report(key, "is 0.",
                    "Write MemTotal of /proc/meminfo, or leave it out: the NUMA nodes' sum counts then.");
        }
        return memory;
    }

    private static NodeTopology topology(Fields fields) {
        List<NumaNode> numaNodes = new ArrayList<>();
        List<CpuLayout.NumaCpus> numaCpus = new ArrayList<>();
        List<Fields> list = fields.objects("numaNodes");
        if (list.isEmpty() || list.size() > NodeTopology.MAX_NUMA_NODES) {
            fields.report("numaNodes", "has " + list.size() + " entries, a machine has from 1 to "
                    + NodeTopology.MAX_NUMA_NODES + " NUMA nodes.", "List those that hold CPUs or memory.");
        }
        Set<Integer> ids = new HashSet<>();
        for (Fields entry : list) {
            NumaNode numaNode = numaNode(entry, numaNodes.size(), list.size());
            if (!ids.add(numaNode.id())) {
                entry.report("node", "is " + numaNode.id() + ", and another NUMA node has that id.",
                        "Give each NUMA node an id of its own.");
            }
            numaNodes.add(numaNode);
            numaCpus.add(numaCpus(entry, numaNode.id()));
        }
        List<Fields> table = fields.objects("cpus");
        List<Cpu> cpus = table.isEmpty() ? compactCpus(fields, numaCpus) : tableOfCpus(fields, table, numaCpus);
        checkCpus(fields, table, cpus, ids);
        try {
            NodeTopology topology = new NodeTopology(numaNodes, cpus);
            NodeCapacity.of(topology);
            return topology;
        } catch (IllegalArgumentException impossible) {
            throw new BadInput(fields.position("numaNodes"), String.valueOf(impossible.getMessage()),
                    "Correct the sizes and ids of the machine.");
        }
    }

    private static NumaNode numaNode(Fields fields, int position, int count) {
        int id = (int) fields.integer("node", 0, CpuSet.MAX_CPU).orElse(position);
        OptionalLong memory = Sizes.read(fields, "memory");
        if (memory.isEmpty()) {
            fields.report("memory", "is missing.", "Give the memory of the NUMA node, such as 256Gi; 0 for none.");
        }
        Map<Long, Long> hugepages = HugepageSizes.read(fields);
        List<Integer> distances = fields.integers("distances", 0, 255);
        if (!distances.isEmpty() && distances.size() != count) {
            fields.report("distances",
                    "has " + distances.size() + " entries, the machine has " + count + " NUMA nodes.",
                    "Give one distance for each NUMA node, in ascending id.");
        }
        return new NumaNode(id, fitting(fields, memory.orElse(0), hugepages), hugepages, distances);
    }

    /// The memory, if it holds its hugepages.
    static long fitting(Fields fields, long memoryBytes, Map<Long, Long> hugepages) {
        long left = memoryBytes;
        for (Map.Entry<Long, Long> pages : hugepages.entrySet()) {
            left -= Math.min(left + 1, pages.getKey() * pages.getValue());
        }
        if (left < 0) {
            fields.report("hugepages", "take more than the " + memoryBytes + " bytes of memory of the NUMA node.",
                    "Correct the counts, or memory: it includes the hugepages.");
        }
        return memoryBytes;
    }

    private static CpuLayout.NumaCpus numaCpus(Fields fields, int id) {
        Optional<CpuSet> cpus = Optional.empty();
        try {
            cpus = fields.string("cpus").map(CpuSet::parseList);
        } catch (IllegalArgumentException invalid) {
            fields.report("cpus",
                    "is " + fields.describe("cpus") + ", not a list of CPUs: " + invalid.getMessage() + ".",
                    "Write ids and ranges such as \"0-31,64-95\", ids up to " + CpuSet.MAX_CPU + ".");
        }
        OptionalLong socket = fields.integer("socket", 0, CpuSet.MAX_CPU);
        refuseUnknown(fields,
                "A NUMA node has node, memory, hugepages, distances, and in the compact form cpus and socket.");
        return new CpuLayout.NumaCpus(fields, id, cpus,
                socket.isPresent() ? Optional.of((int) socket.getAsLong()) : Optional.empty());
    }

    private static List<Cpu> tableOfCpus(Fields fields, List<Fields> table, List<CpuLayout.NumaCpus> numaCpus) {
        refuseTwoForms(fields, numaCpus);
        List<Cpu> cpus = new ArrayList<>(table.size());
        for (Fields entry : table) {
            cpus.add(cpu(entry));
        }
        return cpus;
    }

    private static List<Cpu> compactCpus(Fields fields, List<CpuLayout.NumaCpus> numaCpus) {
        Fields layout = fields.object("layout").orElseGet(() -> Fields.of(new Mapping(fields.position(), List.of())));
        List<Cpu> cpus = CpuLayout.expand(layout, numaCpus);
        refuseUnknown(layout, "A layout has sockets, coresPerSocket, threadsPerCore, siblings and coresPerL3.");
        return cpus;
    }

    private static void refuseTwoForms(Fields fields, List<CpuLayout.NumaCpus> numaCpus) {
        if (fields.has("layout")) {
            fields.report("layout", "is given, and the full table cpus too.", "Leave out one of them.");
        }
        for (CpuLayout.NumaCpus numaNode : numaCpus) {
            if (numaNode.cpus().isPresent()) {
                numaNode.fields().report("cpus", "is given, and the full table cpus of the machine too.",
                        "Leave out one of them.");
            }
        }
    }

    private static Cpu cpu(Fields fields) {
        int cpu = id(fields, "cpu", CpuSet.MAX_CPU);
        // Discovery makes negative ids for cores that have none, beside others that have.
        int core = id(fields, "core", Integer.MIN_VALUE, Integer.MAX_VALUE);
        int socket = id(fields, "socket", Integer.MAX_VALUE);
        int numaNode = id(fields, "numa", Integer.MAX_VALUE);
        int l3 = (int) fields.integer("l3", 0, Integer.MAX_VALUE).orElse(socket);
        refuseUnknown(fields, "A CPU has cpu, core, socket, numa and l3.");
        return new Cpu(cpu, core, socket, numaNode, l3);
    }

    private static int id(Fields fields, String key, int max) {
        return id(fields, key, 0, max);
    }

    private static int id(Fields fields, String key, int min, int max) {
        OptionalLong id = fields.integer(key, min, max);
        if (id.isEmpty()) {
            fields.report(key, "is missing.", "Give cpu, core, socket and numa for each CPU.");
        }
        return (int) id.orElse(0);
    }

    private static void checkCpus(Fields fields, List<Fields> table, List<Cpu> cpus, Set<Integer> numaNodes) {
        if (cpus.isEmpty()) {
            fields.report("cpus", "lists no CPU, and a machine has at least one.",
                    "List the online CPUs as a table, or give layout, or cpus for each NUMA node.");
        }
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < cpus.size(); i++) {
            Cpu cpu = cpus.get(i);
            Fields place = i < table.size() ? table.get(i) : fields;
            if (seen.put(cpu.cpu(), i) != null) {
                place.report("cpu", "is " + cpu.cpu() + ", and that CPU is on the machine already.",
                        "Give each CPU an id of its own, and each to one NUMA node.");
            }
            if (!numaNodes.contains(cpu.numaNode())) {
                place.report("numa", "is " + cpu.numaNode() + ", and numaNodes has no such NUMA node.",
                        "Add the NUMA node or correct the CPU.");
            }
        }
    }

    static NodeTaint taint(Fields fields) {
        String effect = fields.string("effect").orElse("");
        String key = fields.string("key").orElse("");
        if (key.isEmpty() || !Set.of("NoSchedule", "PreferNoSchedule", "NoExecute").contains(effect)) {
            fields.report(key.isEmpty() ? "key" : "effect", "is " + fields.describe(key.isEmpty() ? "key" : "effect")
                    + ", which no taint can have.",
                    "Give a key, and NoSchedule, PreferNoSchedule or NoExecute as effect.");
        }
        String value = fields.string("value").orElse("");
        fields.node("timeAdded");
        refuseUnknown(fields, "A taint has key, value and effect.");
        return new NodeTaint(key, value, effect);
    }

    static String ids(NodeTopology topology) {
        return topology.numaNodes().stream().map(numaNode -> Integer.toString(numaNode.id()))
                .collect(Collectors.joining(", "));
    }

    /// Refuses the first field that nobody asked for.
    static void refuseUnknown(Fields fields, String known) {
        for (Fields.Unknown field : fields.unknown()) {
            throw new BadInput(field.position(), "unknown field \"" + field.path() + "\".", known);
        }
    }
}
