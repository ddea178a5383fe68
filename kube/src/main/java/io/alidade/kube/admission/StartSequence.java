package io.alidade.kube.admission;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import io.alidade.kube.checkpoint.Restored;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.NodeAllocatable;
import io.alidade.kube.config.StartProblem;
import io.alidade.kube.config.StartSettings;
import io.alidade.kube.fit.NodeFit;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The start of one kubelet, step by step in its order, so that of several errors the one that it would stop at is
/// reported: settings, policies, the CPU Manager's checkpoint, the Memory Manager's, node allocatable (node-config 3.8).
final class StartSequence {
    /// The Topology Manager's masks have 64 bits, one for each NUMA node id.
    private static final int MAX_NUMA_NODE_ID = 63;

    private final MachineDescription machine;
    private final KubeletConfiguration configuration;
    private final KubeletVersion version;
    private final Optional<CheckpointFiles> state;
    private final Faults faults;
    private final List<String> warnings = new ArrayList<>();

    StartSequence(MachineDescription machine, KubeletConfiguration configuration, KubeletVersion version,
            Optional<CheckpointFiles> state, Faults faults) {
        this.machine = machine;
        this.configuration = configuration;
        this.version = version;
        this.state = state;
        this.faults = faults;
    }

    KubeletStart run() {
        StartSettings start = configuration.start(version, machine.topology(), machine.capacity());
        return start instanceof StartSettings.Usable(NodeSettings settings, NodeAllocatable allocatable)
                ? startManagers(settings.with(faults), allocatable)
                : new KubeletStart.Refused(((StartSettings.Refused) start).startError());
    }

    private KubeletStart startManagers(NodeSettings settings, NodeAllocatable allocatable) {
        NodeStart managers = managers(settings);
        Optional<String> error = managers instanceof NodeStart.Refused(String text) ? Optional.of(text)
                : allocatable.startError();
        return error.<KubeletStart>map(KubeletStart.Refused::new).orElseGet(() -> started(
                ((NodeStart.Started) managers).node(), allocatable.withDevices(machine.devices())));
    }

    private KubeletStart started(Node node, NodeAllocatable allocatable) {
        List<Integer> tooHigh = machine.topology().numaNodes().stream().map(NumaNode::id)
                .filter(id -> id > MAX_NUMA_NODE_ID).toList();
        if (!tooHigh.isEmpty()) {
            warnings.add("NUMA node ids above 63 (" + list(tooHigh) + ") stop the kubelet itself; this is what it would"
                    + " decide if it could count them");
        }
        NodeFit fit = NodeFit.of(machine, allocatable, node.settings().featureGates());
        return new KubeletStart.Started(KubeletNode.of(node, fit), warnings);
    }

    private NodeStart managers(NodeSettings settings) {
        NodeStart fresh = Node.start(machine.topology(), settings, machine.devices(), PreferredAllocation.NONE);
        if (!(fresh instanceof NodeStart.Started)) {
            return fresh;
        }
        List<StartProblem> thresholds = configuration.otherFields().evictionProblems();
        if (!thresholds.isEmpty()) {
            return new NodeStart.Refused(thresholds.getFirst().error());
        }
        return state.isPresent() ? restore(settings, state.get()) : fresh;
    }

    private NodeStart restore(NodeSettings settings, CheckpointFiles files) {
        Optional<Restored<CpuState>> cpu = files.read(CheckpointFile.CPU)
                .map(bytes -> CpuCheckpoint.parse(files.path(CheckpointFile.CPU).toString(), bytes, version,
                        settings.featureGates(), settings.cpuManagerPolicy(), Map.of()));
        Optional<Restored<MemoryState>> memory = files.read(CheckpointFile.MEMORY)
                .map(bytes -> MemoryCheckpoint.parse(files.path(CheckpointFile.MEMORY).toString(), bytes, version,
                        settings.featureGates(), settings.memoryManagerPolicy()));
        Optional<DeviceState> devices = files.read(CheckpointFile.DEVICES).map(bytes -> {
            var outcome = DeviceCheckpoint.parse(files.path(CheckpointFile.DEVICES).toString(), bytes);
            outcome.warning().ifPresent(warning -> warnings.add(files.path(CheckpointFile.DEVICES)
                    + " is not used, the kubelet only logs it: " + warning));
            return decodable(files, outcome.state());
        });
        if (cpu.isPresent() && cpu.get() instanceof Restored.Refused<CpuState>(String message)) {
            return new NodeStart.Refused(message);
        }
        Optional<CpuState> cpuState = cpu.flatMap(StartSequence::loaded);
        if (memory.isPresent() && memory.get() instanceof Restored.Refused<MemoryState>(String message)) {
            NodeStart withCpus = restore(settings, new Checkpoints(cpuState, Optional.empty(), Optional.empty()));
            return withCpus instanceof NodeStart.Refused ? withCpus : new NodeStart.Refused(message);
        }
        return restore(settings, new Checkpoints(cpuState, memory.flatMap(StartSequence::loaded), devices));
    }

    /// A kubelet does not know what it cannot decode, and gives it away; where its faults are mended it stays where it is.
    private DeviceState decodable(CheckpointFiles files, DeviceState state) {
        List<PodDevices> undecodable = DeviceCheckpoint.undecodable(state, version);
        undecodable.forEach(entry -> warnings.add(files.path(CheckpointFile.DEVICES) + ": what the plugin answered for "
                + entry + " cannot be decoded"
                + (faults.areMended() ? ": it keeps its devices, and is not started again"
                        : "; the kubelet leaves that entry out, and only logs it")));
        if (faults.areMended() || undecodable.isEmpty()) {
            return state;
        }
        List<PodDevices> left = new ArrayList<>(state.podEntries());
        left.removeAll(undecodable);
        return new DeviceState(left, state.registeredDevices());
    }

    private NodeStart restore(NodeSettings settings, Checkpoints checkpoints) {
        NodeStart restored = Node.restore(machine.topology(), settings, checkpoints, PreferredAllocation.NONE);
        if (!(restored instanceof NodeStart.Started(Node node))) {
            return restored;
        }
        checkpoints.devices().ifPresent(this::warnOfUnreported);
        return new NodeStart.Started(node.devicesReported(machine.devices()));
    }

    private static <S> Optional<S> loaded(Restored<S> restored) {
        return restored instanceof Restored.Loaded<S>(S loaded) ? Optional.of(loaded) : Optional.empty();
    }

    private void warnOfUnreported(DeviceState state) {
        Set<String> reported = machine.devices().stream().map(Device::resource).collect(Collectors.toSet());
        state.registeredDevices().forEach((resource, ids) -> {
            if (!ids.isEmpty() && !reported.contains(resource)) {
                warnings.add("the checkpoint knows " + ids.size() + " devices of " + resource
                        + ", but not where they are: none of them can be given until a plugin reports them (--devices)");
            }
        });
    }

    private static String list(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
