package io.alidade.plan.alignment;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.topology.CpuTopology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// On how few NUMA nodes an amount fits when nothing runs: CPUs by number, those reserved too (cpu-manager 13), memory less
/// what is reserved on each NUMA node (memory-manager 8.1), devices by number (device-manager 5). As for the kubelet's
/// preferences, what is free now has no say.
public final class FewestNumaNodes {
    private final Node node;
    private final CpuTopology cpus;

    public FewestNumaNodes(Node node, CpuTopology cpus) {
        this.node = node;
        this.cpus = cpus;
    }

    /// For a set of exclusive CPUs of this size.
    public int ofCpus(CpuSet own) {
        return fewest("cpu", own.size());
    }

    /// For an amount of `memory` or of hugepages of one size, looked at alone.
    public int ofMemory(String type, long bytes) {
        return fewest(type, bytes);
    }

    /// For devices of one resource; those without NUMA node do not count.
    public int ofDevices(String resource, int count) {
        return fewest(resource, count);
    }

    /// The most of a resource that fits on one NUMA node, on two, and so on, until all that have some are full.
    public List<Long> limits(String resource) {
        List<Long> limits = new ArrayList<>();
        long sum = 0;
        for (long capacity : capacities(resource).sorted(Comparator.reverseOrder()).toList()) {
            if (capacity <= 0) {
                break;
            }
            sum += capacity;
            limits.add(sum);
        }
        return limits;
    }

    private Stream<Long> capacities(String resource) {
        if (resource.equals("cpu")) {
            return cpus.numaNodes().stream().map(group -> (long) group.size());
        }
        if (Qos.isMemoryType(resource)) {
            return IntStream.range(0, node.topology().numaNodes().size()).mapToObj(
                    position -> node.allocations().memory().allocatableBytes(position, resource).orElse(0L));
        }
        List<Device> devices = node.allocations().devices().devices(resource);
        return node.topology().numaNodes().stream().map(numaNode -> devices.stream()
                .filter(device -> device.numaNodes().orElse(List.of()).contains(numaNode.id())).count());
    }

    private int fewest(String resource, long amount) {
        List<Long> limits = limits(resource);
        int below = (int) limits.stream().takeWhile(limit -> limit < amount).count();
        return Math.clamp(below + 1L, 1, Math.max(1, limits.size()));
    }
}
