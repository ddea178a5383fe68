package io.alidade.plan.explain;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import io.alidade.kube.checkpoint.Restored;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why checkpoint files stop a kubelet that would start without them: in which file, what differs from this machine and
/// this configuration, and what to do (cpu-manager 5.2, memory-manager 9).
final class StartCauses {
    private static final Pattern OTHER_POLICY = Pattern.compile("state checkpoint policy \\\\?\"(\\w+)");

    private final KubeletVersion version;
    private final CheckpointFiles files;
    private final Node fresh;
    private final NodeSettings settings;
    private final List<String> sentences = new ArrayList<>();

    private StartCauses(KubeletVersion version, CheckpointFiles files, Node fresh) {
        this.version = version;
        this.files = files;
        this.fresh = fresh;
        this.settings = fresh.settings();
    }

    /// One sentence each; empty where the files are not to blame.
    static List<String> of(MachineDescription machine, KubeletConfiguration configuration, KubeletVersion version,
            Optional<CheckpointFiles> state) {
        if (state.isEmpty() || !(KubeletNode.start(machine, configuration,
                version) instanceof KubeletStart.Started(KubeletNode fresh, List<String> _))) {
            return List.of();
        }
        StartCauses causes = new StartCauses(version, state.get(), fresh.node());
        causes.addCauses();
        return causes.sentences;
    }

    private void addCauses() {
        Optional<Restored<CpuState>> cpu = files.read(CheckpointFile.CPU)
                .map(bytes -> CpuCheckpoint.parse(name(CheckpointFile.CPU), bytes, version, settings.featureGates(),
                        settings.cpuManagerPolicy(), Map.of()));
        Optional<CpuState> cpuState = loaded(cpu);
        if (cpuState.isPresent() ? !starts(new Checkpoints(cpuState, Optional.empty(), Optional.empty()))
                : isRefused(cpu)) {
            cpuState.ifPresentOrElse(this::addCpus, () -> addUnusable(cpu, "cpuManagerPolicy",
                    settings.cpuManagerPolicy()));
            addCure(CheckpointFile.CPU, "CPUs");
            return;
        }
        Optional<Restored<MemoryState>> memory = files.read(CheckpointFile.MEMORY)
                .map(bytes -> MemoryCheckpoint.parse(name(CheckpointFile.MEMORY), bytes, version,
                        settings.featureGates(), settings.memoryManagerPolicy()));
        Optional<MemoryState> memoryState = loaded(memory);
        if (memoryState.isPresent() ? !starts(new Checkpoints(Optional.empty(), memoryState, Optional.empty()))
                : isRefused(memory)) {
            memoryState.ifPresentOrElse(this::addMemory, () -> addUnusable(memory, "memoryManagerPolicy",
                    settings.memoryManagerPolicy()));
            addCure(CheckpointFile.MEMORY, "memory");
        }
    }

    private String name(CheckpointFile file) {
        return files.path(file).toString();
    }

    private boolean starts(Checkpoints checkpoints) {
        return Node.restore(fresh.topology(), settings, checkpoints,
                PreferredAllocation.NONE) instanceof NodeStart.Started;
    }

    private static <S> Optional<S> loaded(Optional<Restored<S>> restored) {
        return restored.flatMap(own -> own instanceof Restored.Loaded<S>(S state) ? Optional.of(state)
                : Optional.empty());
    }

    private static <S> boolean isRefused(Optional<Restored<S>> restored) {
        return restored.filter(Restored.Refused.class::isInstance).isPresent();
    }

    private <S> void addUnusable(Optional<Restored<S>> restored, String field, String policy) {
        String error = restored.map(own -> own instanceof Restored.Refused<S>(String message) ? message : "")
                .orElse("");
        Matcher other = OTHER_POLICY.matcher(error);
        if (other.find()) {
            addPolicy(field, other.group(1), policy);
        } else {
            sentences.add("the file is damaged, or none that this kubelet reads");
        }
    }

    private void addPolicy(String field, String there, String here) {
        sentences.add("the file was written with " + field + " " + there + ", and the configuration says " + here);
    }

