package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;

/// What choosing CPUs from a pool gave.
sealed interface CpuSelection {
    /// The chosen CPUs. Claims may reach outside the pool when CPUs are offline (cpu-manager 10.5a).
    record Selected(CpuSet cpus) implements CpuSelection {}

    /// The kubelet's error text.
    record Failed(String error) implements CpuSelection {}

    /// The kubelet would never come to an end (cpu-manager 11.4); `why` completes the sentence.
    record Unbounded(String why) implements CpuSelection {}
}
