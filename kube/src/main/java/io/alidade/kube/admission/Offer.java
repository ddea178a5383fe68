package io.alidade.kube.admission;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What was free of one resource on each NUMA node when a pod asked for it and was refused.
///
/// @param container       who asked; absent where the pod was looked at as a whole
/// @param resource        `cpu` (exclusive CPUs), a memory type or a device resource
/// @param asked           CPUs, bytes or devices
/// @param numaNodes       all NUMA nodes in ascending id
/// @param withoutNumaNode free devices that are on no NUMA node; absent where the resource has none
public record Offer(Optional<String> container, String resource, long asked, List<NumaNodeOffer> numaNodes,
        OptionalLong withoutNumaNode) {
    public Offer {
        numaNodes = List.copyOf(numaNodes);
    }

    /// What one NUMA node had.
    ///
    /// @param free in the unit of what was asked
    public record NumaNodeOffer(int id, long free) {}
}
