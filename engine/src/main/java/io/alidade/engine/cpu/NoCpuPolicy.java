package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;

/// Policy `none`: no exclusive CPUs, no opinion (cpu-manager 3.5).
record NoCpuPolicy() implements CpuPolicy {
    @Override
    public String wireName() {
        return "none";
    }

    @Override
    public CpuSet allocatableCpus() {
        return CpuSet.empty();
    }

    @Override
    public CpuSet reservedCpus() {
        return CpuSet.empty();
    }
}
