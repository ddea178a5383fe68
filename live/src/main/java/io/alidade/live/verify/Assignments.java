package io.alidade.live.verify;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.memory.MemoryState;
import io.alidade.live.verify.ContainerCheck.Assigned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the checkpoints assign, asked by pod uid and container name.
final class Assignments {
    private static final String CPU_STATIC = "static";
    private static final String MEMORY_STATIC = "Static";

    private final Optional<CpuState> cpu;
    private final Optional<MemoryState> memory;
    private final Optional<DeviceState> devices;

    Assignments(Checkpoints checkpoints) {
        this.cpu = checkpoints.cpu();
        this.memory = checkpoints.memory();
        this.devices = checkpoints.devices();
    }

    boolean pinsCpus() {
        return cpu.filter(state -> state.policyName().equals(CPU_STATIC)).isPresent();
    }

    boolean pinsMemory() {
        return memory.filter(state -> state.policyName().equals(MEMORY_STATIC)).isPresent();
    }

    /// The shared pool. It is empty where all CPUs are exclusive; absent where nothing is set yet, which a kubelet writes as
    /// an empty one without any entry (cpu-manager 5.2).
    Optional<CpuSet> sharedCpus() {
        return cpu.filter(state -> pinsCpus() && !(state.defaultCpuSet().isEmpty() && state.entries().isEmpty()
                && state.podEntries().isEmpty())).map(CpuState::defaultCpuSet);
    }

    /// The CPUs that a container has for itself.
    Optional<CpuSet> exclusiveCpus(String podUid, String container) {
        return entry(podUid, container).filter(cpus -> !cpus.isEmpty());
    }

    /// An empty entry counts before the shared pool, too: it is no CPU at all (cpu-manager 8.3).
    private Optional<CpuSet> entry(String podUid, String container) {
        return cpu.filter(_ -> pinsCpus())
                .flatMap(state -> Optional.ofNullable(state.entries().getOrDefault(podUid, Map.of()).get(container)));
    }

    /// The CPUs that a pod has for itself, in entries of its containers or of the whole pod.
    CpuSet exclusiveCpus(String podUid) {
        CpuSet all = CpuSet.EMPTY;
        if (pinsCpus() && cpu.isPresent()) {
            all = cpu.get().podEntries().getOrDefault(podUid, CpuSet.EMPTY);
            for (CpuSet cpus : cpu.get().entries().getOrDefault(podUid, Map.of()).values()) {
                all = all.or(cpus);
            }
        }
        return all;
    }

    /// The NUMA nodes of a container's memory blocks.
    Optional<NumaNodeIds> mems(String podUid, String container) {
        return memory.filter(_ -> pinsMemory())
                .flatMap(state -> Optional.ofNullable(state.entries().getOrDefault(podUid, Map.of()).get(container)))
                .map(blocks -> NumaNodeIds.of(blocks.stream().flatMap(block -> block.numaAffinity().stream()).toList()))
                .filter(numaNodes -> !numaNodes.isEmpty());
    }

    boolean hasMemoryEntry(String podUid, String container) {
        return memory.filter(state -> state.entries().getOrDefault(podUid, Map.of()).containsKey(container))
                .isPresent();
    }

    Assigned of(String podUid, String container) {
        Optional<CpuSet> own = entry(podUid, container);
        return new Assigned(own.or(this::sharedCpus), own.isPresent(), mems(podUid, container));
    }

    /// Pod uid to the containers with an entry in one of the files.
    Map<String, Set<String>> containers() {
        Map<String, Set<String>> all = new TreeMap<>();
        cpu.ifPresent(state -> {
            state.entries().forEach((pod, containers) -> add(all, pod, containers.keySet()));
            state.podEntries().keySet().forEach(pod -> add(all, pod, Set.of()));
        });
        memory.ifPresent(state -> {
            state.entries().forEach((pod, containers) -> add(all, pod, containers.keySet()));
            state.podEntries().keySet().forEach(pod -> add(all, pod, Set.of()));
        });
        devices.ifPresent(state -> state.podEntries()
                .forEach(entry -> add(all, entry.podUid(), Set.of(entry.containerName()))));
        return all;
    }

    private static void add(Map<String, Set<String>> all, String pod, Set<String> containers) {
        all.computeIfAbsent(pod, _ -> new TreeSet<>()).addAll(containers);
    }

    /// What a container holds, in a few words: `CPUs 2-3, memory of NUMA nodes 0, devices of nvidia.com/gpu`.
    String held(String podUid, String container) {
        List<String> held = new ArrayList<>();
        exclusiveCpus(podUid, container).ifPresent(cpus -> held.add("CPUs " + cpus.toListString()));
        mems(podUid, container).ifPresent(numaNodes -> held.add("memory of NUMA node " + numaNodes.toListString()));
        devices.ifPresent(state -> state.podEntries().stream()
                .filter(entry -> entry.podUid().equals(podUid) && entry.containerName().equals(container))
                .map(DeviceState.PodDevices::resource).distinct().sorted()
                .forEach(resource -> held.add("devices of " + resource)));
        return held.isEmpty() ? "nothing" : String.join(", ", held);
    }
}
