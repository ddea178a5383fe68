package io.alidade.agent.shadow;

import io.alidade.agent.log.AgentLog;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Devices that pods hold and that the kubelet's file lacks. Of two changes at one moment the older may be written last
/// (`findings/kubelet-device-checkpoint-overtaken.sh`): a kubelet that starts from such a file gives the devices away again. For one
/// thread.
final class UnwrittenDevices {
    private final ShadowMetrics metrics;
    private final AgentLog log;
    private Set<PodDevices> before = Set.of();
    private Set<PodDevices> told = Set.of();

    UnwrittenDevices(ShadowMetrics metrics, AgentLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    /// What a file lacks.
    ///
    /// @param held as podresources tells it, asked before the file was read
    static List<PodDevices> of(Checkpoints written, List<PodDevices> held) {
        Optional<DeviceState> file = written.devices();
        if (file.isEmpty()) {
            return List.of();
        }
        Set<Holder> holders = new HashSet<>();
        file.get().podEntries().forEach(entry -> holders.add(Holder.of(entry)));
        return held.stream().filter(entry -> !holders.contains(Holder.of(entry))).toList();
    }

    private record Holder(String uid, String container, String resource) {
        static Holder of(PodDevices entry) {
            return new Holder(entry.podUid(), entry.containerName(), entry.resource());
        }
    }

    /// Checkpoints as they would be had nothing been overtaken.
    static Checkpoints completed(Checkpoints written, List<PodDevices> unwritten) {
        return unwritten.isEmpty() ? written
                : new Checkpoints(written.cpu(), written.memory(), written.devices().map(state -> {
                    List<PodDevices> entries = new ArrayList<>(state.podEntries());
                    entries.addAll(unwritten);
                    return new DeviceState(entries, state.registeredDevices());
                }));
    }

    /// Tells of what is still lacking: what is being written now is there the next time.
    void seen(List<PodDevices> unwritten) {
        Set<PodDevices> now = new HashSet<>(unwritten);
        List<PodDevices> lasting = unwritten.stream().filter(before::contains).toList();
        lasting.stream().filter(entry -> !told.contains(entry)).forEach(entry -> log.warn("devices-not-written",
                Value.mapping().with("uid", entry.podUid()).with("container", entry.containerName())
                        .with("resource", entry.resource()).with("devices", Value.texts(List.copyOf(entry.ids())))
                        .with("problem",
                                "the kubelet's checkpoint lacks them: if it starts from it, another pod may get"
                                        + " them; any other change of devices has it written again")));
        metrics.unwritten(lasting.stream().mapToInt(entry -> entry.ids().size()).sum());
        told = Set.copyOf(lasting);
        before = now;
    }
}
