package io.alidade.agent.runtime;

import io.alidade.kube.config.CpuQuotaFields;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.linux.process.CpuQuota;
import io.alidade.live.source.FoundNode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How the CPU time of containers is limited on a node (node-config 12.2, 12.3).
///
/// @param isEnforced             whether it is at all
/// @param periodMicros           over which a limit holds
/// @param liftsFromExclusiveCpus a container with CPUs of its own has no limit of CPU time
public record QuotaRule(boolean isEnforced, long periodMicros, boolean liftsFromExclusiveCpus) {
    /// That of a kubelet's defaults.
    public static final QuotaRule DEFAULT = new QuotaRule(true, CgroupFigures.PERIOD_MICROS, true);

    private static final String LIFTS_QUOTA = "DisableCPUQuotaWithExclusiveCPUs";

    /// That of a node that was read.
    public static QuotaRule of(FoundNode node) {
        CpuQuotaFields fields = node.configuration().cpuQuota();
        return new QuotaRule(fields.isEnforced(), TimeUnit.NANOSECONDS.toMicros(fields.period().toNanos()),
                node.version().liftsQuotaFromExclusiveCpus()
                        && node.configuration().isGateOn(LIFTS_QUOTA, node.version()));
    }

    /// What a container with a limit of CPU time may use; nothing for as much as there is.
    Optional<CpuQuota> quota(long limitMillis, boolean isExclusive) {
        return !isEnforced || limitMillis == 0 || (isExclusive && liftsFromExclusiveCpus) ? Optional.empty()
                : Optional.of(new CpuQuota(CgroupFigures.quota(limitMillis, periodMicros), periodMicros));
    }
}
