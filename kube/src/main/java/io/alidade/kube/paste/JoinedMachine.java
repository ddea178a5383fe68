package io.alidade.kube.paste;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.NodeCapacity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A machine made of what several sources tell: joined, checked against each other, and completed by assumptions, each
/// with a warning.
///
/// @param kubeletVersion what the node's kubelet calls itself (`v1.36.3`), where a source tells it
/// @param warnings       each after the name of its kind
public record JoinedMachine(MachineDescription machine, Optional<String> kubeletVersion, List<String> warnings) {
    private static final int L3 = 3;

    public JoinedMachine {
        warnings = List.copyOf(warnings);
    }

    /// Joins sources of which none tells all.
    ///
    /// @throws BadInput if two contradict each other, or nothing tells the CPUs
    public static JoinedMachine of(List<Told> sources) {
        Evidence evidence = evidence(sources);
        List<String> warnings = new ArrayList<>(evidence.warnings());
        CpuCompletion completion = new CpuCompletion(evidence, warnings);
        List<Cpu> cpus = completion.cpus();
        List<NumaNode> numaNodes = new MemoryCompletion(evidence,
                cpus.stream().map(Cpu::numaNode).collect(Collectors.toCollection(TreeSet::new)), warnings).numaNodes();
        NodeTopology topology;
        try {
            topology = new NodeTopology(numaNodes, cpus);
            NodeCapacity.of(topology);
        } catch (IllegalArgumentException | ArithmeticException impossible) {
            throw new BadInput(String.valueOf(impossible.getMessage()), "Give outputs of one machine.");
        }
        checkCpus(evidence, cpus.size());
        Hardware hardware = hardware(topology, completion.l3(),
                evidence.offlineCpus().map(Claim::value).orElse(CpuSet.EMPTY));
        MachineDescription machine = completed(MachineDescription.of(topology, hardware), evidence, warnings);
        if (evidence.deviceCounts().isEmpty() && machine.devices().isEmpty()) {
            warnings.add("devices-unknown: no source tells devices of plugins; none are counted.");
        }
        return new JoinedMachine(machine, evidence.kubeletVersion(), warnings);
    }

    /// Joins what sources tell to a machine that is known whole: labels, taints, devices and sizes that it lacks are added.
    ///
    /// @param origin the machine as a source, for people
    /// @throws BadInput if a source contradicts it, or another
    public static JoinedMachine of(String origin, MachineDescription whole, List<Told> sources) {
        List<Told> all = new ArrayList<>(List.of(told(origin, whole)));
        all.addAll(sources);
        Evidence evidence = evidence(all);
        checkCpus(evidence, whole.topology().cpus().size());
        List<String> warnings = new ArrayList<>(evidence.warnings());
        return new JoinedMachine(completed(whole, evidence, warnings), evidence.kubeletVersion(), warnings);
    }

    private static Evidence evidence(List<Told> sources) {
        Evidence evidence = new Evidence();
        sources.forEach(evidence::add);
        evidence.check();
        return evidence;
    }

    private static void checkCpus(Evidence evidence, int count) {
        evidence.cpuCapacity().ifPresent(capacity -> {
            if (capacity.value() != count) {
                throw Claim.contradiction("cpu of the capacity " + capacity.value(), capacity.origin(),
                        count + " CPUs online",
                        evidence.onlineCpus().map(Claim::origin)
                                .or(() -> evidence.numaNodeCpus().values().stream().map(Claim::origin).findFirst())
                                .orElse("another source"));
            }
        });
    }

    private static MachineDescription completed(MachineDescription machine, Evidence evidence, List<String> warnings) {
        return new MachineDescription(machine.topology(), machine.hardware(), machine.name().or(evidence::name),
                machine.ephemeralStorageBytes().isPresent() ? machine.ephemeralStorageBytes()
                        : evidence.ephemeralStorage().map(claim -> OptionalLong.of(claim.value()))
                                .orElse(OptionalLong.empty()),
                new DeviceCompletion(evidence, machine.topology(), warnings).devices(),
                machine.labels().isEmpty() ? evidence.labels() : machine.labels(),
                machine.taints().isEmpty() ? evidence.taints() : machine.taints(), machine.configuration());
    }

    private static Hardware hardware(NodeTopology topology, SortedMap<Integer, Integer> l3, CpuSet offlineCpus) {
        Hardware plain = Hardware.of(topology);
        SortedMap<Integer, CpuSet.Builder> caches = new TreeMap<>();
        l3.forEach((cpu, id) -> caches.computeIfAbsent(id, _ -> new CpuSet.Builder()).add(cpu));
        return new Hardware(plain.usableCpus(), offlineCpus, plain.isolatedCpus(), plain.sockets(), plain.cores(),
                plain.numaNodes(), l3.isEmpty() ? plain.caches() : caches.entrySet().stream()
                        .map(entry -> new Cache(L3, Cache.Type.UNIFIED, OptionalInt.of(entry.getKey()),
                                OptionalLong.empty(), entry.getValue().build()))
                        .toList(),
                plain.coreKinds(), plain.memoryTiers(), plain.devices(), plain.cgroupMode());
    }

    /// What a whole machine tells, to be held against others.
    private static Told told(String origin, MachineDescription machine) {
        CpuTopology groups = new CpuTopology(machine.topology());
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.OnlineCpus(groups.cpus()));
        for (Cpu cpu : machine.topology().cpus()) {
            facts.add(new Fact.CpuPlace(cpu.cpu(), OptionalInt.of(groups.coreOf(cpu.cpu())),
                    OptionalInt.of(cpu.socket()), OptionalInt.of(cpu.numaNode()), OptionalInt.empty()));
        }
        for (NumaNode numaNode : machine.topology().numaNodes()) {
            facts.add(new Fact.NumaNodeMemory(numaNode.id(), PrintedBytes.exactly(numaNode.memoryBytes())));
            if (!numaNode.distances().isEmpty()) {
                SortedMap<Integer, Integer> row = new TreeMap<>();
                for (int i = 0; i < numaNode.distances().size(); i++) {
                    row.put(machine.topology().numaNodes().get(i).id(), numaNode.distances().get(i));
                }
                facts.add(new Fact.Distances(numaNode.id(), row));
            }
        }
        facts.add(new Fact.TotalMemory(PrintedBytes.exactly(machine.capacity().memoryBytes())));
        machine.devices().forEach(device -> facts.add(new Fact.DeviceAt(device)));
        return new Told(origin, facts, List.of());
    }
}
