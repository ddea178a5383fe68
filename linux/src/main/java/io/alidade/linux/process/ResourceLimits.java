package io.alidade.linux.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// How much a group of processes may use, in the figures of a kubelet (node-config 12).
///
/// @param cpuMillisRequested    its weight beside others
/// @param cpuQuota              its CPU time; absent for any
/// @param memoryBytes           absent for any
/// @param hugepagesBytesBySize  by page size in bytes; sizes that are not named have no limit
public record ResourceLimits(long cpuMillisRequested, Optional<CpuQuota> cpuQuota, OptionalLong memoryBytes,
        SortedMap<Long, Long> hugepagesBytesBySize) {
    /// The controllers that keep them.
    static final List<String> CONTROLLERS = List.of("cpu", "memory", "hugetlb");

    private static final long MIN_WEIGHT = 1;
    private static final long MAX_WEIGHT = 10_000;

    public ResourceLimits {
        hugepagesBytesBySize = Collections.unmodifiableSortedMap(new TreeMap<>(hugepagesBytesBySize));
    }

    /// What is written into which file of a cgroup of version 1, for a controller.
    Map<String, String> filesOfVersion1(String controller) {
        Map<String, String> files = new LinkedHashMap<>();
        switch (controller) {
            case "cpu" -> {
                files.put("cpu.shares", Long.toString(shares()));
                cpuQuota.ifPresent(quota -> {
                    files.put("cpu.cfs_period_us", Long.toString(quota.periodMicros()));
                    files.put("cpu.cfs_quota_us", Long.toString(quota.micros()));
                });
            }
            case "memory" -> memoryBytes.ifPresent(limit -> files.put("memory.limit_in_bytes", Long.toString(limit)));
            default -> hugepagesBytesBySize
                    .forEach((size, limit) -> files.put("hugetlb." + CgroupFigures.pageSize(size) + ".limit_in_bytes",
                            limit.toString()));
        }
        return files;
    }

    /// Likewise of version 2.
    Map<String, String> filesOfVersion2(String controller) {
        Map<String, String> files = new LinkedHashMap<>();
        switch (controller) {
            case "cpu" -> {
                files.put("cpu.weight", Long.toString(MIN_WEIGHT
                        + (shares() - CgroupFigures.MIN_SHARES) * (MAX_WEIGHT - MIN_WEIGHT)
                                / (CgroupFigures.MAX_SHARES - CgroupFigures.MIN_SHARES)));
                cpuQuota.ifPresent(quota -> files.put("cpu.max", quota.micros() + " " + quota.periodMicros()));
            }
            case "memory" -> memoryBytes.ifPresent(limit -> files.put("memory.max", Long.toString(limit)));
            default -> hugepagesBytesBySize
                    .forEach((size, limit) -> files.put("hugetlb." + CgroupFigures.pageSize(size) + ".max",
                            limit.toString()));
        }
        return files;
    }

    private long shares() {
        return CgroupFigures.shares(cpuMillisRequested);
    }

    /// The name of the file that counts who was killed for want of memory, below the folder of a cgroup.
    static Path killed(Path folder, boolean isUnified) {
        return folder.resolve(isUnified ? "memory.events" : "memory.oom_control");
    }
}
