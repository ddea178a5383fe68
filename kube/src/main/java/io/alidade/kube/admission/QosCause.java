package io.alidade.kube.admission;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import java.util.Optional;
import java.util.Set;

/// The first field that keeps a pod from being Guaranteed.
public final class QosCause {
    private QosCause() {}

    /// The path of a container in its pod's spec, `initContainers[setup]`.
    public static String path(ContainerRequest container) {
        return (container.kind() == ContainerKind.APP ? "containers[" : "initContainers[") + container.name() + "]";
    }

    /// A sentence part about a pod that is not Guaranteed: `containers[web].resources.limits.cpu is missing`.
    public static String of(PodRequest pod, FeatureGates gates) {
        if (pod.qosClass().isPresent() && pod.qosClass().get() != computedClass(pod, gates)) {
            return "status.qosClass is " + pod.qosClass().get().wireName();
        }
        Optional<ResourceAmounts> whole = Qos.classedBy(pod, gates);
        if (whole.isPresent()) {
            return cause("resources", whole.get()).orElse("resources is not Guaranteed");
        }
        return pod.containers().stream().flatMap(
                container -> cause(path(container) + ".resources", container.resources()).stream()).findFirst()
                .orElse("containers is empty");
    }

    private static QosClass computedClass(PodRequest pod, FeatureGates gates) {
        return Qos.of(new PodRequest(pod.uid(), pod.namespace(), pod.name(), Optional.empty(), pod.podResources(),
                pod.containers()), gates);
    }

    private static Optional<String> cause(String path, ResourceAmounts resources) {
        if (resources.limits().keySet().stream().noneMatch(Set.of("cpu", "memory")::contains)
                && resources.requests().keySet().stream().noneMatch(Set.of("cpu", "memory")::contains)) {
            return Optional.of(path + ".limits has neither cpu nor memory");
        }
        return cause(path, resources, "cpu").or(() -> cause(path, resources, "memory"));
    }

    private static Optional<String> cause(String path, ResourceAmounts resources, String resource) {
        Optional<Quantity> limit = Optional.ofNullable(resources.limits().get(resource));
        Quantity request = resources.requests().getOrDefault(resource, Quantity.ZERO);
        if (limit.isEmpty() || limit.get().isZero()) {
            return Optional.of(path + ".limits." + resource + " is " + (limit.isEmpty() ? "missing" : "0"));
        }
        return request.compareTo(limit.get()) == 0 ? Optional.empty()
                : Optional.of(path + ".requests." + resource + ": " + request.toText() + " is not its limit of "
                        + limit.get().toText());
    }
}
