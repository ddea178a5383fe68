package io.alidade.live.source;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.embedded.EmbeddedConfigurations;
import io.alidade.kube.inventory.DeviceInventory;
import io.alidade.kube.machine.MachineDescription;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    /// Reads a machine and its kubelet's configuration, each by its path: what a program needs to start one. Unknown fields of
    /// the configuration are ignored. What the machine was taken for, where that is not plain, is the first warning.
    ///
    /// @param machine       whatever [MachineSources] reads
    /// @param configuration a file, or a folder of drop-ins
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if one cannot be used
    public static FoundNode read(Path machine, Path configuration) {
        List<String> warnings = new ArrayList<>();
        NodeNames names = new NodeNames(List.of(machine.toString()), List.of(), Optional.of(configuration.toString()),
                Optional.empty(), Optional.empty());
        FoundNode node = new NodeSources(names, new Inputs(InputStream.nullInputStream(), warnings::add), false)
                .read(Optional.empty());
        warnings.addAll(node.warnings());
        return new FoundNode(node.found(), node.configuration(), node.version(), node.state(), warnings);
    }

    /// Reads all of it.
    ///
    /// @param asked the kubelet that was asked for; without, that of the node ([FoundMachine#version])
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if something cannot be used
    public FoundNode read(Optional<KubeletVersion> asked) {
        List<String> warnings = new ArrayList<>();
        FoundMachine found = announced(warnings);
        KubeletVersion version = found.version(asked, warnings);
        KubeletConfiguration configuration = configuration(found.machine());
        if (asked.isEmpty() && found.kubeletVersion().isEmpty() && isFromConfigz()) {
            warnings.add("/configz does not tell the kubelet's version: the rules of " + version.minor()
                    + " are taken; --kubelet-version names others, and a node object (kubectl get node NAME -o yaml) tells it");
        }
        configuration.warnings(version).stream().map(ConfigurationWarning::toString).forEach(warnings::add);
        return new FoundNode(found, configuration, version, checkpoints(warnings), warnings);
    }

    /// Standard input, which can be read once only, is left out.
    private boolean isFromConfigz() {
        return names.configuration().filter(named -> !Inputs.isStandardInput(named)
                && !Files.isDirectory(Inputs.path(named))
                && new String(inputs.read(named), StandardCharsets.UTF_8).stripLeading()
                        .startsWith("{\"kubeletconfig\""))
                .isPresent();
    }

    /// Reads machine and devices alone.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if one cannot be used
    public FoundMachine machine() {
        return withDevices(new MachineSources(inputs).read(names.machine()));
    }

    /// Reads several machines: each name is one, but those whose sources tell a part only are one together.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if one cannot be used
    public List<FoundMachine> machines() {
        return new MachineSources(inputs).readSeveral(names.machine()).stream().map(this::withDevices).toList();
    }

    private FoundMachine withDevices(FoundMachine found) {
        if (names.devices().isEmpty()) {
            return found;
        }
        List<DeviceInventory.Source> sources = names.devices()
                .stream().<DeviceInventory.Source>map(
                        file -> file.equals(NodeNames.PCI) ? new DeviceInventory.Source.UsualNames()
                                : new DeviceInventory.Source.Document(Inputs.name(file), inputs.read(file)))
                .toList();
        DeviceInventory inventory = DeviceInventory.read(sources, found.machine());
        return found.with(found.machine().withDevices(inventory.devices())).warned(inventory.warnings());
    }

    /// [#machine()], with a note of what it was taken for where that is not plain; its warnings are added to `warnings`.
    public FoundMachine announced(List<String> warnings) {
        return announced(machine(), warnings);
    }

    /// Likewise, of one that was read before.
    public FoundMachine announced(FoundMachine found, List<String> warnings) {
        if (!names.machine().isEmpty() && !found.isUsual()) {
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
            names.kubeletFolder()
                    .ifPresent(folder -> inputs.note("--config is given too: the configuration is that one, and"
                            + " not " + folder.resolve("config.yaml") + "."));
            String named = names.configuration().get();
            return Files.isDirectory(Inputs.path(named)) ? reader.read(Inputs.path(named))
                    : EmbeddedConfigurations.read(reader, Inputs.name(named), inputs.read(named));
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

    /// Where the checkpoint files are, if any are named; what is odd there is added to `warnings`.
    ///
    /// @throws BadInput if it is no folder
    public Optional<CheckpointFiles> checkpoints(List<String> warnings) {
        if (names.state().isPresent() && names.kubeletFolder().isPresent()) {
            inputs.note("--state is given too: the checkpoint files are those in " + names.state().get()
                    + ", and --kubelet-dir is for the configuration alone.");
        }
        Optional<CheckpointFiles> files = names.state().or(names::kubeletFolder).map(NodeSources::kubeletFolderIn)
                .map(CheckpointFiles::in);
        files.ifPresent(checkpoints -> {
            if (!Files.isDirectory(checkpoints.folder())) {
                throw new BadInput(checkpoints.folder() + " is not a folder.",
                        "Name the folder that holds cpu_manager_state and memory_manager_state.");
            }
            if (Arrays.stream(CheckpointFile.values()).allMatch(file -> Files.notExists(checkpoints.path(file)))) {
                warnings.add(checkpoints.folder() + " holds no checkpoint file: the kubelet starts without pods");
            }
            warnings.addAll(checkpoints.repairs());
        });
        return files;
    }

    /// Of a node's root folder, as an archive of it unpacks, the kubelet's below it.
    private static Path kubeletFolderIn(Path folder) {
        Path below = folder.resolve("var/lib/kubelet");
        return Files.isDirectory(below) && Arrays.stream(CheckpointFile.values())
                .allMatch(file -> Files.notExists(CheckpointFiles.in(folder).path(file))) ? below : folder;
    }
}
