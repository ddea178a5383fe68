package io.alidade.agent.cri;

import io.alidade.agent.runtime.QuotaRule;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.pod.PodManifest;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.cri.HugepageLimit;
import io.alidade.wire.cri.LinuxContainerResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a container may use, in the figures in which a kubelet asks a runtime for it (node-config 12).
///
/// @param limits of the node
/// @param pod    to which the container belongs
record ContainerLimits(NodeLimits limits, PodManifest pod) {
    private static final long NO_QUOTA = -1;

    private static final int GUARANTEED_SCORE = -997;
    private static final int BEST_EFFORT_SCORE = 1_000;
    private static final long CRITICAL_PRIORITY = 2_000_000_000;
    private static final String NODE_CRITICAL = "system-node-critical";

    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final String HUGEPAGES = "hugepages-";

    /// All but the CPUs and NUMA nodes.
    ///
    /// @param isExclusive whether its CPUs are its own
    LinuxContainerResources.Builder of(ContainerRequest container, boolean isExclusive) {
        LinuxContainerResources.Builder resources = LinuxContainerResources.newBuilder()
                .setCpuShares(CgroupFigures.shares(requestedMillis(container)))
                .setMemoryLimitInBytes(limit(container, MEMORY).ceilUnits())
                .setOomScoreAdj(oomScore(container));
        QuotaRule rule = limits.quota();
        if (rule.isEnforced()) {
            resources.setCpuPeriod(rule.periodMicros()).setCpuQuota(
                    isExclusive && rule.liftsFromExclusiveCpus() ? NO_QUOTA
                            : quota(limit(container, CPU).ceilMillis(), rule.periodMicros()));
        }
        hugepages(container).forEach(resources::addHugepageLimits);
        return resources;
    }

    /// What it does not request it has by its limit.
    private long requestedMillis(ContainerRequest container) {
        Quantity request = container.resources().requests().get(CPU);
        return (request == null ? limit(container, CPU) : request).ceilMillis();
    }

    /// The quota of a limit in micros of each period; 0 for no limit.
    private static long quota(long millis, long periodMicros) {
        return millis == 0 ? 0 : CgroupFigures.quota(millis, periodMicros);
    }

    /// A container without a limit has that of its pod as a whole.
    private Quantity limit(ContainerRequest container, String resource) {
        Quantity own = container.resources().limits().getOrDefault(resource, Quantity.ZERO);
        return own.isZero() ? whole().limits().getOrDefault(resource, Quantity.ZERO) : own;
    }

    private ResourceAmounts whole() {
        PodRequest request = pod.request();
        return limits.gates().isOn(FeatureGates.POD_LEVEL_RESOURCES) && Qos.hasPodLevelResources(request)
                ? request.podResources().orElse(ResourceAmounts.NONE) : ResourceAmounts.NONE;
    }

    /// Of every page size that the machine knows: none, unless the container has a limit.
    private List<HugepageLimit> hugepages(ContainerRequest container) {
        List<HugepageLimit> all = new ArrayList<>();
        for (long pageSize : limits.pageSizesBytes()) {
            String resource = HUGEPAGES + Quantity.ofBytes(pageSize).toText();
            Map<String, Quantity> own = container.resources().limits();
            Quantity limit = own.getOrDefault(resource, whole().limits().getOrDefault(resource, Quantity.ZERO));
            all.add(HugepageLimit.newBuilder().setPageSize(CgroupFigures.pageSize(pageSize)).setLimit(limit.ceilUnits())
                    .build());
        }
        return all;
    }

    private int oomScore(ContainerRequest container) {
        boolean isCritical = pod.priorityClassName().filter(NODE_CRITICAL::equals).isPresent()
                && (pod.isStatic() || pod.priority().filter(priority -> priority >= CRITICAL_PRIORITY).isPresent());
        QosClass qos = Qos.of(pod.request(), limits.gates());
        if (isCritical || qos == QosClass.GUARANTEED) {
            return GUARANTEED_SCORE;
        }
        if (qos == QosClass.BEST_EFFORT) {
            return BEST_EFFORT_SCORE;
        }
        long requested = memory(container);
        if (container.kind() == ContainerKind.SIDECAR) {
            // A sidecar is not killed before the containers that it is there for.
            requested = Math.max(requested, pod.request().containers().stream()
                    .filter(other -> other.kind() == ContainerKind.APP).mapToLong(ContainerLimits::memory).min()
                    .orElse(0));
        }
        long share = requested + remainingShare();
        long score = BEST_EFFORT_SCORE - Math.multiplyExact(BEST_EFFORT_SCORE, share) / limits.memoryBytes();
        return (int) Math.clamp(score, BEST_EFFORT_SCORE + GUARANTEED_SCORE, BEST_EFFORT_SCORE - 1L);
    }

    /// What the pod as a whole requests beyond its containers, divided among them.
    private long remainingShare() {
        Quantity whole = whole().requests().getOrDefault(MEMORY, Quantity.ZERO);
        long left = whole.ceilUnits() - Qos.effective(pod.request(), ContainerLimits::memory);
        return whole.isZero() || left <= 0 ? 0 : left / pod.request().containers().size();
    }

    private static long memory(ContainerRequest container) {
        return container.resources().requests().getOrDefault(MEMORY, Quantity.ZERO).ceilUnits();
    }
}
