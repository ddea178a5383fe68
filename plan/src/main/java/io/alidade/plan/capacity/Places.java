package io.alidade.plan.capacity;

import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where pods are on a node, whether their manifests are known or only what they hold.
final class Places {
    private final CpuTopology cpus;

    Places(CpuTopology cpus) {
        this.cpus = cpus;
    }

    Defragmentation.Place of(Node node, String uid) {
        CpuSet[] own = {CpuSet.EMPTY};
        node.allocations().cpus().containers(uid).forEach((_, set) -> own[0] = own[0].or(set));
        TreeSet<Integer> numaNodes = new TreeSet<>();
        cpus.numaNodes().stream().filter(group -> group.cpus().intersects(own[0]))
                .forEach(group -> numaNodes.add(group.id()));
        node.allocations().memory().containers(uid).forEach((_, blocks) -> blocks.stream()
                .filter(block -> block.size() != 0)
                .forEach(block -> numaNodes.addAll(node.topology().numaNodeIds(block.affinity()))));
        Map<String, List<String>> devices = new TreeMap<>();
        node.allocations().devices().toState().podEntries().stream().filter(entry -> entry.podUid().equals(uid))
                .forEach(entry -> entry.deviceIds().forEach((numaNode, ids) -> {
                    devices.computeIfAbsent(entry.resource(), _ -> new ArrayList<>()).addAll(ids);
                    if (numaNode >= 0) {
                        numaNodes.add(numaNode);
                    }
                }));
        return new Defragmentation.Place(own[0], List.copyOf(numaNodes), devices);
    }
}
