package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;

/// A process that is in no container.
///
/// @param isKernelThread true for a thread of the kernel
/// @param cpus           what its threads may run on, all together
public record HostProcess(int id, String name, boolean isKernelThread, CpuSet cpus) {}
