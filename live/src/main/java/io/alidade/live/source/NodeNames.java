package io.alidade.live.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the parts of a node are, as a user names them. What is absent has a substitute.
///
/// @param machine       files, folders or `-` that tell of one machine; none for the machine that this runs on
/// @param devices       documents that tell devices, or [#PCI]; none for those that the machine's description has
/// @param configuration a file, a folder of drop-ins or `-`; absent for that of the kubelet's folder, else of the machine's
///                      description, else the defaults
/// @param state         the folder of the checkpoints; absent for that of the kubelet's folder
/// @param kubeletFolder a live kubelet's root folder
public record NodeNames(List<String> machine, List<String> devices, Optional<String> configuration,
        Optional<Path> state, Optional<Path> kubeletFolder) {
    /// Instead of a document: the machine's PCI devices under the names that plugins usually register.
    public static final String PCI = "pci";

    public NodeNames {
        machine = List.copyOf(machine);
        devices = List.copyOf(devices);
    }

    /// The same with another configuration, or none named.
    public NodeNames withConfiguration(Optional<String> other) {
        return new NodeNames(machine, devices, other, state, kubeletFolder);
    }

    /// The same with other checkpoints, or none named.
    public NodeNames withState(Optional<Path> other) {
        return new NodeNames(machine, devices, configuration, other, kubeletFolder);
    }

    /// The same with another kubelet's folder, or none named.
    public NodeNames withKubeletFolder(Optional<Path> other) {
        return new NodeNames(machine, devices, configuration, state, other);
    }
}
