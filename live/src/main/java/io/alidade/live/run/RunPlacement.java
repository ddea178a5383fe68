package io.alidade.live.run;

import io.alidade.engine.Admission;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Places a command on a machine by the kubelet's rules.
public final class RunPlacement {
    private static final String HELD = "held";
    private static final String COMMAND = "command";
    private static final String NEAR = "alidade.io/near";

    private final RunSite site;

    public RunPlacement(RunSite site) {
        this.site = site;
    }

    /// Decides.
    public RunDecision decide(RunRequest request) {
        Optional<String> shortage = shortage(request);
        if (shortage.isPresent()) {
            return new RunDecision.Refused(shortage.get(),
                    site.runs().isEmpty() ? "Ask for less." : "Ask for less, or wait until one of them ends.");
        }
        Optional<RunDecision.Granted> granted = placed(request);
        if (granted.isPresent()) {
            return granted.get();
        }
        if (request.near().isEmpty() && request.policy().equals(Policies.RESTRICTED)
                && new RunPlacement(RunSite.empty(site.topology())).placed(request).isEmpty()) {
            return new RunDecision.Refused(
                    "policy restricted does not even take this on an empty machine: CPUs and each"
                            + " kind of memory are to be on as few NUMA nodes as each could have alone, and these are not the same.",
                    weaker(request));
        }
        String place = request.near().map(near -> " near " + near.name()).orElse("");
        return new RunDecision.Refused("there is enough, but not" + place + " on as few NUMA nodes as policy "
                + request.policy() + " wants.", weaker(request));
    }

    private String weaker(RunRequest request) {
        for (String policy : List.of(Policies.RESTRICTED, Policies.BEST_EFFORT, Policies.TOPOLOGY_NONE)) {
            Optional<RunDecision.Granted> other = placed(request.withPolicy(policy));
            if (other.isPresent()) {
                return "--policy " + policy + " takes CPUs " + other.get().cpus().toListString() + " on NUMA nodes "
                        + other.get().numaNodes().toListString() + ".";
            }
        }
        return "Ask for less.";
    }

    /// What there is too little of, wherever it is.
    private Optional<String> shortage(RunRequest request) {
        CpuSet free = site.freeCpus(request.reservedCpus());
        if (free.size() < request.cpus()) {
            return Optional.of(request.cpus() + (request.cpus() == 1 ? " CPU is" : " CPUs are") + " asked for, and "
                    + (free.isEmpty() ? "none is free" : "free are " + free.toListString()) + " of "
                    + site.cpus().toListString() + ": " + request.reservedCpus().and(site.cpus()).toListString()
                    + " stays for everything else" + holders() + ".");
        }
        for (Map.Entry<String, Long> type : request.memoryBytes().entrySet()) {
            long bytes = site.topology().numaNodes().stream()
                    .mapToLong(numaNode -> site.freeBytes(numaNode.id(), type.getKey())).sum();
            if (bytes < type.getValue()) {
                return Optional.of(Quantity.ofBytes(type.getValue()).toText() + " of " + type.getKey()
                        + " is asked for, and "
                        + Quantity.ofBytes(bytes).toText() + " of "
                        + Quantity.ofBytes(site.capacity().sum(type.getKey())).toText() + " is free" + holders() + ".");
            }
        }
        return Optional.empty();
    }

    private String holders() {
        StringBuilder text = new StringBuilder();
        site.runs().stream().limit(8).forEach(run -> text.append(text.isEmpty() ? "; " : ", ").append("process ")
                .append(run.pid()).append(" has CPUs ").append(run.cpus().toListString()));
        return text.append(site.runs().size() > 8 ? ", and more" : "").toString();
    }

    private Optional<RunDecision.Granted> placed(RunRequest request) {
        NodeSettings settings = settings(request);
        NodeStart start = Node.restore(site.topology(), settings, held(settings, request), PreferredAllocation.NONE);
        Node node = switch (start) {
            case NodeStart.Started(Node started) -> started;
            case NodeStart.Refused(String why) ->
                throw new IllegalStateException("the managers do not start on this machine: " + why);
        };
        List<Device> devices = request.near()
                .map(near -> List.of(new Device(NEAR, near.address(), Optional.of(near.numaNodes()), true)))
                .orElse(List.of());
        Admission admission = node.devicesReported(devices).podSourcesReady(Set.of(HELD)).admit(pod(request));
        return switch (admission) {
            case Admission.Rejected _ -> Optional.empty();
            case Admission.Admitted admitted -> Optional.of(granted(admitted.containers().getFirst()));
        };
    }

    private RunDecision.Granted granted(ContainerPlacement placement) {
        MemoryShares memory = MemoryShares.NONE;
        for (MemoryBlock block : placement.memory()) {
            memory = memory.plus(shares(block));
        }
        CpuSet cpus = placement.cpus();
        return new RunDecision.Granted(cpus, site.numaNodes(cpus), memory);
    }

