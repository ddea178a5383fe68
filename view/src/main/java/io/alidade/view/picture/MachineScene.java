package io.alidade.view.picture;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.view.IdLists;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.Distances;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import io.alidade.view.xml.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes the [Scene] of a machine.
///
/// A NUMA node stands in the socket that its CPUs are in. Sockets that have a NUMA node in common stand together. NUMA
/// nodes without CPUs are a group of their own.
final class MachineScene {
    /// Beyond these, CPUs are counted and NUMA nodes that are alike are drawn as one.
    static final int MOST_CPUS = 512;
    static final int MOST_NUMA_NODES = 16;

    private static final int LONGEST_TITLE = 60;

    private final MachineDescription machine;
    private final NodeTopology topology;
    private final Hardware hardware;
    private final Holdings holdings;
    private final CoreGroups cores;
    private final MemoryBars memory;
    private final DeviceShelf devices;
    private final Map<Integer, CpuSet> cpusOf = new HashMap<>();

    private MachineScene(MachineDescription machine, Optional<Node> node, Map<String, String> names) {
        this.machine = machine;
        this.topology = machine.topology();
        this.hardware = machine.hardware();
        this.holdings = node.map(present -> Holdings.of(present, names)).orElseGet(Holdings::unknown);
        this.cores = new CoreGroups(hardware, holdings);
        this.memory = new MemoryBars(topology, holdings);
        this.devices = new DeviceShelf(node.map(MachineScene::devices).orElse(machine.devices()), hardware.devices(),
                holdings);
        Map<Integer, CpuSet.Builder> cpus = new HashMap<>();
        for (Cpu cpu : topology.cpus()) {
            cpus.computeIfAbsent(cpu.numaNode(), _ -> new CpuSet.Builder()).add(cpu.cpu());
        }
        cpus.forEach((numaNode, builder) -> cpusOf.put(numaNode, builder.build()));
    }

    static Scene of(MachineDescription machine, Optional<Node> node) {
        return of(machine, node, Map.of());
    }

    /// @param names of pods that the node knows by their uid alone
    static Scene of(MachineDescription machine, Optional<Node> node, Map<String, String> names) {
        return new MachineScene(machine, node, names).scene(machine.topology().cpus().size() > MOST_CPUS);
    }

    /// @param mostCpus of more, CPUs are counted
    static Scene of(MachineDescription machine, Optional<Node> node, int mostCpus) {
        return new MachineScene(machine, node, Map.of()).scene(machine.topology().cpus().size() > mostCpus);
    }

    /// What plugins have reported; held devices that no plugin reports are where the checkpoint has them.
    private static List<Device> devices(Node node) {
        var allocations = node.allocations().devices();
        Map<String, Map<String, Device>> known = new TreeMap<>();
        for (String resource : allocations.resources()) {
            Map<String, Device> byId = known.computeIfAbsent(resource, _ -> new TreeMap<>());
            allocations.devices(resource).forEach(device -> byId.put(device.id(), device));
        }
        allocations.toState().podEntries().forEach(entry -> entry.deviceIds().forEach((numaNode, ids) -> {
            Map<String, Device> byId = known.computeIfAbsent(entry.resource(), _ -> new TreeMap<>());
            ids.forEach(id -> byId.putIfAbsent(id, new Device(entry.resource(), id,
                    numaNode < 0 ? Optional.empty() : Optional.of(List.of(numaNode)), false)));
        }));
        return known.values().stream().flatMap(byId -> byId.values().stream()).toList();
    }

    private Scene scene(boolean folded) {
        List<Group> groups = new ArrayList<>();
        for (SocketGroup sockets : socketGroups()) {
            groups.add(new Group(sockets.label(),
                    sockets.numaNodes().stream().map(numaNode -> part(numaNode, folded)).toList()));
        }
        List<NumaPart> bare = topology.numaNodes().stream().filter(numaNode -> cpus(numaNode).isEmpty())
                .map(numaNode -> part(numaNode, folded)).toList();
        if (!bare.isEmpty()) {
            groups.add(new Group("without CPUs", bare));
        }
        Scene scene = new Scene(machine.name().map(name -> Names.shorten(name, LONGEST_TITLE)).orElse("Machine"),
                summary(), Optional.empty(), groups, devices.on(DeviceShelf.ELSEWHERE), distances(), holdings.pods(),
                notes());
        return Fold.of(scene);
    }

