package io.alidade.engine;

import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.table.NamedTable;
import java.util.List;
import java.util.Optional;

/// What a container was given when its pod was admitted, before any of its containers starts.
///
/// @param exclusiveCpus its own CPUs; absent when it runs in the shared pool
/// @param cpus          what it would run on: its own CPUs or the shared pool of that moment
/// @param affinity      the hint that the Topology Manager stored for it; not preferred and any NUMA node with policy `none`
/// @param memory        the blocks pinned for it, in type order
/// @param devices       by resource
public record ContainerPlacement(String name, ContainerKind kind, Optional<CpuSet> exclusiveCpus, CpuSet cpus,
        TopologyHint affinity, List<MemoryBlock> memory, NamedTable<HeldDevices> devices) {
    /// The NUMA nodes that its `cpuset.mems` would name; empty when nothing is pinned (memory-manager 8.3).
    public NumaMask mems() {
        NumaMask mems = NumaMask.EMPTY;
        for (MemoryBlock block : memory) {
            mems = mems.or(block.affinity());
        }
        return mems;
    }

    /// `main: CPUs 2-3 of its own, hint {0} preferred, memory=1Gi on {0}, nvidia.com/gpu: gpu-0 on NUMA node 0`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name + ": ");
        text.append(exclusiveCpus.map(own -> "CPUs " + own + " of its own").orElse(
                cpus.isEmpty() ? "any CPU" : "shared CPUs " + cpus));
        if (affinity.affinity().isPresent()) {
            text.append(", hint ").append(affinity);
        }
        memory.forEach(block -> text.append(", ").append(block));
        devices.forEach((resource, held) -> text.append(", ").append(resource).append(": ").append(held));
        return text.toString();
    }
}
