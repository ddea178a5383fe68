package io.alidade.engine.cpu;

import io.alidade.engine.settings.KubeletVersion;

/// In which order single CPUs are taken when no larger group fits (cpu-manager 10.4, last rows).
enum SingleCpus {
    /// Core by core, after whole cores.
    BY_CORE,
    /// Socket by socket, by CPU id, and no whole cores before: `distribute-cpus-across-cores` up to 1.37.
    BY_ID,
    /// Socket by socket, one CPU of each core in turn, and no whole cores before: `distribute-cpus-across-cores` since 1.38.
    ROUND_CORES;

    static SingleCpus of(KubeletVersion version, CpuPolicyOptions options) {
        if (!options.distributeAcrossCores()) {
            return BY_CORE;
        }
        return version.goesRoundCores() ? ROUND_CORES : BY_ID;
    }
}
