package io.alidade.agent.runtime;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// What a pod is to run. It names whatever some runtime can follow; each [ContainerRuntime] refuses what it cannot.
///
/// @param containers init containers and sidecars as listed, then app containers as listed
/// @param grace      how long its processes may take to end when they are asked to
/// @param fsGroup    the group of its own volumes
public record RunSpec(List<ContainerSpec> containers, RestartPolicy restartPolicy, Duration grace,
        HostNamespaces host, List<VolumeSpec> volumes, OptionalLong fsGroup) {
    public RunSpec {
        volumes = List.copyOf(volumes);
        containers = List.copyOf(containers);
    }

    /// When a container is started again after it has ended.
    public enum RestartPolicy {
        ALWAYS, ON_FAILURE, NEVER;

        /// Whether a container that ended so is started again.
        boolean restarts(int exitCode) {
            return this == ALWAYS || (this == ON_FAILURE && exitCode != 0);
        }
    }
}
