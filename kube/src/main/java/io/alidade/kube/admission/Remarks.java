package io.alidade.kube.admission;

import io.alidade.engine.Node;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodLevelTreatment;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;

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
        this.pinsCpus = node.settings().policies().pinsCpus();
    }

    static List<String> of(Node node, PodManifest pod) {
        Remarks remarks = new Remarks(node, pod.request());
        remarks.addUnpinned();
        remarks.addUnknownDevices();
        return remarks.remarks;
    }

    private void addUnpinned() {
        if (!pinsCpus && !node.settings().policies().pinsMemory()) {
            return;
        }
        QosClass qosClass = Qos.of(pod, gates);
        if (qosClass != QosClass.GUARANTEED) {
            remarks.add(QosCause.of(pod, gates) + ", so the pod is " + qosClass.wireName() + ", not Guaranteed: "
                    + consequence());
        } else if (PodLevelTreatment.of(pod, node.settings().kubeletVersion(),
                gates) == PodLevelTreatment.LEFT_ALONE) {
            remarks.add("resources is not managed for whole pods without the gate "
                    + FeatureGates.POD_LEVEL_RESOURCE_MANAGERS + ", which is of 1.36 and later: " + consequence());
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
            remarks.add(QosCause.path(container) + ".resources.requests.cpu: " + cpus.toText()
                    + " is not a whole number of CPUs: it runs in the shared pool");
        }
    }

    private void addUnknownDevices() {
        for (ContainerRequest container : pod.containers()) {
            container.resources().limits().forEach((resource, amount) -> {
                if (amount.signum() > 0 && ExtendedResourceName.isValid(resource)
                        && !node.allocations().devices().resources().contains(resource)) {
                    remarks.add(QosCause.path(container) + ".resources.limits[" + resource
                            + "]: no plugin has registered it here: the kubelet gives nothing and does not refuse");
                }
            });
        }
    }
}
