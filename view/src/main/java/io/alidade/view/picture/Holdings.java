package io.alidade.view.picture;

import io.alidade.engine.Node;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.view.picture.ShownPod.Container;
import io.alidade.view.xml.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who has which CPUs, memory and devices of a node. Of a machine without a node nothing is known.
///
/// Pods are in the order of their admission, then those that only checkpoints know, by uid.
final class Holdings {
    private static final int LONGEST_NAME = 200;

    private final Optional<Node> node;
    private final MemoryState memory;
    private final List<ShownPod> pods = new ArrayList<>();
    private final Map<Integer, Use> cpuUses = new HashMap<>();
    private final Map<Integer, String> cpuHolders = new HashMap<>();
    private final Map<String, Integer> deviceHolders = new HashMap<>();

    private Holdings(Optional<Node> node, Map<String, String> known) {
        this.node = node;
        this.memory = node.map(present -> present.allocations().memory().toState())
                .orElse(new MemoryState("None", Map.of(), Map.of(), Map.of()));
        node.ifPresent(present -> collect(present, known));
    }

    static Holdings unknown() {
        return new Holdings(Optional.empty(), Map.of());
    }

    /// @param known names of pods by uid, which are only asked for where the node does not tell
    static Holdings of(Node node, Map<String, String> known) {
        return new Holdings(Optional.of(node), known);
    }

    boolean areKnown() {
        return node.isPresent();
    }

    List<ShownPod> pods() {
        return List.copyOf(pods);
    }

    Use cpu(int cpu) {
        return cpuUses.getOrDefault(cpu, areKnown() ? Use.OTHER : Use.PRESENT);
    }

    /// The pod and container that have a CPU, or an empty text.
    String cpuHolder(int cpu) {
        return cpuHolders.getOrDefault(cpu, "");
    }

    /// The tables of a NUMA node by memory type, empty if memory is not counted by NUMA node.
    Map<String, MemoryState.Table> memory(int numaNode) {
        MemoryState.NumaNodeState state = memory.machineState().get(numaNode);
        return state == null ? Map.of() : state.memoryMap();
    }

    Use device(String resource, String id, boolean healthy) {
        Integer pod = deviceHolders.get(deviceKey(resource, id));
        if (pod != null) {
            return Use.heldBy(pod);
        }
        return !areKnown() ? Use.PRESENT : healthy ? Use.FREE : Use.OTHER;
    }

    private void collect(Node present, Map<String, String> known) {
        CpuState cpus = present.allocations().cpus().toState();
        DeviceState devices = present.allocations().devices().toState();
        Map<String, String> names = new HashMap<>(known);
        Set<String> uids = new LinkedHashSet<>();
        for (PodRequest pod : present.pods()) {
            uids.add(pod.uid());
            names.put(pod.uid(), pod.namespace() + "/" + pod.name());
        }
        Set<String> others = new TreeSet<>(cpus.entries().keySet());
        others.addAll(cpus.podEntries().keySet());
        others.addAll(memory.entries().keySet());
        others.addAll(memory.podEntries().keySet());
        devices.podEntries().forEach(entry -> others.add(entry.podUid()));
        uids.addAll(others);
        List<ShownPod> idle = new ArrayList<>();
        for (String uid : uids) {
            List<Container> containers = containers(uid, order(present, uid), cpus, devices);
            String name = Names.shorten(names.getOrDefault(uid, uid), LONGEST_NAME);
            if (containers.isEmpty()) {
                idle.add(new ShownPod(-1, name, containers));
            } else {
                pods.add(new ShownPod(pods.size(), name, containers));
            }
        }
        pods.forEach(this::hold);
        pods.addAll(idle);
        pools(present);
    }

    /// The names of a pod's containers in its order, as far as it is known.
    private static List<String> order(Node present, String uid) {
        return present.pod(uid).map(pod -> pod.containers().stream().map(ContainerRequest::name).toList())
                .orElse(List.of());
    }

    private List<Container> containers(String uid, List<String> order, CpuState cpus, DeviceState devices) {
        Map<String, CpuSet> ownCpus = new TreeMap<>(cpus.entries().getOrDefault(uid, Map.of()));
        Map<String, List<Block>> ownMemory = new TreeMap<>(memory.entries().getOrDefault(uid, Map.of()));
        CpuSet podCpus = cpus.podEntries().get(uid);
        if (podCpus != null) {
            ownCpus.clear();
            ownCpus.put("", podCpus);
        }
        List<Block> podMemory = memory.podEntries().get(uid);
        if (podMemory != null) {
            ownMemory.clear();
            ownMemory.put("", podMemory);
        }
        Map<String, Map<String, Set<String>>> ownDevices = new TreeMap<>();
        devices.podEntries().stream().filter(entry -> entry.podUid().equals(uid))
                .forEach(entry -> entry.deviceIds().values()
                        .forEach(ids -> ownDevices.computeIfAbsent(entry.containerName(), _ -> new TreeMap<>())
                                .computeIfAbsent(entry.resource(), _ -> new TreeSet<>()).addAll(ids)));
        Set<String> names = new LinkedHashSet<>();
        names.add("");
        names.addAll(order);
        names.addAll(ownCpus.keySet());
        names.addAll(ownMemory.keySet());
        names.addAll(ownDevices.keySet());
        List<Container> containers = new ArrayList<>();
        for (String name : names) {
            Map<String, List<String>> ids = new TreeMap<>();
            ownDevices.getOrDefault(name, Map.of()).forEach((resource, some) -> ids.put(resource, List.copyOf(some)));
            List<Block> blocks = ownMemory.getOrDefault(name, List.of()).stream().filter(block -> block.size() != 0)
                    .toList();
            Container container = new Container(name, ownCpus.getOrDefault(name, CpuSet.EMPTY), blocks, ids);
            if (!container.cpus().isEmpty() || !blocks.isEmpty() || !ids.isEmpty()) {
                containers.add(container);
            }
        }
        return containers;
    }

    private void hold(ShownPod pod) {
        for (Container container : pod.containers()) {
            container.cpus().forEach(cpu -> {
                cpuUses.put(cpu, Use.heldBy(pod.index()));
                cpuHolders.put(cpu, pod.name() + (container.name().isEmpty() ? "" : ", container "
                        + Names.shorten(container.name(), LONGEST_NAME)));
            });
            container.devices().forEach((resource,
                    ids) -> ids.forEach(id -> deviceHolders.put(deviceKey(resource, id), pod.index())));
        }
    }

    private void pools(Node present) {
        var cpus = present.allocations().cpus();
        boolean pins = present.settings().policies().pinsCpus();
        present.topology().cpus().forEach(cpu -> {
            Use pool = !pins ? Use.SHARED : cpus.reservedCpus().contains(cpu.cpu()) ? Use.RESERVED
                    : cpus.availableCpus().contains(cpu.cpu()) ? Use.FREE : Use.OTHER;
            cpuUses.putIfAbsent(cpu.cpu(), pool);
        });
    }

    private static String deviceKey(String resource, String id) {
        return resource + "\n" + id;
    }
}
