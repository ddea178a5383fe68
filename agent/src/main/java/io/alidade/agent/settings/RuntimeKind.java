package io.alidade.agent.settings;

/// What runs containers.
public enum RuntimeKind {
    /// Each command is a process of this machine: no images, no root, no cluster.
    PROCESS,
    /// A container runtime, such as containerd or CRI-O.
    CRI
}
