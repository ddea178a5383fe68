package io.alidade.kube.config;

import java.time.Duration;

/// Whether and how a kubelet limits CPU time (node-config 12.2).
///
/// @param isEnforced `cpuCFSQuota`
/// @param period     `cpuCFSQuotaPeriod`, over which a limit holds
public record CpuQuotaFields(boolean isEnforced, Duration period) {
    /// What holds if nothing is said.
    public static final CpuQuotaFields DEFAULT = new CpuQuotaFields(true, Duration.ofMillis(100));
}
