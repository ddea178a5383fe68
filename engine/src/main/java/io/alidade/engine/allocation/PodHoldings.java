package io.alidade.engine.allocation;

import io.alidade.engine.device.DeviceState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one pod holds, manager by manager: its part of the three checkpoints, as they have it.
///
/// @param cpus      exclusive CPUs by container
/// @param podCpus   of the pod as a whole (cpu-manager 14); empty for none
/// @param memory    by container
/// @param podMemory of the pod as a whole (memory-manager 7); empty for none
/// @param devices   by container and resource
public record PodHoldings(Map<String, CpuSet> cpus, CpuSet podCpus, Map<String, List<MemoryState.Block>> memory,
        List<MemoryState.Block> podMemory, List<DeviceState.PodDevices> devices) {
    /// Nothing.
    public static final PodHoldings NONE = new PodHoldings(Map.of(), CpuSet.EMPTY, Map.of(), List.of(), List.of());

    public PodHoldings {
        cpus = Collections.unmodifiableMap(new TreeMap<>(cpus));
        memory = Collections.unmodifiableMap(new TreeMap<>(memory));
        podMemory = List.copyOf(podMemory);
        devices = List.copyOf(devices);
    }

    /// True if it holds nothing.
    public boolean isEmpty() {
        return equals(NONE);
    }

    /// All exclusive CPUs of the pod.
    public CpuSet allCpus() {
        CpuSet all = podCpus;
        for (CpuSet own : cpus.values()) {
            all = all.or(own);
        }
        return all;
    }

    /// `main: CPUs 1,9; main: memory=1Gi on [0]; 7a1c main: nvidia.com/gpu gpu-0 on NUMA node 0`, or `nothing`.
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        cpus.forEach((container, own) -> parts.add(container + ": CPUs " + own));
        if (!podCpus.isEmpty()) {
            parts.add("the pod: CPUs " + podCpus);
        }
        memory.forEach((container, blocks) -> blocks.forEach(block -> parts.add(container + ": " + block)));
        podMemory.forEach(block -> parts.add("the pod: " + block));
        devices.forEach(held -> parts.add(held.toString()));
        return parts.isEmpty() ? "nothing" : String.join("; ", parts);
    }
}
