package io.alidade.agent.settings;

import java.util.Optional;

/// What runs the containers of pods.
public sealed interface PodRuntime {
    /// Each command is a process of this machine.
    record Processes() implements PodRuntime {}

    /// A container runtime, over its socket.
    ///
    /// @param parents of the cgroups of pods; absent for one cgroup that is called after this program
    record Cri(RuntimeEndpoint endpoint, Optional<CgroupParents> parents) implements PodRuntime {}
}
