package io.alidade.engine.device;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The devices of one resource that one container holds.
///
/// @param byNumaNode NUMA node id to device ids in id order; a device with several NUMA nodes is under each, one without is
///                   under [#NO_NUMA_NODE]
/// @param allocationResponse the plugin's answer in base64, as the checkpoint keeps it; empty for our own allocations
public record HeldDevices(SortedMap<Integer, List<String>> byNumaNode, String allocationResponse) {
    /// Stands for "no topology" (device-manager 1).
    public static final int NO_NUMA_NODE = -1;

    public HeldDevices {
        byNumaNode = Collections.unmodifiableSortedMap(new TreeMap<>(byNumaNode));
    }

    /// All ids, in id order.
    public SortedSet<String> ids() {
        SortedSet<String> ids = new TreeSet<>();
        byNumaNode.values().forEach(ids::addAll);
        return ids;
    }

    /// The NUMA node ids of one held device, ascending; empty without topology.
    public List<Integer> numaNodes(String id) {
        return byNumaNode.entrySet().stream().filter(group -> group.getKey() != NO_NUMA_NODE)
                .filter(group -> group.getValue().contains(id)).map(Map.Entry::getKey).toList();
    }

    /// `gpu-0, gpu-1 on NUMA node 0`, group by group.
    @Override
    public String toString() {
        return text(byNumaNode);
    }

    static String text(Map<Integer, List<String>> byNumaNode) {
        return byNumaNode.entrySet().stream().map(group -> String.join(", ", group.getValue())
                + (group.getKey() == NO_NUMA_NODE ? " without topology" : " on NUMA node " + group.getKey()))
                .collect(Collectors.joining("; "));
    }
}
