package io.alidade.live.source;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.DeviceReader;
import io.alidade.kube.machine.MachineDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Assembles a node from wherever its parts are: machine, devices, configuration and checkpoints.
public final class NodeSources {
    private final NodeNames names;
    private final Inputs inputs;
    private final boolean strict;

    /// @param strict whether unknown fields of the configuration are refused
    public NodeSources(NodeNames names, Inputs inputs, boolean strict) {
        this.names = names;
        this.inputs = inputs;
        this.strict = strict;
    }

    /// Reads all of it.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if something cannot be used
    public FoundNode read(KubeletVersion version) {
        List<String> warnings = new ArrayList<>();
        FoundMachine found = announced(warnings);
        KubeletConfiguration configuration = configuration(found.machine());
        configuration.warnings().stream().map(ConfigurationWarning::toString).forEach(warnings::add);
        return new FoundNode(found, configuration, version, checkpoints(warnings), warnings);
    }

    /// Reads machine and devices alone.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if one cannot be used
    public FoundMachine machine() {
        FoundMachine found = new MachineSources(inputs).read(names.machine());
        if (names.devices().isEmpty()) {
            return found;
        }
        String file = names.devices().get();
        return found.with(found.machine().withDevices(DeviceReader.read(
                DocumentReader.readOne(Inputs.name(file), inputs.read(file)), found.machine().topology())));
    }

    /// [#machine()], with a note of what it was taken for where that is not plain; its warnings are added to `warnings`.
    public FoundMachine announced(List<String> warnings) {
        FoundMachine found = machine();
        if (names.machine().isPresent() && !found.isUsual()) {
            inputs.note("the node is: " + found.source() + ".");
        }
        warnings.addAll(found.warnings());
        return found;
    }

    /// Reads the configuration alone: the one named, else that of the machine, else the defaults.
    ///
    /// @throws BadInput if it cannot be used
    public KubeletConfiguration configuration(MachineDescription machine) {
        KubeletConfigurationReader reader = new KubeletConfigurationReader(strict);
        if (names.configuration().isPresent()) {
            String named = names.configuration().get();
            return Files.isDirectory(Inputs.path(named)) ? reader.read(Inputs.path(named))
                    : reader.decode(DocumentReader.readOne(Inputs.name(named), inputs.read(named)));
        }
        if (names.kubeletFolder().isPresent()) {
            Path file = names.kubeletFolder().get().resolve("config.yaml");
            if (Files.notExists(file)) {
                throw new BadInput(file + " does not exist.", "Name the kubelet's configuration with --config.");
            }
            return reader.read(file);
        }
        return machine.configuration().orElseGet(() -> {
            inputs.note("no --config: the kubelet's defaults apply, with which no CPU or memory is pinned.");
            return KubeletConfiguration.defaults();
        });
    }

    private Optional<CheckpointFiles> checkpoints(List<String> warnings) {
        Optional<CheckpointFiles> files = names.state().or(names::kubeletFolder).map(CheckpointFiles::in);
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