    /// @param ids of sockets that have NUMA nodes in common
    private record SocketGroup(SortedSet<Integer> ids, List<NumaNode> numaNodes) {
        String label() {
            return (ids.size() == 1 ? "socket " : "sockets ") + IdLists.text(List.copyOf(ids));
        }
    }

    private List<SocketGroup> socketGroups() {
        List<SocketGroup> groups = new ArrayList<>();
        for (NumaNode numaNode : topology.numaNodes()) {
            if (cpus(numaNode).isEmpty()) {
                continue;
            }
            SocketGroup group = new SocketGroup(sockets(numaNode), new ArrayList<>(List.of(numaNode)));
            for (SocketGroup other : List.copyOf(groups)) {
                if (other.ids().stream().anyMatch(group.ids()::contains)) {
                    groups.remove(other);
                    group.ids().addAll(other.ids());
                    group.numaNodes().addAll(group.numaNodes().size() - 1, other.numaNodes());
                }
            }
            groups.add(group);
        }
        return groups;
    }

    private SortedSet<Integer> sockets(NumaNode numaNode) {
        SortedSet<Integer> ids = new TreeSet<>();
        topology.cpus().stream().filter(cpu -> cpu.numaNode() == numaNode.id()).forEach(cpu -> ids.add(cpu.socket()));
        return ids;
    }

    private CpuSet cpus(NumaNode numaNode) {
        return cpusOf.getOrDefault(numaNode.id(), CpuSet.EMPTY);
    }

    private NumaPart part(NumaNode numaNode, boolean folded) {
        CpuSet cpus = cpus(numaNode);
        List<String> detail = new ArrayList<>();
        if (!cpus.isEmpty()) {
            int coreCount = cores.cores(cpus).size();
            detail.add(coreCount == cpus.size() ? Counts.of(coreCount, "core")
                    : Counts.of(coreCount, "core") + ", " + Counts.of(cpus.size(), "CPU"));
            if (!cores.caches(cpus).isEmpty()) {
                detail.add(cores.caches(cpus));
            }
        }
        hardware.memoryTiers().stream()
                .filter(tier -> hardware.memoryTiers().size() > 1 && tier.numaNodes().contains(numaNode.id()))
                .forEach(tier -> detail.add("memory tier " + tier.id()));
        List<Bar> bars = memory.of(numaNode);
        if (bars.isEmpty()) {
            detail.add("no memory");
        }
        CpuPart part = cpus.isEmpty() ? new CpuPart.None()
                : folded ? new CpuPart.Counted(cores.counted(cpus)) : cores.of(cpus);
        return new NumaPart(List.of(numaNode.id()), "NUMA node " + numaNode.id(), String.join(" · ", detail), part,
                bars, devices.on(numaNode.id()));
    }

    private String summary() {
        int coreCount = cores.cores(hardware.usableCpus()).size();
        long bytes = hardware.memoryBytes().orElseGet(() -> topology.numaNodes().stream()
                .mapToLong(NumaNode::memoryBytes)
                .reduce(0, (sum, more) -> sum + more < 0 ? Long.MAX_VALUE : sum + more));
        return String.join(" · ", List.of(Counts.of(hardware.sockets().size(), "socket"), Counts.of(coreCount, "core"),
                Counts.of(topology.cpus().size(), "CPU"), Counts.of(topology.numaNodes().size(), "NUMA node"),
                Counts.bytes(bytes) + " of memory"));
    }

    private Distances distances() {
        int count = topology.numaNodes().size();
        boolean known = topology.numaNodes().stream().allMatch(numaNode -> numaNode.distances().size() == count);
        return count < 2 || !known ? Distances.NONE
                : new Distances(topology.numaNodes().stream().map(NumaNode::id).toList(),
                        topology.numaNodes().stream().map(NumaNode::distances).toList());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!hardware.offlineCpus().isEmpty()) {
            notes.add("Offline and not drawn: CPUs " + Names.shorten(hardware.offlineCpus().toListString(), 80) + ".");
        }
        return notes;
    }
}
