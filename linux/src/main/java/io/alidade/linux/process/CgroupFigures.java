package io.alidade.linux.process;

/// What a kubelet makes of CPUs and page sizes for a cgroup (node-config 12).
public final class CgroupFigures {
    /// Of a quota, unless it is set otherwise.
    public static final long PERIOD_MICROS = 100_000;
    /// Shares of one CPU.
    public static final long SHARES_PER_CPU = 1024;
    /// What no request gives.
    public static final long MIN_SHARES = 2;
    static final long MAX_SHARES = 262_144;

    private static final long MIN_QUOTA_MICROS = 1_000;
    private static final long MILLIS_PER_CPU = 1_000;
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
    private static final int UNIT_STEP = 1024;

    private CgroupFigures() {}

    /// The weight of a request in thousandths of a CPU.
    public static long shares(long millis) {
        return Math.clamp(millis * SHARES_PER_CPU / MILLIS_PER_CPU, MIN_SHARES, MAX_SHARES);
    }

    /// The time of a limit in thousandths of a CPU, in micros of each [#PERIOD_MICROS].
    public static long quota(long millis) {
        return quota(millis, PERIOD_MICROS);
    }

    /// The time of a limit in thousandths of a CPU, in micros of each period.
    public static long quota(long millis, long periodMicros) {
        return Math.max(millis * periodMicros / MILLIS_PER_CPU, MIN_QUOTA_MICROS);
    }

    /// A page size as the kernel's cgroup files are called: `2MB`.
    public static String pageSize(long bytes) {
        long left = bytes;
        int unit = 0;
        while (left >= UNIT_STEP && unit < UNITS.length - 1) {
            left /= UNIT_STEP;
            unit++;
        }
        return left + UNITS[unit];
    }
}
