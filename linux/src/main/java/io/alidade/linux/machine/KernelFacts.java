package io.alidade.linux.machine;

import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.MemoryTier;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NumaNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// What a source repeats of the kernel's words, in plain values: sysfs and hwloc alike end here, and [MachineAssembly]
/// decides for both what the kubelet makes of it.
///
/// @param places       where each usable CPU sits
/// @param numaNodeCpus NUMA node id to the usable CPUs that it lists
/// @param cachesByCpu  of each usable CPU its caches, in the order in which cAdvisor would list them
/// @param memoryBytes  the kernel's total, `MemTotal` of `/proc/meminfo`; absent where the source does not tell
/// @param cure         what to do where this is not enough for a machine
public record KernelFacts(CpuSet usableCpus, CpuSet offlineCpus, CpuSet isolatedCpus, CpuPlaces places,
        List<NumaNode> numaNodes, SortedMap<Integer, CpuSet> numaNodeCpus,
        SortedMap<Integer, List<CacheFacts>> cachesByCpu, List<CoreKind> coreKinds, List<MemoryTier> memoryTiers,
        List<HardwareDevice> devices, OptionalLong memoryBytes, Optional<CgroupMode> cgroupMode, String cure) {
    public KernelFacts {
        numaNodes = List.copyOf(numaNodes);
        coreKinds = List.copyOf(coreKinds);
        memoryTiers = List.copyOf(memoryTiers);
        devices = List.copyOf(devices);
    }
}
