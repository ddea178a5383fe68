package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;

/// Whether a command can have what it asks for.
public sealed interface RunDecision {
    /// It can.
    ///
    /// @param numaNodes those of its CPUs
    /// @param memory    where its memory is; empty if it asked for none
    record Granted(CpuSet cpus, NumaNodeIds numaNodes, MemoryShares memory) implements RunDecision {}

    /// It cannot now.
    ///
    /// @param why  a sentence
    /// @param cure another one
    record Refused(String why, String cure) implements RunDecision {}
}
