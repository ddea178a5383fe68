package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which node is meant: the options of every command that asks about one.
final class NodeOptions {
    @Mixin
    MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--config", paramLabel = "FILE|DIR",
            description = "The kubelet's configuration: a KubeletConfiguration,"
                    + " a folder of drop-ins, or the answer of /configz. Without it, that of the machine file, else the kubelet's"
                    + " defaults.")
    Optional<String> config = Optional.empty();

    @Option(names = "--state", paramLabel = "DIR",
            description = "The kubelet's checkpoint files: its root folder, or a flat"
                    + " one. Pods in them are active and hold what the files say.")
    Optional<Path> state = Optional.empty();

    @Option(names = "--kubelet-dir", paramLabel = "DIR", description = "A live kubelet's root folder, such as"
            + " /var/lib/kubelet: configuration (config.yaml) and checkpoint files at once.")
    Optional<Path> kubeletDir = Optional.empty();

    @Option(names = "--kubelet-version", paramLabel = "VERSION",
            completionCandidates = KubeletVersionOption.Minors.class,
            description = "The kubelet to be reproduced, by its minor: " + KubeletVersionOption.KNOWN)
    Optional<String> kubeletVersion = Optional.empty();

    @Option(names = "--strict",
            description = "Refuse what is ignored otherwise: unknown fields of the configuration, objects"
                    + " without pods.")
    boolean strict;

    /// Reads all that the options name.
    ///
    /// @throws io.alidade.kube.document.BadInput if something cannot be used
    FoundNode read(Inputs inputs) {
        return sources(inputs).read(askedVersion());
    }

    /// Reads the machine and its devices alone.
    ///
    /// @throws io.alidade.kube.document.BadInput if one cannot be used
    FoundMachine readMachine(Inputs inputs, List<String> warnings) {
        return sources(inputs).announced(warnings);
    }

    /// Reads the configuration alone: the one named, else that of the machine, else the defaults.
    ///
    /// @throws io.alidade.kube.document.BadInput if it cannot be used
    KubeletConfiguration readConfiguration(Inputs inputs, MachineDescription machine) {
        return sources(inputs).configuration(machine);
    }

    /// Where the checkpoint files are, if any are named.
    ///
    /// @throws io.alidade.kube.document.BadInput if it is no folder
    Optional<CheckpointFiles> readCheckpoints(Inputs inputs, List<String> warnings) {
        return sources(inputs).checkpoints(warnings);
    }

    /// The kubelet that was asked for.
    Optional<KubeletVersion> askedVersion() {
        return kubeletVersion.map(KubeletVersionOption::parse);
    }

    NodeSources sources(Inputs inputs) {
        return new NodeSources(new NodeNames(machineOptions.node, machineOptions.devices, config, state, kubeletDir),
                inputs, strict);
    }
}
