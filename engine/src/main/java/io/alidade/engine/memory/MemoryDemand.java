package io.alidade.engine.memory;

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
import io.alidade.engine.table.NamedTable;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Which memory a pod's containers ask of the Memory Manager, in bytes by memory type in name order (memory-manager 4, 7.1,
/// 7.2). Nothing (an absent table) means that an amount has no integer form.
final class MemoryDemand {
    private static final NamedTable<Long> NONE = NamedTable.empty();

    private final KubeletVersion version;
    private final FeatureGates gates;

    MemoryDemand(KubeletVersion version, FeatureGates gates) {
        this.version = version;
        this.gates = gates;
    }

    /// False where the manager stands aside (memory-manager 4.1 and 4.3).
    boolean isManaged(PodRequest pod) {
        return Qos.of(pod, gates) == QosClass.GUARANTEED && treatment(pod) != PodLevelTreatment.LEFT_ALONE;
    }

    boolean isPodLevel(PodRequest pod) {
        return treatment(pod) == PodLevelTreatment.AS_A_WHOLE;
    }

    private PodLevelTreatment treatment(PodRequest pod) {
        return PodLevelTreatment.of(pod, version, gates);
    }

    /// Empty for a container that shares its pod's memory (memory-manager 4.4).
    Optional<NamedTable<Long>> requests(PodRequest pod, ContainerRequest container) {
        return isPodLevel(pod) && !Qos.isGuaranteed(container)
                ? Optional.of(NONE)
                : amounts(container.resources(), false);
    }

    /// What the pod as a whole asks for (memory-manager 7.1).
    Optional<NamedTable<Long>> podRequests(PodRequest pod) {
        if (isPodLevel(pod)) {
            return amounts(pod.podResources().orElse(ResourceAmounts.NONE), true);
        }
        NamedTable<Long> apps = NONE;
        NamedTable<Long> sidecars = NONE;
        NamedTable<Long> initMax = NONE;
        for (ContainerRequest container : pod.containers()) {
            Optional<NamedTable<Long>> requests = requests(pod, container);
            if (requests.isEmpty()) {
                return Optional.empty();
            }
            switch (container.kind()) {
                case APP -> apps = plus(apps, requests.get());
                case SIDECAR -> sidecars = plus(sidecars, requests.get());
                case INIT -> initMax = max(initMax, plus(sidecars, requests.get()));
            }
        }
        NamedTable<Long> total = NONE;
        NamedTable<Long> counted = version.countsMemoryOfInitContainersAlone()
                ? max(max(apps, sidecars), initMax)
                : apps;
        for (String type : counted.names().stream().sorted().toList()) {
            long running = apps.orElse(type, 0L) + sidecars.orElse(type, 0L);
            total = total.with(type, Math.max(running, initMax.orElse(type, 0L)));
        }
        return Optional.of(total);
    }

    /// Why the containers of a pod-level pod do not fit the pod's own amounts, or nothing (memory-manager 7.2).
    Optional<AllocationError> podScopeError(PodRequest pod, NamedTable<Long> budget) {
        NamedTable<Long> exclusive = NONE;
        boolean shared = false;
        for (ContainerRequest container : pod.containers()) {
            NamedTable<Long> own = requests(pod, container).orElse(NONE);
            if (container.kind() == ContainerKind.INIT) {
                Optional<AllocationError> error = initError(budget, exclusive, own);
                if (error.isPresent()) {
                    return error;
                }
            } else if (own.isEmpty()) {
                shared = true;
            } else {
                exclusive = plus(exclusive, own);
            }
        }
        if (shared) {
            for (String type : budget.names()) {
                if (exclusive.orElse(type, 0L) >= budget.orElse(type, 0L)) {
                    return emptyPool("pod rejected, sum of exclusive container " + type
                            + " requests equals pod budget, leaving no memory for shared containers");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<AllocationError> initError(NamedTable<Long> budget, NamedTable<Long> exclusive,
            NamedTable<Long> own) {
        for (String type : budget.names()) {
            long left = budget.orElse(type, 0L) - exclusive.orElse(type, 0L);
            if (own.isEmpty() && left <= 0) {
                return emptyPool("pod rejected, pod has shared init containers but no " + type + " available for them");
            }
            if (!own.isEmpty() && own.orElse(type, 0L) > left) {
                return emptyPool("pod rejected, largest exclusive init container requests " + own.orElse(type, 0L)
                        + " of " + type + ", but only " + left + " available");
            }
        }
        return Optional.empty();
    }

    private static Optional<AllocationError> emptyPool(String text) {
        return Optional.of(AllocationError.typed("EmptyPodSharedPoolError", text));
    }

    private static Optional<NamedTable<Long>> amounts(ResourceAmounts resources, boolean onlyPositive) {
        NamedTable<Long> amounts = NONE;
        for (Map.Entry<String, Quantity> request : resources.requests().entrySet()) {
            if (!Qos.isMemoryType(request.getKey())) {
                continue;
            }
            OptionalLong bytes = request.getValue().asLong();
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            if (bytes.getAsLong() > 0 || !onlyPositive) {
                amounts = amounts.with(request.getKey(), bytes.getAsLong());
            }
        }
        return Optional.of(amounts);
    }

    private static NamedTable<Long> plus(NamedTable<Long> a, NamedTable<Long> b) {
        NamedTable<Long> sum = a;
        for (String type : b.names()) {
            sum = sum.with(type, sum.orElse(type, 0L) + b.orElse(type, 0L));
        }
        return sum;
    }

    private static NamedTable<Long> max(NamedTable<Long> a, NamedTable<Long> b) {
        NamedTable<Long> max = a;
        for (String type : b.names()) {
            max = max.with(type, Math.max(max.orElse(type, 0L), b.orElse(type, 0L)));
        }
        return max;
    }
}
