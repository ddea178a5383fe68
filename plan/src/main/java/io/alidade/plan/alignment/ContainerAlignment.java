package io.alidade.plan.alignment;

import io.alidade.engine.mask.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What one container was given, and how it lies.
///
/// @param preferred     the kubelet's word: whether the hint merged for it is preferred; absent where nothing is merged
///                      (policy `none`)
/// @param placement     where things really are; with scope `pod` those of the pod, unless this container shares CPUs
/// @param exclusiveCpus empty in the shared pool
/// @param holdings      its exclusive CPUs, pinned memory and devices, in this order
public record ContainerAlignment(String name, Optional<Boolean> preferred, Placement placement, CpuSet exclusiveCpus,
        List<Holding> holdings) {
    public ContainerAlignment {
        holdings = List.copyOf(holdings);
    }

    /// The ids of the NUMA nodes of all that it holds, ascending.
    public List<Integer> numaNodes() {
        TreeSet<Integer> all = new TreeSet<>();
        holdings.forEach(holding -> all.addAll(holding.numaNodes()));
        return List.copyOf(all);
    }
}
