package io.alidade.agent.runtime;

import io.alidade.agent.runtime.VolumeSpec.EmptyDir;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import java.util.Optional;
import java.util.OptionalLong;

/// How large a volume in memory is: as its pod says, but no more than the pod may use, nor than all pods together.
final class MemoryVolumes {
    private static final String MEMORY = "memory";

    private MemoryVolumes() {}

    /// @param allocatableBytes what all pods together may use, if known
    static long size(PodManifest pod, EmptyDir volume, OptionalLong allocatableBytes) {
        long size = allocatableBytes.orElse(Long.MAX_VALUE);
        OptionalLong limit = podLimit(pod);
        if (limit.orElse(0) > 0) {
            size = Math.min(size, limit.getAsLong());
        }
        return Math.min(size, volume.sizeLimitBytes().orElse(Long.MAX_VALUE));
    }

    /// The limit of the whole pod: its own, else the sum, if all its containers have one.
    private static OptionalLong podLimit(PodManifest pod) {
        boolean isOwn = pod.request().podResources().filter(own -> own.limits().containsKey(MEMORY)).isPresent();
        boolean areAll = pod.request().containers().stream().allMatch(container -> Optional
                .ofNullable(container.resources().limits().get(MEMORY)).filter(limit -> !limit.isZero()).isPresent());
        Quantity limit = EffectiveRequests.limitsOf(pod, FeatureGates.DEFAULTS).get(MEMORY);
        return limit != null && (isOwn || areAll) ? OptionalLong.of(limit.ceilUnits()) : OptionalLong.empty();
    }
}
