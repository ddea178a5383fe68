package io.alidade.agent.runtime;

import java.nio.file.Path;

/// A folder or file of this machine that a container sees at a place of its own.
///
/// @param containerPath absolute
public record BindMount(Path hostPath, String containerPath, boolean isReadOnly, Propagation propagation) {
    /// Whether what is mounted below it later is seen on the other side.
    public enum Propagation {
        /// On neither.
        PRIVATE,
        /// In the container.
        HOST_TO_CONTAINER,
        /// On both.
        BIDIRECTIONAL
    }
}
