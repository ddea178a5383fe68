package io.alidade.agent.watch;

import io.alidade.engine.Node;
import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What one NUMA node has of one resource that a manager gives away: `free`, `used` and `kept` are all of it.
///
/// @param numaNode its id; `none` for devices that are on no NUMA node
/// @param resource `cpu`, a type of memory, or the name of a device resource
/// @param free     that a container could be given
/// @param used     that containers hold
/// @param kept     that nobody is given: reserved for the system, or unhealthy
record NumaNodeShare(Kind kind, String numaNode, String resource, long free, long used, long kept) {
    /// Devices of more resources are counted together.
    static final int MAX_RESOURCES = 32;
    static final String OTHER = "other";

    private static final String CPU = "cpu";
    private static final String NONE = "none";
    private static final String HUGEPAGES = "hugepages-";

    /// What kind of resource it is.
    enum Kind {
        CPU, MEMORY, DEVICE
    }

    /// All of a node: CPUs where the CPU Manager pins, memory where the Memory Manager does, and devices.
    static List<NumaNodeShare> of(Node node) {
        List<NumaNodeShare> shares = new ArrayList<>();
        if (node.settings().policies().pinsCpus()) {
            addCpus(node, shares);
        }
        addMemory(node, shares);
        addDevices(node.allocations(), shares);
        return shares;
    }

    private static void addCpus(Node node, List<NumaNodeShare> shares) {
        var cpus = node.allocations().cpus();
        CpuSet kept = cpus.reservedCpus();
        CpuSet free = cpus.availableCpus();
        for (CpuTopology.Group group : new CpuTopology(node.topology()).numaNodes()) {
            int all = group.cpus().size();
            int ownFree = group.cpus().andSize(free);
            int ownKept = group.cpus().andSize(kept);
            shares.add(new NumaNodeShare(Kind.CPU, Integer.toString(group.id()), CPU, ownFree,
                    Math.max(0, all - ownFree - ownKept), ownKept));
        }
    }

    private static void addMemory(Node node, List<NumaNodeShare> shares) {
        NodeTopology topology = node.topology();
        var memory = node.allocations().memory();
        for (int position = 0; position < topology.numaNodes().size(); position++) {
            NumaNode numaNode = topology.numaNodes().get(position);
            for (String type : memory.types()) {
                long free = Math.max(0, memory.freeBytes(position, type).orElse(0L));
                long given = memory.allocatableBytes(position, type).orElse(0L);
                shares.add(new NumaNodeShare(Kind.MEMORY, Integer.toString(numaNode.id()), type, free,
                        Math.max(0, given - free), Math.max(0, bytes(numaNode, type) - given)));
            }
        }
    }

    /// All bytes of a type.
    private static long bytes(NumaNode numaNode, String type) {
        if (type.startsWith(HUGEPAGES)) {
            long size = Quantity.parse(type.substring(HUGEPAGES.length())).ceilUnits();
            return size * numaNode.hugepages().getOrDefault(size, 0L);
        }
        return numaNode.memoryBytes() - numaNode.hugepages().entrySet().stream()
                .mapToLong(pages -> pages.getKey() * pages.getValue()).sum();
    }

    /// A device that is on several NUMA nodes counts on each.
    private static void addDevices(Allocations allocations, List<NumaNodeShare> shares) {
        Map<String, Map<String, long[]>> byResource = new TreeMap<>();
        int resources = 0;
        for (String resource : allocations.devices().resources()) {
            Map<String, long[]> byNumaNode = byResource
                    .computeIfAbsent(resources++ < MAX_RESOURCES ? resource : OTHER, _ -> new HashMap<>());
            Set<Device> free = new HashSet<>(allocations.devices().freeDevices(resource));
            for (Device device : allocations.devices().devices(resource)) {
                int state = free.contains(device) ? 0 : device.healthy() ? 1 : 2;
                List<Integer> places = device.numaNodes().orElse(List.of());
                for (String place : places.isEmpty() ? List.of(NONE)
                        : places.stream().map(String::valueOf).distinct().toList()) {
                    byNumaNode.computeIfAbsent(place, _ -> new long[3])[state]++;
                }
            }
        }
        byResource.forEach((resource, byNumaNode) -> new TreeMap<>(byNumaNode).forEach((numaNode, counts) -> shares
                .add(new NumaNodeShare(Kind.DEVICE, numaNode, resource, counts[0], counts[1], counts[2]))));
    }
}
