package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.NodeCapacity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads a `NodeResourceTopology` (topology.node.k8s.io v1alpha1, v1alpha2), as exporters publish one of each node.
///
/// Zones of the type `Node` (of some exporters `NUMA`) are NUMA nodes: the number at the end of the name is the id. Their
/// capacities are the machine; `costs` are the distances. The object has neither ids of CPUs nor cores, sockets or caches, and neither ids of
/// devices: CPUs are numbered one zone after the other, each a core of its own, each zone a socket of its own, and devices
/// are called ZONE-N. A warning says each of that (docs/decisions/0020-zones-without-cpu-ids.md). Koordinator's have the CPUs in an
/// annotation ([KoordinatorCpus]), and no zones in its oldest versions.
final class NodeResourceTopologyReader {
    private static final Pattern ZONE = Pattern.compile(".*?([0-9]{1,5})");
    private static final String KUBELET_POLICY = "kubelet.koordinator.sh/cpu-manager-policy";
    private static final String HUGEPAGES = "hugepages-";
    private static final long MAX_DEVICES = 4096;
    private static final String CPU_IDS_UNKNOWN = "cpu-ids-unknown: a NodeResourceTopology has no ids of CPUs; they are"
            + " numbered one zone after the other. Counts in an answer hold, ids do not.";
    private static final String CORES_UNKNOWN = "cores-unknown: a NodeResourceTopology has no cores, sockets and caches;"
            + " each CPU counts as a core and each zone as a socket. Options of the CPU Manager that look at them"
            + " (full-pcpus-only, align-by-socket, ...) cannot be answered.";

    private static final String CACHES_UNKNOWN = "caches-unknown: " + KoordinatorCpus.ANNOTATION
            + " has no caches; each NUMA node counts as one.";
    /// So much that nothing is refused for want of it.
    private static final long ASSUMED_MEMORY_BYTES = 1L << 40;

    private final List<String> warnings = new ArrayList<>();
    private final Set<String> withoutCapacity = new TreeSet<>();
    private final Set<String> inUse = new TreeSet<>();
    private final Set<String> unusable = new TreeSet<>();
    private final List<Cpu> cpus = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final Fields fields;

    /// One zone.
    ///
    /// @param capacities by resource
    private record Zone(int id, String name, Fields fields, SortedMap<String, Quantity> capacities) {}

    private NodeResourceTopologyReader(Fields fields) {
        this.fields = fields;
    }

    static DescribedMachine read(Mapping mapping) {
        return new NodeResourceTopologyReader(Fields.of(mapping)).machine();
    }

    private DescribedMachine machine() {
        SortedMap<Integer, Zone> zones = zones();
        List<NumaNode> numaNodes = new ArrayList<>();
        Optional<List<Cpu>> known = KoordinatorCpus.of(fields);
        known.ifPresentOrElse(all -> {
            cpus.addAll(all);
            warnings.add(CACHES_UNKNOWN);
        }, () -> {
            zones.values().forEach(this::addCpus);
            warnings.addAll(List.of(CPU_IDS_UNKNOWN, CORES_UNKNOWN));
        });
        if (zones.isEmpty() && known.isPresent()) {
            known.get().stream().map(Cpu::numaNode).distinct().sorted()
                    .forEach(id -> numaNodes.add(new NumaNode(id, ASSUMED_MEMORY_BYTES, Map.of(), List.of())));
            warnings.add(
                    "memory-unknown: the object has no zones of NUMA nodes; 1Ti of memory is taken for each, so that"
                            + " nothing is refused for want of it, and no hugepages.");
        }
        zones.values().forEach(zone -> numaNodes.add(numaNode(zone, zones)));
        NodeTopology topology;
        try {
            topology = new NodeTopology(numaNodes, cpus);
            NodeCapacity.of(topology);
        } catch (IllegalArgumentException impossible) {
            throw new BadInput(fields.position("zones"), String.valueOf(impossible.getMessage()),
                    "See that the exporter publishes cpu and memory of each zone.");
        }
        zones.values().forEach(this::addDevices);
        warn();
        Optional<String> name = fields.object("metadata").flatMap(metadata -> metadata.string("name"));
        MachineDescription machine = new MachineDescription(topology, Hardware.of(topology), name,
                OptionalLong.empty(), devices, Map.of(), List.of(), Optional.empty());
        return new DescribedMachine(MachineFormat.NODE_RESOURCE_TOPOLOGY, machine, warnings);
    }

