package io.alidade.agent.nri;

import java.nio.file.Path;
import java.util.Optional;

/// How a runtime is reached by NRI.
///
/// @param socket  where it takes plugins
/// @param kubelet who is asked for pods; without it what they want is taken from their cgroup values
public record NriSettings(Path socket, Optional<KubeletApi> kubelet) {
    /// Where containerd and CRI-O have it.
    public static final Path DEFAULT_SOCKET = Path.of("/var/run/nri/nri.sock");
}