    /// Of several NUMA nodes, the first gives what it has.
    private MemoryShares shares(MemoryBlock block) {
        Map<Integer, Map<String, Long>> shares = new TreeMap<>();
        long rest = block.size();
        for (int numaNode : site.topology().numaNodeIds(block.affinity())) {
            long part = Math.min(rest, site.freeBytes(numaNode, block.type()));
            shares.put(numaNode, Map.of(block.type(), part));
            rest -= part;
        }
        return new MemoryShares(shares);
    }

    private static PodRequest pod(RunRequest request) {
        Map<String, Quantity> amounts = new TreeMap<>();
        amounts.put("cpu", Quantity.of(request.cpus()));
        request.memoryBytes().forEach((type, bytes) -> amounts.put(type, Quantity.ofBytes(bytes)));
        request.near().ifPresent(_ -> amounts.put(NEAR, Quantity.of(1)));
        // Guaranteed, whether memory is asked for or not: the CPUs are its own.
        return new PodRequest(COMMAND, "", COMMAND, Optional.of(QosClass.GUARANTEED), Optional.empty(),
                List.of(new ContainerRequest(COMMAND, ContainerKind.APP, new ResourceAmounts(amounts, amounts))));
    }

    private NodeSettings settings(RunRequest request) {
        List<NodeSettings.ReservedMemory> kept = new ArrayList<>();
        long keptBytes = 0;
        for (NumaNode numaNode : site.topology().numaNodes()) {
            long bytes = site.keptBytes(numaNode.id());
            if (bytes > 0) {
                kept.add(new NodeSettings.ReservedMemory(numaNode.id(),
                        Map.of(RunSite.MEMORY, Quantity.ofBytes(bytes))));
                keptBytes += bytes;
            }
        }
        // A container without a request for memory is none that the Memory Manager expects.
        boolean pinsMemory = keptBytes > 0 && !request.memoryBytes().isEmpty();
        Map<String, Quantity> reservation = new TreeMap<>();
        reservation.put("cpu", Quantity.of(request.reservedCpus().size()));
        if (pinsMemory) {
            reservation.put(RunSite.MEMORY, Quantity.ofBytes(keptBytes));
        }
        return new NodeSettings(KubeletVersion.DEFAULT, FeatureGates.DEFAULTS, Policies.CPU_STATIC, Map.of(),
                pinsMemory ? Policies.MEMORY_STATIC : Policies.MEMORY_NONE, request.policy(), "container", Map.of(),
                Optional.of(request.reservedCpus()), reservation, kept, Faults.MENDED);
    }

    /// Everything that is not free, as one pod's.
    private Checkpoints held(NodeSettings settings, RunRequest request) {
        CpuSet taken = site.takenCpus().andNot(request.reservedCpus());
        CpuState cpus = new CpuState(Policies.CPU_STATIC, site.cpus().andNot(taken),
                taken.isEmpty() ? Map.of() : Map.of(HELD, Map.of(HELD, taken)), Map.of());
        return new Checkpoints(Optional.of(cpus),
                settings.policies().pinsMemory() ? Optional.of(heldMemory()) : Optional.empty(), Optional.empty());
    }

    private MemoryState heldMemory() {
        Map<Integer, MemoryState.NumaNodeState> machine = new TreeMap<>();
        List<MemoryState.Block> blocks = new ArrayList<>();
        MemoryShares capacity = site.capacity();
        for (NumaNode numaNode : site.topology().numaNodes()) {
            int id = numaNode.id();
            Map<String, MemoryState.Table> tables = new TreeMap<>();
            List<String> types = new ArrayList<>(List.of(RunSite.MEMORY));
            numaNode.hugepages().keySet().forEach(size -> types.add(RunSite.hugepages(size)));
            int assignments = 0;
            for (String type : types) {
                long kept = type.equals(RunSite.MEMORY) ? site.keptBytes(id) : 0;
                long allocatable = capacity.of(id, type) - kept;
                long free = site.freeBytes(id, type);
                if (free < allocatable) {
                    blocks.add(new MemoryState.Block(List.of(id), type, allocatable - free));
                    assignments++;
                }
                tables.put(type, new MemoryState.Table(
                        type.equals(RunSite.MEMORY) ? numaNode.memoryBytes() : capacity.of(id, type), kept, allocatable,
                        allocatable - free, free));
            }
            machine.put(id, new MemoryState.NumaNodeState(assignments, tables, List.of(id)));
        }
        return new MemoryState(Policies.MEMORY_STATIC, machine,
                blocks.isEmpty() ? Map.of() : Map.of(HELD, Map.of(HELD, blocks)), Map.of());
    }

    /// The NUMA nodes that shall give a command its memory: those where it was given some, else those of its CPUs.
    public static NumaNodeIds memoryNumaNodes(RunDecision.Granted granted) {
        return granted.memory().isEmpty() ? granted.numaNodes() : NumaNodeIds.of(granted.memory().bytes().keySet());
    }
}
