package io.alidade.engine;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryAllocations;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.pod.PodRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All that can be asked of a node, as a value to compare with.
///
/// @param freeDevices by resource
/// @param placements  by pod, in the order of admission
record NodeFacts(Checkpoints checkpoints, List<PodRequest> pods, Map<String, List<Device>> freeDevices,
        List<List<ContainerPlacement>> placements) {
    static NodeFacts of(Node node) {
        Map<String, List<Device>> free = new TreeMap<>();
        node.allocations().devices().resources()
                .forEach(resource -> free.put(resource, node.allocations().devices().freeDevices(resource)));
        return new NodeFacts(node.checkpoints(), node.pods(), free,
                node.pods().stream().map(node::placements).toList());
    }

    CpuState cpus() {
        return checkpoints.cpu().orElseThrow();
    }

    DeviceState devices() {
        return checkpoints.devices().orElseThrow();
    }

    /// Pods that hold CPUs, memory or devices.
    static Set<String> holders(Node node) {
        Set<String> holders = new HashSet<>(node.allocations().cpus().pods());
        holders.addAll(node.allocations().memory().pods());
        holders.addAll(node.allocations().devices().pods());
        return holders;
    }

    /// Free bytes by memory type and group of NUMA nodes: how they are split inside a group is of no account
    /// (memory-manager 8.4).
    static Map<String, Long> freeMemory(Node node) {
        MemoryAllocations memory = node.allocations().memory();
        Map<String, Long> sums = new TreeMap<>();
        for (int position = 0; position < node.topology().numaNodes().size(); position++) {
            for (String type : memory.types()) {
                sums.merge(type + " on " + memory.group(position), memory.freeBytes(position, type).orElse(0L),
                        Long::sum);
            }
        }
        return sums;
    }

    /// True if every NUMA node is in the same group as the others of its group, and the memory of any two containers is on
    /// the same NUMA nodes or on different ones. Where a hint on one NUMA node has cut through a group (memory-manager 5.4)
    /// the kubelet's sums may go wrong at the next release, and it may not start again (13).
    static boolean hasRegularMemory(Node node) {
        MemoryAllocations memory = node.allocations().memory();
        for (int position = 0; position < node.topology().numaNodes().size(); position++) {
            for (int member : memory.group(position).positions()) {
                if (!memory.group(member).equals(memory.group(position))) {
                    return false;
                }
            }
        }
        List<NumaMask> masks = new ArrayList<>();
        for (String pod : memory.pods()) {
            memory.containers(pod).forEach((container, blocks) -> blocks.stream().map(MemoryBlock::affinity)
                    .forEach(masks::add));
        }
        return masks.stream().allMatch(a -> masks.stream().allMatch(b -> a.equals(b) || !a.intersects(b)));
    }
}
