package io.alidade.live.source;

import java.nio.file.Path;
import java.util.Optional;

/// Where the parts of a node are, as a user names them. What is absent has a substitute.
///
/// @param machine       a file, a folder or `-`; absent for the machine that this runs on
/// @param devices       a list of devices; absent for those that the machine's description has
/// @param configuration a file, a folder of drop-ins or `-`; absent for that of the kubelet's folder, else of the machine's
///                      description, else the defaults
/// @param state         the folder of the checkpoints; absent for that of the kubelet's folder
/// @param kubeletFolder a live kubelet's root folder
public record NodeNames(Optional<String> machine, Optional<String> devices, Optional<String> configuration,
        Optional<Path> state, Optional<Path> kubeletFolder) {}
