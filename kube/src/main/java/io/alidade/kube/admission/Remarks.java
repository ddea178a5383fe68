package io.alidade.kube.admission;

import io.alidade.engine.ContainerKind;
import io.alidade.engine.ContainerRequest;
import io.alidade.engine.FeatureGates;
import io.alidade.engine.Node;
import io.alidade.engine.PodRequest;
import io.alidade.engine.Qos;
import io.alidade.engine.QosClass;
import io.alidade.engine.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says what a kubelet does with a pod without a word: what it will not pin, and by which field, and devices that it does
/// not know. One sentence each, beginning with the path of the field.
final class Remarks {
    private final Node node;
    private final PodRequest pod;
    private final FeatureGates gates;
    private final boolean pinsCpus;
    private final List<String> remarks = new ArrayList<>();

    private Remarks(Node node, PodRequest pod) {
        this.node = node;
        this.pod = pod;
        this.gates = node.settings().featureGates();
        this.pinsCpus = node.settings().cpuManagerPolicy().equals("static");
    }

    static List<String> of(Node node, PodManifest pod) {
        Remarks remarks = new Remarks(node, pod.request());
        remarks.addUnpinned();
        remarks.addUnknownDevices();
        return remarks.remarks;
    }

    /// The path of a container in its pod's spec, `initContainers[setup]`.
    static String path(ContainerRequest container) {
        return (container.kind() == ContainerKind.APP ? "containers[" : "initContainers[") + container.name() + "]";
    }

    private void addUnpinned() {
        if (!pinsCpus && !node.settings().memoryManagerPolicy().equals("Static")) {
            return;
        }
        QosClass qosClass = Qos.of(pod, gates);
        if (qosClass != QosClass.GUARANTEED) {
            remarks.add(cause() + ", so the pod is " + qosClass.wireName() + ", not Guaranteed: " + consequence());
        } else if (Qos.hasPodLevelResources(pod) && !gates.managesPodLevelResources()) {
            remarks.add("resources is not managed for whole pods without the gate "
                    + FeatureGates.POD_LEVEL_RESOURCE_MANAGERS + ": " + consequence());
        } else if (pinsCpus) {
            pod.containers().forEach(this::addFraction);
        }
    }

    private String consequence() {
        return pinsCpus ? "it runs in the shared pool" : "its memory is not pinned";
    }

    private void addFraction(ContainerRequest container) {
        Quantity cpus = container.resources().requests().getOrDefault("cpu", Quantity.ZERO);
        boolean shares = node.allocations().cpus().exclusiveCount(pod, container) == 0;
        if (shares && cpus.signum() > 0 && cpus.ceilUnits() * 1000 != cpus.ceilMillis()) {
            remarks.add(path(container) + ".resources.requests.cpu: " + cpus.toText()
                    + " is not a whole number of CPUs: it runs in the shared pool");
        }
    }

    /// The first field that keeps the pod from being Guaranteed.
    private String cause() {
        if (pod.qosClass().isPresent() && pod.qosClass().get() != computedClass()) {
            return "status.qosClass is " + pod.qosClass().get().wireName();
        }
        if (gates.isOn(FeatureGates.POD_LEVEL_RESOURCES) && pod.podResources().isPresent()) {
            return cause("resources", pod.podResources().get()).orElse("resources is not Guaranteed");
        }
        return pod.containers().stream().flatMap(
                container -> cause(path(container) + ".resources", container.resources()).stream()).findFirst()
                .orElse("containers is empty");
    }

    private QosClass computedClass() {
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

    private void addUnknownDevices() {
        List<String> known = node.allocations().devices().resources();
        for (ContainerRequest container : pod.containers()) {
            container.resources().limits().forEach((resource, amount) -> {
                if (amount.signum() > 0 && ExtendedResourceName.isValid(resource) && !known.contains(resource)) {
                    remarks.add(path(container) + ".resources.limits[" + resource
                            + "]: no plugin has registered it here: the kubelet gives nothing and does not refuse");
                }
            });
        }
    }
}