    private SortedMap<Integer, Zone> zones() {
        SortedMap<Integer, Zone> zones = new TreeMap<>();
        for (Fields entry : fields.objects("zones")) {
            String type = entry.string("type").orElse("");
            // What names no resources is a place for costs.
            if (!type.equals("Node") && !(type.equals("NUMA") && !entry.objects("resources").isEmpty())) {
                continue;
            }
            String name = entry.string("name").orElse("");
            Matcher number = ZONE.matcher(name);
            int id = number.matches() ? Integer.parseInt(number.group(1)) : zones.size();
            if (id > CpuSet.MAX_CPU || zones.put(id, new Zone(id, name, entry, capacities(entry))) != null) {
                entry.report("name", "is " + entry.describe("name") + ", which names no NUMA node of its own.",
                        "Call zones node-0, node-1, ..., as the exporters do.");
            }
        }
        if ((zones.isEmpty() && KoordinatorCpus.of(fields).isEmpty())
                || zones.size() > NodeTopology.MAX_NUMA_NODES) {
            fields.report("zones", "has " + zones.size() + " zones that are NUMA nodes (of the type Node, or NUMA with"
                    + " resources), a machine has from 1 to "
                    + NodeTopology.MAX_NUMA_NODES + ".", "Give an object that an exporter has published.");
        }
        return zones;
    }

    private SortedMap<String, Quantity> capacities(Fields zone) {
        SortedMap<String, Quantity> capacities = new TreeMap<>();
        for (Fields resource : zone.objects("resources")) {
            String name = resource.string("name").orElse("");
            Optional<Quantity> allocatable = resource.quantity("allocatable");
            Optional<Quantity> capacity = resource.quantity("capacity");
            Optional<Quantity> available = resource.quantity("available");
            if (capacity.isEmpty() && allocatable.isPresent()) {
                withoutCapacity.add(name);
            }
            if (available.isPresent() && allocatable.isPresent() && available.get().compareTo(allocatable.get()) < 0) {
                inUse.add(name);
            }
            Quantity amount = capacity.or(() -> allocatable).orElse(Quantity.ZERO);
            if (name.isEmpty() || amount.signum() < 0 || capacities.put(name, amount) != null) {
                resource.report("name", "is " + resource.describe("name") + ", not a resource that the zone has once,"
                        + " of 0 or more.", "Correct the resources of the zone.");
            }
        }
        return capacities;
    }

    private void addCpus(Zone zone) {
        long count = amount(zone, "cpu");
        if (cpus.size() + count > CpuSet.MAX_CPU + 1L) {
            zone.fields.report("resources", "have " + count + " cpu, and a machine has at most "
                    + (CpuSet.MAX_CPU + 1) + ".", "Correct the capacity.");
        }
        for (long i = 0; i < count; i++) {
            cpus.add(new Cpu(cpus.size(), cpus.size(), zone.id, zone.id, zone.id));
        }
    }

    private NumaNode numaNode(Zone zone, SortedMap<Integer, Zone> zones) {
        Map<Long, Long> hugepages = new TreeMap<>();
        long hugepageBytes = 0;
        for (String resource : zone.capacities.keySet()) {
            if (resource.startsWith(HUGEPAGES)) {
                long size = pageSize(zone, resource);
                long bytes = amount(zone, resource);
                hugepages.put(size, bytes / size);
                hugepageBytes = bytes > Long.MAX_VALUE - hugepageBytes ? Long.MAX_VALUE : hugepageBytes + bytes;
            }
        }
        long memory = amount(zone, "memory");
        if (memory < hugepageBytes) {
            zone.fields.report("resources", "have less memory (" + memory + ") than hugepages (" + hugepageBytes + ").",
                    "See that the capacity of memory includes the hugepages.");
        }
        return new NumaNode(zone.id, memory, hugepages, distances(zone, zones));
    }