    private void addCpus(CpuState state) {
        CpuSet held = CpuSet.EMPTY;
        Set<String> holders = new TreeSet<>();
        for (Map.Entry<String, Map<String, CpuSet>> pod : state.entries().entrySet()) {
            for (Map.Entry<String, CpuSet> container : pod.getValue().entrySet()) {
                held = held.or(container.getValue());
                holders.add(pod.getKey() + "/" + container.getKey());
            }
        }
        CpuSet machine = new CpuTopology(fresh.topology()).cpus();
        CpuSet free = fresh.allocations().cpus().sharedCpus();
        CpuSet known = state.defaultCpuSet().or(held);
        String holding = held.isEmpty() ? "" : held.toListString() + " are held by " + String.join(", ", holders);
        if (!state.policyName().equals(settings.cpuManagerPolicy())) {
            addPolicy("cpuManagerPolicy", state.policyName(), settings.cpuManagerPolicy());
            return;
        }
        if (state.defaultCpuSet().isEmpty() && !held.isEmpty()) {
            CpuSet apart = machine.andNot(free);
            sentences.add("no CPU is left for the shared pool: " + holding + (apart.isEmpty() ? ""
                    : ", and strict-cpu-reservation keeps the reserved CPUs " + apart.toListString() + " out of it")
                    + ". A kubelet that runs gives the last CPU away, and does not start again");
        }
        CpuSet gone = known.andNot(machine);
        CpuSet come = free.andNot(known);
        if (!gone.isEmpty()) {
            sentences.add("CPUs " + gone.toListString() + " of the file are not online on this machine");
        }
        if (!come.isEmpty()) {
            sentences.add("CPUs " + come.toListString() + " of this machine are not in the file, which knows "
                    + known.toListString() + " only");
        }
        CpuSet reserved = settings.reservedSystemCpus().orElse(CpuSet.EMPTY).and(held);
        if (!reserved.isEmpty()) {
            sentences.add("reserved CPUs are given away: of " + reserved.toListString() + ", " + holding);
        }
    }

    private void addMemory(MemoryState state) {
        if (!state.policyName().equals(settings.memoryManagerPolicy())) {
            addPolicy("memoryManagerPolicy", state.policyName(), settings.memoryManagerPolicy());
            return;
        }
        Map<Integer, NumaNodeState> expected = fresh.allocations().memory().toState().machineState();
        int before = sentences.size();
        Set<Integer> ids = new TreeSet<>(expected.keySet());
        ids.addAll(state.machineState().keySet());
        for (int id : ids) {
            if (!expected.containsKey(id) || !state.machineState().containsKey(id)) {
                sentences.add("NUMA node " + id + " is " + (expected.containsKey(id) ? "not in the file, but on this"
                        + " machine" : "in the file, but not on this machine"));
                continue;
            }
            Map<String, Table> here = expected.getOrDefault(id, new NumaNodeState(0, Map.of(), List.of())).memoryMap();
            Map<String, Table> there = state.machineState().getOrDefault(id, new NumaNodeState(0, Map.of(), List.of()))
                    .memoryMap();
            Set<String> types = new TreeSet<>(here.keySet());
            types.addAll(there.keySet());
            types.forEach(type -> addType(id, type, Optional.ofNullable(there.get(type)),
                    Optional.ofNullable(here.get(type))));
        }
        if (sentences.size() == before) {
            sentences.add("the amounts of the machine agree: what is free and reserved in the file does not add up to"
                    + " what its pods hold");
        }
    }

    private void addType(int id, String type, Optional<Table> there, Optional<Table> here) {
        String of = type + " of NUMA node " + id;
        if (there.isEmpty() || here.isEmpty()) {
            sentences.add(of + " is " + (there.isPresent() ? "in the file, but not on this machine"
                    : "not in the file, but on this machine"));
        } else if (there.get().total() != here.get().total()) {
            sentences.add(of + ": " + differ(there.get().total(), here.get().total(), "on this machine"));
        } else if (there.get().systemReserved() != here.get().systemReserved()) {
            sentences.add(of + " reserved for the system: " + differ(there.get().systemReserved(),
                    here.get().systemReserved(), "in this configuration (reservedMemory)"));
        } else if (there.get().allocatable() != here.get().allocatable()) {
            sentences.add(of + " that can be allocated: " + differ(there.get().allocatable(),
                    here.get().allocatable(), "on this machine"));
        }
    }

    /// Exact: a page more or less is enough.
    private static String differ(long there, long here, String place) {
        boolean isLess = Long.compareUnsigned(here, there) < 0;
        return Long.toUnsignedString(there) + " bytes in the file, " + Long.toUnsignedString(here) + " " + place + ", "
                + Quantity.ofBytes(isLess ? there - here : here - there).toText() + (isLess ? " less" : " more");
    }

    private void addCure(CheckpointFile file, String what) {
        sentences
                .add("to start: drain this node, delete " + name(file) + ", and start the kubelet. Drain first: without"
                        + " the file it gives away again the " + what + " that running containers hold");
    }
}
