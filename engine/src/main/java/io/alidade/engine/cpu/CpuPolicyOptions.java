package io.alidade.engine.cpu;

/// The six options of the static policy, parsed (cpu-manager 3.1).
record CpuPolicyOptions(boolean fullPcpusOnly, boolean distributeAcrossNuma, boolean alignBySocket,
        boolean distributeAcrossCores, boolean strictReservation, boolean preferAlignByUncoreCache) {
    static final CpuPolicyOptions NONE = new CpuPolicyOptions(false, false, false, false, false, false);
}
