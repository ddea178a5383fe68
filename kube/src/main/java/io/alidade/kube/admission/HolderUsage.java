package io.alidade.kube.admission;

import io.alidade.engine.Node;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.kube.fit.NodeUsage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the predicates have to assume of pods that only checkpoints know of: they request at least what they hold.
final class HolderUsage {
    private HolderUsage() {}

    /// The usage with these holders of the node.
    static NodeUsage add(NodeUsage usage, Node node, Set<String> uids) {
        Map<String, Long> requested = new TreeMap<>(usage.requested());
        addCpus(requested, node.allocations().cpus().toState(), uids);
        addMemory(requested, node.allocations().memory().toState(), uids);
        Map<String, Set<String>> devices = new TreeMap<>();
        for (PodDevices entry : node.allocations().devices().toState().podEntries()) {
            if (uids.contains(entry.podUid())) {
                Set<String> ids = devices.computeIfAbsent(entry.resource(), absent -> new HashSet<>());
                entry.deviceIds().values().forEach(ids::addAll);
            }
        }
        devices.forEach((resource, ids) -> add(requested, resource, ids.size()));
        return new NodeUsage(usage.pods() + uids.size(), requested, usage.hostPorts());
    }

    private static void addCpus(Map<String, Long> requested, CpuState state, Set<String> uids) {
        CpuSet held = CpuSet.EMPTY;
        for (String uid : uids) {
            held = held.or(state.podEntries().getOrDefault(uid, CpuSet.EMPTY));
            for (CpuSet own : state.entries().getOrDefault(uid, Map.of()).values()) {
                held = held.or(own);
            }
        }
        add(requested, "cpu", 1000L * held.size());
    }

    private static void addMemory(Map<String, Long> requested, MemoryState state, Set<String> uids) {
        for (String uid : uids) {
            List<MemoryState.Block> whole = state.podEntries().getOrDefault(uid, List.of());
            if (whole.isEmpty()) {
                state.entries().getOrDefault(uid, Map.of()).values().forEach(blocks -> addBlocks(requested, blocks));
            } else {
                addBlocks(requested, whole);
            }
        }
    }

    private static void addBlocks(Map<String, Long> requested, List<MemoryState.Block> blocks) {
        blocks.forEach(block -> add(requested, block.type(), Math.max(0, block.size())));
    }

    private static void add(Map<String, Long> requested, String resource, long amount) {
        requested.merge(resource, amount,
                (left, right) -> left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right);
    }
}
