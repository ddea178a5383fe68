package io.alidade.agent.settings;

import io.alidade.agent.kubelet.KubeletApi;
import java.nio.file.Path;
import java.util.Optional;

/// How a runtime is reached by NRI.
///
/// @param socket  where it takes plugins
/// @param kubelet who is asked for pods; without it what they want is taken from their cgroup values
/// @param kubeletDir the kubelet's own folder, in which its managers leave their checkpoints
/// @param podResources the kubelet's socket of podresources, which says what devices pods have; without it nobody does
/// @param root    the folder with the `sys` of the node, in which the cgroups of containers are seen
public record NriSettings(Path socket, Optional<KubeletApi> kubelet, Path kubeletDir, Optional<Path> podResources,
        Path root) {
    /// Where containerd and CRI-O have it.
    public static final Path DEFAULT_SOCKET = Path.of("/var/run/nri/nri.sock");
    /// Where a kubelet has it.
    public static final Path KUBELET_DIR = Path.of("/var/lib/kubelet");
}
