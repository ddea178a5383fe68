package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/// The NUMA node of a device that has none of its own.
public final class DeviceNumaNode {
    private DeviceNumaNode() {}

    /// The one NUMA node that all its near CPUs belong to. On a machine with one alone it says nothing of the device, so
    /// there it is absent.
    public static OptionalInt near(CpuSet localCpus, SortedMap<Integer, CpuSet> cpusByNumaNode) {
        List<Integer> near = cpusByNumaNode.entrySet().stream().filter(entry -> entry.getValue().intersects(localCpus))
                .map(Map.Entry::getKey).toList();
        long withCpus = cpusByNumaNode.values().stream().filter(cpus -> !cpus.isEmpty()).count();
        return near.size() == 1 && withCpus > 1 ? OptionalInt.of(near.getFirst()) : OptionalInt.empty();
    }
}
