package io.alidade.kube.checkpoint;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.memory.MemoryState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The pods that checkpoints know of, for a node of which nothing else is known: who holds something, and in which file.
/// A pod with nothing but an entry for the whole pod is there without containers.
///
/// @param containersByPod pod uid to container name to the files with an entry of it, uids and names in order
public record HeldPods(Map<String, Map<String, Set<CheckpointFile>>> containersByPod) {
    public HeldPods {
        Map<String, Map<String, Set<CheckpointFile>>> sorted = new TreeMap<>();
        containersByPod.forEach((pod, containers) -> {
            Map<String, Set<CheckpointFile>> copy = new TreeMap<>();
            containers.forEach(
                    (container, files) -> copy.put(container, Collections.unmodifiableSet(EnumSet.copyOf(files))));
            sorted.put(pod, Collections.unmodifiableMap(copy));
        });
        containersByPod = Collections.unmodifiableMap(sorted);
    }

    /// What the three states hold; an absent file holds nothing.
    public static HeldPods of(Optional<CpuState> cpu, Optional<MemoryState> memory, Optional<DeviceState> devices) {
        Map<String, Map<String, Set<CheckpointFile>>> pods = new TreeMap<>();
        cpu.ifPresent(state -> {
            state.entries().forEach((pod, containers) -> add(pods, pod, containers.keySet(), CheckpointFile.CPU));
            state.podEntries().keySet().forEach(pod -> add(pods, pod, Set.of(), CheckpointFile.CPU));
        });
        memory.ifPresent(state -> {
            state.entries().forEach((pod, containers) -> add(pods, pod, containers.keySet(), CheckpointFile.MEMORY));
            state.podEntries().keySet().forEach(pod -> add(pods, pod, Set.of(), CheckpointFile.MEMORY));
        });
        devices.ifPresent(state -> state.podEntries().forEach(
                entry -> add(pods, entry.podUid(), Set.of(entry.containerName()), CheckpointFile.DEVICES)));
        return new HeldPods(pods);
    }

    private static void add(Map<String, Map<String, Set<CheckpointFile>>> pods, String pod, Set<String> containers,
            CheckpointFile file) {
        Map<String, Set<CheckpointFile>> held = pods.computeIfAbsent(pod, _ -> new TreeMap<>());
        containers.forEach(
                container -> held.computeIfAbsent(container, _ -> EnumSet.noneOf(CheckpointFile.class)).add(file));
    }
}
