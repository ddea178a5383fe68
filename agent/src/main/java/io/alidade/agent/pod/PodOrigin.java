package io.alidade.agent.pod;

import java.nio.file.Path;

/// Where a pod comes from.
public sealed interface PodOrigin {
    /// A file in the folder of manifests; the pod lives as long as the file says the same.
    record ManifestFile(Path file) implements PodOrigin {}

    /// The agent's API; the pod lives until it is removed there.
    record Api() implements PodOrigin {}

    /// The container runtime; the pod lives until the runtime has ended it.
    record ContainerRuntime() implements PodOrigin {}
}
