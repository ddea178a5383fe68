package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;

/// What choosing CPUs from a pool gave.
sealed interface CpuSelection {
    /// The chosen CPUs.
    ///
    /// @param cpus        all of them
    /// @param outsidePool those of them that were not in the pool: another container's, or reserved ones. Empty unless
    ///                    CPUs are offline (cpu-manager 10.5a)
    record Selected(CpuSet cpus, CpuSet outsidePool) implements CpuSelection {
        static final Selected NOTHING = new Selected(CpuSet.EMPTY, CpuSet.EMPTY);
    }

    /// The kubelet's error text.
    record Failed(String error) implements CpuSelection {}

    /// The kubelet would never come to an end (cpu-manager 11.4), or not in any useful time. `why` completes the
    /// sentence `the kubelet does not come to an end on this request: <why>`.
    record Unbounded(String why) implements CpuSelection {}
}
