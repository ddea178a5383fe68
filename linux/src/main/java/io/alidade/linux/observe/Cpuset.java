package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.Optional;

/// What the cgroup controller `cpuset` lets one cgroup use. A part that could not be read is absent.
///
/// @param cpus the CPUs in force: what is effective, else what is written, else what the nearest ancestor has
/// @param mems the NUMA nodes in force, likewise
public record Cpuset(Optional<CpuSet> cpus, Optional<NumaNodeIds> mems) {
    public static final Cpuset UNKNOWN = new Cpuset(Optional.empty(), Optional.empty());
}
