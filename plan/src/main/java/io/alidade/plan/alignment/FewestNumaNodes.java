package io.alidade.plan.alignment;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

    public int ofCpus(CpuSet own) {
        return fewest(cpus.numaNodes().stream().map(group -> (long) group.size()).toList(), own.size());
    }

    /// @param type `memory` or hugepages of one size, looked at alone
    public int ofMemory(String type, long bytes) {
        return fewest(IntStream.range(0, node.topology().numaNodes().size())
                .mapToObj(position -> node.allocations().memory().allocatableBytes(position, type).orElse(0L)).toList(),
                bytes);
    }

    public int ofDevices(String resource, int count) {
        List<Device> devices = node.allocations().devices().devices(resource);
        return fewest(node.topology().numaNodes().stream().map(numaNode -> devices.stream()
                .filter(device -> device.numaNodes().orElse(List.of()).contains(numaNode.id())).count()).toList(),
                count);
    }

    private static int fewest(List<Long> capacities, long amount) {
        long left = amount;
        int count = 0;
        for (long capacity : capacities.stream().sorted(Comparator.reverseOrder()).toList()) {
            if (left <= 0 || capacity <= 0) {
                break;
            }
            left -= capacity;
            count++;
        }
        return Math.max(1, count);
    }
}
