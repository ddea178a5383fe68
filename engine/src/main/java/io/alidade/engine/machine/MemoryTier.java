package io.alidade.engine.machine;

import java.util.List;

/// NUMA nodes whose memory the kernel takes for equally fast.
///
/// @param id        the kernel's number: lower is faster
/// @param numaNodes ids, ascending
public record MemoryTier(int id, List<Integer> numaNodes) {
    public MemoryTier {
        numaNodes = List.copyOf(numaNodes);
    }

    /// `memory tier 4: NUMA nodes [0, 1]`.
    @Override
    public String toString() {
        return "memory tier " + id + ": NUMA nodes " + numaNodes;
    }
}
