package io.alidade.agent.runtime;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;

/// Where a container may run.
///
/// @param cpus        its own, or the shared pool; none for any, where no CPUs are managed
/// @param isExclusive whether they are its own
/// @param numaNodes   of its memory; none for any
public record Place(CpuSet cpus, boolean isExclusive, NumaNodeIds numaNodes) {}
