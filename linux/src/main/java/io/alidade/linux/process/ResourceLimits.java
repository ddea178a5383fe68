package io.alidade.linux.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// How much a group of processes may use, in the figures of a kubelet (node-config 12).
///
/// @param cpuMillisRequested    its weight beside others
/// @param cpuMillisLimit        its CPU time; absent for any
/// @param memoryBytes           absent for any
/// @param hugepagesBytesBySize  by page size in bytes; sizes that are not named have no limit
public record ResourceLimits(long cpuMillisRequested, OptionalLong cpuMillisLimit, OptionalLong memoryBytes,
        SortedMap<Long, Long> hugepagesBytesBySize) {
    /// The controllers that keep them.
    static final List<String> CONTROLLERS = List.of("cpu", "memory", "hugetlb");

    private static final long SHARES_PER_CPU = 1024;
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MIN_WEIGHT = 1;
    private static final long MAX_WEIGHT = 10_000;
    private static final long PERIOD_MICROS = 100_000;
    private static final long MIN_QUOTA_MICROS = 1_000;
    private static final long MILLIS_PER_CPU = 1_000;
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};
    private static final int UNIT_STEP = 1024;

    public ResourceLimits {
        hugepagesBytesBySize = Collections.unmodifiableSortedMap(new TreeMap<>(hugepagesBytesBySize));
    }

    /// What is written into which file of a cgroup of version 1, for a controller.
    Map<String, String> filesOfVersion1(String controller) {
        Map<String, String> files = new LinkedHashMap<>();
        switch (controller) {
            case "cpu" -> {
                files.put("cpu.shares", Long.toString(shares()));
                cpuMillisLimit.ifPresent(limit -> {
                    files.put("cpu.cfs_period_us", Long.toString(PERIOD_MICROS));
                    files.put("cpu.cfs_quota_us", Long.toString(quota(limit)));
                });
            }
            case "memory" -> memoryBytes.ifPresent(limit -> files.put("memory.limit_in_bytes", Long.toString(limit)));
            default -> hugepagesBytesBySize
                    .forEach((size, limit) -> files.put("hugetlb." + unit(size) + ".limit_in_bytes", limit.toString()));
        }
        return files;
    }

    /// Likewise of version 2.
    Map<String, String> filesOfVersion2(String controller) {
        Map<String, String> files = new LinkedHashMap<>();
        switch (controller) {
            case "cpu" -> {
                files.put("cpu.weight", Long.toString(MIN_WEIGHT
                        + (shares() - MIN_SHARES) * (MAX_WEIGHT - MIN_WEIGHT) / (MAX_SHARES - MIN_SHARES)));
                cpuMillisLimit.ifPresent(limit -> files.put("cpu.max", quota(limit) + " " + PERIOD_MICROS));
            }
            case "memory" -> memoryBytes.ifPresent(limit -> files.put("memory.max", Long.toString(limit)));
            default -> hugepagesBytesBySize
                    .forEach((size, limit) -> files.put("hugetlb." + unit(size) + ".max", limit.toString()));
        }
        return files;
    }

    private long shares() {
        return Math.clamp(cpuMillisRequested * SHARES_PER_CPU / MILLIS_PER_CPU, MIN_SHARES, MAX_SHARES);
    }

    private static long quota(long millis) {
        return Math.max(millis * PERIOD_MICROS / MILLIS_PER_CPU, MIN_QUOTA_MICROS);
    }

    /// A size as the kernel calls its files: `2MB`.
    private static String unit(long bytes) {
        long left = bytes;
        int unit = 0;
        while (left >= UNIT_STEP && unit < UNITS.length - 1) {
            left /= UNIT_STEP;
            unit++;
        }
        return left + UNITS[unit];
    }

    /// The name of the file that counts who was killed for want of memory, below the folder of a cgroup.
    static Path killed(Path folder, boolean isUnified) {
        return folder.resolve(isUnified ? "memory.events" : "memory.oom_control");
    }
}
