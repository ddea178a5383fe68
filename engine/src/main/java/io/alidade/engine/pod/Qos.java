package io.alidade.engine.pod;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import java.util.Optional;

/// Quality-of-service classes and the questions that the managers ask about requests (node-config 6, cpu-manager 6).
public final class Qos {
    private Qos() {}

    /// The class recorded in the pod's status, else the computed one (node-config 6).
    public static QosClass of(PodRequest pod, FeatureGates gates) {
        if (pod.qosClass().isPresent()) {
            return pod.qosClass().get();
        }
        Optional<ResourceAmounts> whole = classedBy(pod, gates);
        if (whole.isPresent()) {
            return of(whole.get());
        }
        Optional<QosClass> common = Optional.empty();
        for (ContainerRequest container : pod.containers()) {
            QosClass own = of(container.resources());
            if (own == QosClass.BURSTABLE || (common.isPresent() && common.get() != own)) {
                return QosClass.BURSTABLE;
            }
            common = Optional.of(own);
        }
        return common.orElse(QosClass.BEST_EFFORT);
    }

    /// The `spec.resources` of a pod, where they and not its containers decide on its class.
    public static Optional<ResourceAmounts> classedBy(PodRequest pod, FeatureGates gates) {
        return pod.podResources().filter(_ -> gates.isOn(FeatureGates.POD_LEVEL_RESOURCES)
                && (hasPodLevelResources(pod) || !gates.isOn(FeatureGates.POD_LEVEL_QOS_FIX)));
    }

    /// The class of one set of requests and limits.
    public static QosClass of(ResourceAmounts resources) {
        Quantity cpuRequest = resources.requests().getOrDefault("cpu", Quantity.ZERO);
        Quantity memoryRequest = resources.requests().getOrDefault("memory", Quantity.ZERO);
        if (cpuRequest.compareTo(resources.limits().getOrDefault("cpu", Quantity.ZERO)) != 0
                || memoryRequest.compareTo(resources.limits().getOrDefault("memory", Quantity.ZERO)) != 0
                || cpuRequest.isZero() != memoryRequest.isZero()) {
            return QosClass.BURSTABLE;
        }
        return cpuRequest.isZero() ? QosClass.BEST_EFFORT : QosClass.GUARANTEED;
    }

    /// True if a container by itself would be Guaranteed (cpu-manager 6.2).
    public static boolean isGuaranteed(ContainerRequest container) {
        return of(container.resources()) == QosClass.GUARANTEED;
    }

    /// True if `spec.resources` names a resource that pods can be given as a whole (memory-manager 4.3).
    public static boolean hasPodLevelResources(PodRequest pod) {
        return pod.podResources()
                .filter(resources -> resources.requests().keySet().stream().anyMatch(Qos::isPodLevelResource)
                        || resources.limits().keySet().stream().anyMatch(Qos::isPodLevelResource))
                .isPresent();
    }

    private static boolean isPodLevelResource(String resource) {
        return resource.equals("cpu") || isMemoryType(resource);
    }

    /// True for `memory` and `hugepages-…`.
    public static boolean isMemoryType(String resource) {
        return resource.equals("memory") || resource.startsWith("hugepages-");
    }

    /// The amount that a pod needs when containers need `amount` each, by the order in which they run (node-config 8):
    /// sidecars run beside everything after them, ordinary init containers one at a time.
    public static long effective(PodRequest pod, java.util.function.ToLongFunction<ContainerRequest> amount) {
        long running = 0;
        long sidecars = 0;
        long initMax = 0;
        for (ContainerRequest container : pod.containers()) {
            long own = amount.applyAsLong(container);
            switch (container.kind()) {
                case INIT -> initMax = Math.max(initMax, Math.addExact(sidecars, own));
                case SIDECAR -> {
                    sidecars = Math.addExact(sidecars, own);
                    running = Math.addExact(running, own);
                    initMax = Math.max(initMax, sidecars);
                }
                case APP -> running = Math.addExact(running, own);
            }
        }
        return Math.max(running, initMax);
    }
}
