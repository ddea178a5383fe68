package io.alidade.plan.capacity;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.fit.NodeUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What of a node nobody has: stranded, when no pod that is wanted fits any more.
///
/// @param cpuMillis   allocatable CPU that no pod requests, in thousandths
/// @param memoryBytes likewise memory
/// @param devices     healthy devices that no pod has, by resource
/// @param numaNodes   where it lies, in ascending id
public record Leftover(long cpuMillis, long memoryBytes, Map<String, Integer> devices, List<NumaNode> numaNodes) {
    public Leftover {
        devices = Map.copyOf(devices);
        numaNodes = List.copyOf(numaNodes);
    }

    /// What lies on one NUMA node.
    ///
    /// @param cpus        that a container could be given for its own; absent where no CPUs are pinned
    /// @param memoryBytes absent where memory is not pinned
    /// @param devices     that are on this NUMA node, by resource; one that is on several counts on each
    public record NumaNode(int id, Optional<Integer> cpus, Optional<Long> memoryBytes, Map<String, Integer> devices) {
        public NumaNode {
            devices = Map.copyOf(devices);
        }
    }

    /// Of a node as it is.
    public static Leftover of(KubeletNode node) {
        NodeUsage usage = node.usage();
        var allocations = node.node().allocations();
        Map<String, Integer> devices = new TreeMap<>();
        Map<Integer, Map<String, Integer>> byNumaNode = new TreeMap<>();
        for (String resource : allocations.devices().resources()) {
            allocations.devices().freeDevices(resource).forEach(device -> {
                devices.merge(resource, 1, Integer::sum);
                device.numaNodes().orElse(List.of()).forEach(numaNode -> byNumaNode
                        .computeIfAbsent(numaNode, _ -> new TreeMap<>()).merge(resource, 1, Integer::sum));
            });
        }
        return new Leftover(left(node, usage, "cpu"), left(node, usage, "memory"), devices,
                numaNodes(node, byNumaNode));
    }

    /// Whole CPUs.
    public long cpus() {
        return cpuMillis / 1000;
    }

    private static List<NumaNode> numaNodes(KubeletNode node, Map<Integer, Map<String, Integer>> devices) {
        NodeTopology topology = node.node().topology();
        var allocations = node.node().allocations();
        boolean pinsCpus = node.node().settings().policies().pinsCpus();
        CpuSet free = allocations.cpus().availableCpus();
        List<NumaNode> numaNodes = new ArrayList<>();
        for (CpuTopology.Group group : new CpuTopology(topology).numaNodes()) {
            numaNodes.add(new NumaNode(group.id(),
                    pinsCpus ? Optional.of(free.andSize(group.cpus())) : Optional.empty(),
                    allocations.memory().freeBytes(topology.position(group.id()), "memory"),
                    devices.getOrDefault(group.id(), Map.of())));
        }
        return numaNodes;
    }

    private static long left(KubeletNode node, NodeUsage usage, String resource) {
        var offered = node.fit().allocatable().allocatable().get(resource);
        if (offered == null) {
            return 0;
        }
        long units = resource.equals("cpu") ? offered.ceilMillis() : offered.ceilUnits();
        return Math.max(0, units - usage.requested().getOrDefault(resource, 0L));
    }
}
