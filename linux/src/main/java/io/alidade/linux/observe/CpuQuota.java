package io.alidade.linux.observe;

/// The CPU time that a cgroup may use in each period; there is none without a limit.
public record CpuQuota(long quotaMicros, long periodMicros) {
    public CpuQuota {
        if (quotaMicros <= 0 || periodMicros <= 0) {
            throw new IllegalArgumentException("a quota and its period are above 0, not " + quotaMicros + " and "
                    + periodMicros + ".");
        }
    }

    /// True for a limit of a whole number of CPUs, at least one.
    public boolean isWhole() {
        return quotaMicros % periodMicros == 0;
    }

    /// The CPUs, rounded down.
    public long cpus() {
        return quotaMicros / periodMicros;
    }
}
