package io.alidade.agent;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.settings.PodPlacement;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.placement.PlacementPolicies;
import io.alidade.live.source.FoundNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The node at the start of an agent, from the checkpoints that it finds.
final class NodeStarts {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private NodeStarts() {}

    /// Starts the node as a kubelet would, but for checkpoint files that a kubelet would not start over, or would write over:
    /// those are set aside, one after the other, and it is said what is done without them. A file is renamed, never removed. In
    /// the profile `exact` it is as with a kubelet.
    ///
    /// @throws BadInput if a kubelet with this configuration would not start without checkpoints either
    static KubeletNode start(FoundNode node, CheckpointFiles files, AgentSettings settings, InstantSource clock,
            AgentLog log) {
        Profile profile = settings.profile();
        MachineDescription machine = node.machine().withDevices(List.of());
        Supplier<KubeletStart> start = () -> KubeletNode.start(machine, node.configuration(), node.version(), files,
                profile.faults());
        KubeletStart now = start.get();
        if (now instanceof KubeletStart.Refused && profile.setsCheckpointsAside()) {
            // Of a configuration that no checkpoint suits, the checkpoints are not at fault.
            KubeletNode _ = fresh(node, settings);
        }
        for (CheckpointFile next : List.of(CheckpointFile.CPU, CheckpointFile.MEMORY)) {
            if (now instanceof KubeletStart.Refused(String error) && profile.setsCheckpointsAside()
                    && Files.exists(files.path(next))) {
                setAside(files.path(next), error, clock, log);
                now = start.get();
            }
        }
        Optional<String> unused = profile.setsCheckpointsAside() ? unusedDevices(now, files) : Optional.empty();
        if (unused.isPresent()) {
            setAside(files.path(CheckpointFile.DEVICES), unused.get(), clock, log);
            now = start.get();
        }
        return switch (now) {
            case KubeletStart.Started started -> started(started, node, settings, log);
            case KubeletStart.Refused(String error) -> throw new BadInput(
                    "a kubelet with this configuration does not start: " + error + ".",
                    files.folder() + " holds the checkpoints; see also what alidade lint says of the configuration.");
        };
    }

    /// A node without pods, as it starts without checkpoints.
    ///
    /// @throws BadInput if a kubelet with this configuration would not start
    static KubeletNode fresh(FoundNode node, AgentSettings settings) {
        return switch (KubeletNode.start(node.machine().withDevices(List.of()), node.configuration(), node.version(),
                settings.profile().faults())) {
            case KubeletStart.Started started -> placing(started.node(), node, settings);
            case KubeletStart.Refused(String error) -> throw new BadInput(
                    "a kubelet with this configuration does not start: " + error + ".",
                    "See what alidade lint says of it.");
        };
    }

    /// Why a kubelet that has started passes over the device checkpoint, and would later write over it. One of which it took
    /// something is not read again.
    private static Optional<String> unusedDevices(KubeletStart start, CheckpointFiles files) {
        if (!(start instanceof KubeletStart.Started(KubeletNode node, List<String> _))
                || !node.node().allocations().devices().registered().isEmpty()
                || !node.node().allocations().devices().pods().isEmpty()) {
            return Optional.empty();
        }
        String file = files.path(CheckpointFile.DEVICES).toString();
        return files.read(CheckpointFile.DEVICES).flatMap(bytes -> DeviceCheckpoint.parse(file, bytes).warning());
    }

    private static KubeletNode started(KubeletStart.Started started, FoundNode node, AgentSettings settings,
            AgentLog log) {
        started.warnings().forEach(warning -> log.warn("node", Value.mapping().with("problem", warning)));
        return placing(started.node(), node, settings);
    }

    /// The node that follows what pods and the agent's settings say beyond the kubelet's configuration.
    ///
    /// @throws BadInput if what is said of all its pods cannot hold beside that
    private static KubeletNode placing(KubeletNode start, FoundNode node, AgentSettings settings) {
        PlacementPolicies rules = settings.placement().on(node.machine());
        for (PlacementPolicies.Level level : rules.levels()) {
            start.node().conflict(new PodPlacement(level.rule(), Map.of())).ifPresent(problem -> {
                throw new BadInput(level.source() + ": " + problem,
                        "Change it in the agent's configuration, or the kubelet's.");
            });
        }
        return start.following(rules);
    }

    private static void setAside(Path file, String error, InstantSource clock, AgentLog log) {
        Path aside = file.resolveSibling(file.getFileName() + ".set-aside-" + STAMP.format(clock.instant()));
        try {
            Files.move(file, aside);
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be renamed: " + DurableFiles.reason(failure) + ".",
                    "Check the permissions of its folder.");
        }
        log.warn("checkpoint-set-aside", Value.mapping().with("file", file.toString()).with("now", aside.toString())
                .with("problem", error)
                .with("instead",
                        "pods that ran keep what their own files say where that is free; the others are admitted"
                                + " again in their old order"));
    }
}
