package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;

/// Pieces of sentences.
final class Sentences {
    private Sentences() {}

    /// `1 thread`, `2 threads`, `2 processes`.
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    /// `CPU 3`, `CPUs 2-3`, `no CPU`.
    static String cpus(CpuSet cpus) {
        return cpus.isEmpty() ? "no CPU" : (cpus.size() == 1 ? "CPU " : "CPUs ") + cpus.toListString();
    }
}
