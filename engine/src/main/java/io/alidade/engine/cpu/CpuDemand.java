package io.alidade.engine.cpu;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodLevelTreatment;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.util.Optional;

/// How many exclusive CPUs a pod's containers get (cpu-manager 6, 14.1). All counts are whole CPUs.
final class CpuDemand {
    private final KubeletVersion version;
    private final FeatureGates gates;

    CpuDemand(KubeletVersion version, FeatureGates gates) {
        this.version = version;
        this.gates = gates;
    }

    private PodLevelTreatment treatment(PodRequest pod) {
        return PodLevelTreatment.of(pod, version, gates);
    }

    /// True if the pod is one whose `spec.resources` the manager looks at.
    boolean isPodLevel(PodRequest pod) {
        return treatment(pod) == PodLevelTreatment.AS_A_WHOLE;
    }

    /// How many exclusive CPUs the container gets (cpu-manager 6.1, 6.5): 0 means the shared pool.
    int exclusiveCount(PodRequest pod, ContainerRequest container) {
        if (Qos.of(pod, gates) != QosClass.GUARANTEED
                || pod.placement().of(container.name()).shared().orElse(false)) {
            return 0;
        }
        return switch (treatment(pod)) {
            case BY_CONTAINER -> wholeCpus(container.resources());
            case LEFT_ALONE -> 0;
            case AS_A_WHOLE -> Qos.isGuaranteed(container) ? wholeCpus(container.resources()) : 0;
        };
    }

    /// What the pod as a whole needs (cpu-manager 6.4).
    int podCount(PodRequest pod) {
        if (isPodLevel(pod)) {
            return Qos.of(pod, gates) == QosClass.GUARANTEED && !pod.placement().pod().shared().orElse(false)
                    ? wholeCpus(pod.podResources().orElse(ResourceAmounts.NONE))
                    : 0;
        }
        int initMax = 0;
        int sidecars = 0;
        int apps = 0;
        for (ContainerRequest container : pod.containers()) {
            int own = exclusiveCount(pod, container);
            switch (container.kind()) {
                case INIT -> initMax = Math.max(initMax, add(sidecars, own));
                case SIDECAR -> sidecars = add(sidecars, own);
                case APP -> apps = add(apps, own);
            }
        }
        return Math.max(initMax, add(apps, sidecars));
    }

    /// Why the containers of a pod-level pod do not fit the pod's own count, or nothing (cpu-manager 14.1).
    Optional<AllocationError> podScopeError(PodRequest pod) {
        int budget = podCount(pod);
        int exclusive = 0;
        boolean shared = false;
        for (ContainerRequest container : pod.containers()) {
            int own = exclusiveCount(pod, container);
            if (container.kind() == ContainerKind.INIT) {
                if (own > 0 && own > budget - exclusive) {
                    return emptyPool(
                            "pod rejected, largest exclusive init container requests " + own + " cpus, but only "
                                    + (budget - exclusive) + " available");
                }
                if (own == 0 && exclusive >= budget) {
                    return emptyPool("pod rejected, pod has shared init containers but no cpus available for them");
                }
            } else if (own == 0) {
                shared = true;
            } else {
                exclusive = add(exclusive, own);
            }
        }
        return shared && exclusive >= budget
                ? emptyPool("pod rejected, sum of exclusive container cpu requests equals pod budget,"
                        + " leaving no cpus for shared containers")
                : Optional.empty();
    }

    private static Optional<AllocationError> emptyPool(String text) {
        return Optional.of(AllocationError.typed("EmptyPodSharedPoolError", text));
    }

    private static int wholeCpus(ResourceAmounts resources) {
        Quantity request = resources.requests().get("cpu");
        if (request == null) {
            return 0;
        }
        long units = request.ceilUnits();
        boolean whole = units <= Integer.MAX_VALUE && units * 1000 == request.ceilMillis();
        return whole || units > Integer.MAX_VALUE ? (int) Math.min(units, Integer.MAX_VALUE) : 0;
    }

    // Counts are capped, so that absurd requests stay absurd instead of turning negative.
    private static int add(int a, int b) {
        return (int) Math.min((long) a + b, Integer.MAX_VALUE);
    }
}
