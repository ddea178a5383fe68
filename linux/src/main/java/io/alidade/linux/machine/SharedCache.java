package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;

/// A cache of level 3 or above.
///
/// @param id   as the kernel has it, unique among the caches of one level; the lowest CPU where it has none
/// @param cpus the CPUs that share it
record SharedCache(int level, int id, CpuSet cpus) {}
