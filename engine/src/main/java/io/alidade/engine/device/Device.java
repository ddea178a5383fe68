package io.alidade.engine.device;

import java.util.List;
import java.util.Optional;

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
}
