package io.alidade.cli;

import io.alidade.cli.MachineSources.FoundMachine;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
            description = "The kubelet to be reproduced, by its minor:"
                    + " 1.36 (default) or 1.37.")
    Optional<String> kubeletVersion = Optional.empty();

    @Option(names = "--strict",
            description = "Refuse what is ignored otherwise: unknown fields of the configuration, objects"
                    + " without pods.")
    boolean strict;

    /// Everything about a node that was read.
    ///
    /// @param found    the machine, and where it comes from
    /// @param state    where its checkpoints are, if it has any
    /// @param warnings about all that was read, the machine first
    record NodeInput(FoundMachine found, KubeletConfiguration configuration, KubeletVersion version,
            Optional<CheckpointFiles> state, List<String> warnings) {
        NodeInput {
            warnings = List.copyOf(warnings);
        }

        MachineDescription machine() {
            return found.machine();
        }

        /// Starts the kubelet, from its checkpoints if it has any.
        KubeletStart start() {
            return state.isPresent() ? KubeletNode.start(machine(), configuration, version, state.get())
                    : KubeletNode.start(machine(), configuration, version);
        }
    }

    /// Reads all that the options name.
    ///
    /// @throws BadInput if something cannot be used
    NodeInput read(Session session, Inputs inputs) {
        List<String> warnings = new ArrayList<>();
        KubeletVersion version = version();
        FoundMachine found = find(inputs, warnings);
        KubeletConfiguration configuration = readConfiguration(session, inputs, found.machine());
        configuration.warnings().stream().map(ConfigurationWarning::toString).forEach(warnings::add);
        return new NodeInput(found, configuration, version, checkpoints(warnings), warnings);
    }

    /// Reads the machine and its devices alone.
    ///
    /// @throws BadInput if one cannot be used
    MachineDescription readMachine(Inputs inputs, List<String> warnings) {
        return find(inputs, warnings).machine();
    }

    private FoundMachine find(Inputs inputs, List<String> warnings) {
        FoundMachine found = machineOptions.read(inputs);
        if (machineOptions.node.isPresent() && !found.isUsual()) {
            inputs.note("the node is: " + found.source() + ".");
        }
        warnings.addAll(found.warnings());
        return found;
    }

    /// The kubelet that is meant.
    KubeletVersion version() {
        return kubeletVersion.map(KubeletVersionOption::parse).orElse(KubeletVersion.DEFAULT);
    }

    /// Reads the configuration alone: the one named, else that of the machine, else the defaults.
    ///
    /// @throws BadInput if it cannot be used
    KubeletConfiguration readConfiguration(Session session, Inputs inputs, MachineDescription machine) {
        KubeletConfigurationReader reader = new KubeletConfigurationReader(strict);
        if (config.isPresent()) {
            return Files.isDirectory(Inputs.path(config.get())) ? reader.read(Inputs.path(config.get()))
                    : reader.decode(DocumentReader.readOne(Inputs.name(config.get()), inputs.read(config.get())));
        }
        if (kubeletDir.isPresent()) {
            Path file = kubeletDir.get().resolve("config.yaml");
            if (Files.notExists(file)) {
                throw new BadInput(file + " does not exist.", "Name the kubelet's configuration with --config.");
            }
            return reader.read(file);
        }
        return machine.configuration().orElseGet(() -> {
            session.note("no --config: the kubelet's defaults apply, with which no CPU or memory is pinned.");
            return KubeletConfiguration.defaults();
        });
    }

    /// Where the checkpoint files are, if any are named.
    ///
    /// @throws BadInput if it is no folder
    Optional<CheckpointFiles> checkpoints(List<String> warnings) {
        Optional<CheckpointFiles> files = state.or(() -> kubeletDir).map(CheckpointFiles::in);
        files.ifPresent(checkpoints -> {
            if (!Files.isDirectory(checkpoints.folder())) {
                throw new BadInput(checkpoints.folder() + " is not a folder.",
                        "Name the folder that holds cpu_manager_state and memory_manager_state.");
            }
            if (Arrays.stream(CheckpointFile.values()).allMatch(file -> Files.notExists(checkpoints.path(file)))) {
                warnings.add(checkpoints.folder() + " holds no checkpoint file: the kubelet starts without pods");
            }
        });
        return files;
    }
}