    private static long pageSize(Zone zone, String resource) {
        try {
            long size = Sizes.bytes(Quantity.parse(resource.substring(HUGEPAGES.length())));
            if (size > 0) {
                return size;
            }
        } catch (IllegalArgumentException | ArithmeticException notASize) {
            // Refused below, as 0 is.
        }
        throw new BadInput(zone.fields.position("resources"), "\"" + resource + "\" names no page size.",
                "Write a name such as hugepages-1Gi.");
    }

    private List<Integer> distances(Zone zone, SortedMap<Integer, Zone> zones) {
        Map<String, Integer> costs = new TreeMap<>();
        for (Fields cost : zone.fields.objects("costs")) {
            costs.put(cost.string("name").orElse(""), (int) cost.integer("value", 0, 255).orElse(0));
        }
        List<Integer> distances = zones.values().stream().map(Zone::name).filter(costs::containsKey)
                .map(name -> costs.getOrDefault(name, 0)).toList();
        boolean complete = distances.size() == zones.size();
        if (!complete && zones.size() > 1) {
            unusable.add(zone.name);
        }
        return complete ? distances : List.of();
    }

    private void addDevices(Zone zone) {
        for (String resource : zone.capacities.keySet()) {
            if (!ExtendedResourceName.isValid(resource)) {
                continue;
            }
            long count = amount(zone, resource);
            if (devices.size() + count > MAX_DEVICES) {
                zone.fields.report("resources", "have " + count + " " + resource + ", and at most " + MAX_DEVICES
                        + " devices are read.", "Leave out what no pod asks for.");
            }
            for (long i = 0; i < count; i++) {
                devices.add(new Device(resource, zone.name + "-" + i, Optional.of(List.of(zone.id)), true));
            }
        }
    }

    /// Whole CPUs, bytes or devices.
    private static long amount(Zone zone, String resource) {
        Quantity amount = zone.capacities.getOrDefault(resource, Quantity.ZERO);
        try {
            return Sizes.bytes(amount);
        } catch (ArithmeticException notWhole) {
            throw new BadInput(zone.fields.position("resources"), resource + " is " + amount.toText()
                    + " in the zone " + zone.name + ", not a whole number from 0 to 2^63-2.", "Correct the capacity.");
        }
    }

    private void warn() {
        if (!devices.isEmpty()) {
            warnings.add("device-ids-unknown: a NodeResourceTopology has no ids of devices; they are called after their"
                    + " zone.");
        }
        warnAbout("capacity-unknown", withoutCapacity, "no capacity is given; what is allocatable counts instead.");
        warnAbout("pods-unknown", inUse,
                "some of it is in use on the node. By what is not known, so the answer is for a"
                        + " node without pods.");
        warnAbout("distances-unknown", unusable, "the costs do not name every zone; left out.");
        attributes()
                .ifPresent(policy -> warnings.add("configuration-elsewhere: the object says of the kubelet: " + policy
                        + ". What decides here is --config."));
    }

    private void warnAbout(String kind, Set<String> names, String message) {
        if (!names.isEmpty()) {
            warnings.add(kind + ": " + names.stream().limit(10).collect(Collectors.joining(", ")) + ": " + message);
        }
    }

    /// What v1alpha2 says as attributes and v1alpha1 as policies.
    private Optional<String> attributes() {
        List<String> texts = new ArrayList<>(fields.stringList("topologyPolicies"));
        fields.object("metadata")
                .flatMap(metadata -> Optional.ofNullable(metadata.strings("annotations").get(KUBELET_POLICY)))
                .ifPresent(texts::add);
        for (Fields attribute : fields.objects("attributes")) {
            String name = attribute.string("name").orElse("");
            if (name.startsWith("topologyManager")) {
                texts.add(name + " " + attribute.string("value").orElse(""));
            }
        }
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", texts));
    }
}
