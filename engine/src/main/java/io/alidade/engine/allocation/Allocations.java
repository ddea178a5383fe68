package io.alidade.engine.allocation;

import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.device.DeviceAllocations;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.memory.MemoryAllocations;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.table.NamedTable;

/// The state of all managers of a node: what is allocated, and the hints that the Topology Manager has stored by pod and
/// container (memory only: they do not survive a restart).
public record Allocations(DeviceAllocations devices, CpuAllocations cpus, MemoryAllocations memory,
        NamedTable<NamedTable<TopologyHint>> affinities) {
    /// The stored hint of a container (topology-manager 2.2).
    public TopologyHint affinity(String podUid, String container) {
        return affinities.orElse(podUid, NamedTable.empty()).orElse(container, TopologyHint.ANY_NOT_PREFERRED);
    }

    public Allocations withDevices(DeviceAllocations next) {
        return new Allocations(next, cpus, memory, affinities);
    }

    public Allocations withCpus(CpuAllocations next) {
        return new Allocations(devices, next, memory, affinities);
    }

    public Allocations withMemory(MemoryAllocations next) {
        return new Allocations(devices, cpus, next, affinities);
    }

    /// With the hint that the Topology Manager stores for a container.
    public Allocations withAffinity(PodRequest pod, String container, TopologyHint hint) {
        NamedTable<TopologyHint> own = affinities.orElse(pod.uid(), NamedTable.empty());
        return new Allocations(devices, cpus, memory, affinities.with(pod.uid(), own.with(container, hint)));
    }

    /// Everything that a pod holds is free again.
    public Allocations release(String podUid) {
        return new Allocations(devices.release(podUid), cpus.release(podUid), memory.release(podUid),
                affinities.without(podUid));
    }

    /// Manager by manager.
    @Override
    public String toString() {
        return "CPUs: " + cpus + " | memory: " + memory + " | devices: " + devices;
    }
}
