package io.alidade.engine.device;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One device as its plugin reports it.
///
/// @param resource  the extended resource name, `nvidia.com/gpu`
/// @param id        unique within the resource
/// @param numaNodes the ids of its NUMA nodes; absent when the plugin reports no topology, which is not the same as a
///                  topology without NUMA nodes
public record Device(String resource, String id, Optional<List<Integer>> numaNodes, boolean healthy) {
    public Device {
        numaNodes = numaNodes.map(List::copyOf);
    }

    /// A healthy device on some NUMA nodes.
    public static Device on(String resource, String id, Integer... numaNodes) {
        return new Device(resource, id, Optional.of(List.of(numaNodes)), true);
    }

    /// A healthy device whose plugin reports no topology.
    public static Device anywhere(String resource, String id) {
        return new Device(resource, id, Optional.empty(), true);
    }

    /// The same device, which its plugin reports as unhealthy.
    public Device unhealthy() {
        return new Device(resource, id, numaNodes, false);
    }

    /// `nvidia.com/gpu gpu-0 on NUMA node 0`.
    @Override
    public String toString() {
        String where = numaNodes.map(ids -> switch (ids.size()) {
            case 0 -> " on no NUMA node";
            case 1 -> " on NUMA node " + ids.getFirst();
            default -> " on NUMA nodes " + ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        }).orElse(" without topology");
        return resource + " " + id + where + (healthy ? "" : ", unhealthy");
    }
}
