package io.alidade.plan.explain;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.CpuPlacement;
import io.alidade.engine.settings.PodPlacement;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.admission.QosCause;
import io.alidade.plan.explain.Explanation.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a container has CPUs of its own, why, and why these.
final class ContainerStory {
    private final Node node;
    private final QosClass qosClass;
    private final PodPlacement placement;

    private ContainerStory(Node node, PodRequest pod) {
        this.node = node;
        this.qosClass = Qos.of(pod, node.settings().featureGates());
        this.placement = pod.placement();
    }

    static Explanation.Qos qos(Node node, PodRequest pod) {
        QosClass qosClass = Qos.of(pod, node.settings().featureGates());
        String why = switch (qosClass) {
            case GUARANTEED -> "requests and limits of cpu and memory are equal everywhere";
            case BEST_EFFORT -> "nothing asks for cpu or memory";
            case BURSTABLE -> QosCause.of(pod, node.settings().featureGates());
        };
        return new Explanation.Qos(qosClass, why);
    }

    static List<Container> of(Node before, PodRequest pod, PodDecision decision, HintRecording recording) {
        ContainerStory story = new ContainerStory(before, pod);
        CpuTopology topology = new CpuTopology(before.topology());
        List<Container> containers = new ArrayList<>();
        for (int index = 0; index < pod.containers().size(); index++) {
            ContainerRequest own = pod.containers().get(index);
            int count = before.allocations().cpus().exclusiveCount(pod, own);
            Optional<AdmissionReport.Container> given = Optional.empty();
            Optional<CpuChoice> choice = Optional.empty();
            if (decision instanceof PodDecision.Admitted admitted) {
                ContainerPlacement placement = admitted.containers().get(index);
                given = Optional.of(AdmissionRun.container(admitted.node().node(), placement));
                choice = placement.exclusiveCpus().filter(cpus -> !cpus.isEmpty())
                        .filter(cpus -> cpus.isSubsetOf(topology.cpus()))
                        .map((CpuSet cpus) -> CpuChoice.of(topology, cpus, recording.freeCpus(own.name()).or(cpus),
                                options(before, pod, own)))
                        .map(chosen -> chosen.with(leftover(admitted, pod, own) + earlier(before, pod, placement)));
            }
            containers.add(new Container(own.name(), own.kind(), count,
                    choice.map(CpuChoice::text).orElseGet(() -> story.why(own, count)),
                    choice.map(CpuChoice::kind), given));
        }
        return containers;
    }

    /// The options by which its CPUs are chosen: those of the node, or what is said of this container.
    private static Map<String, String> options(Node node, PodRequest pod, ContainerRequest container) {
        return pod.placement().of(container.name()).cpus().map(CpuPlacement::options)
                .orElse(node.settings().cpuManagerPolicyOptions());
    }

    /// What it had before the kubelet was started again, if that was something else.
    private static String earlier(Node before, PodRequest pod, ContainerPlacement placement) {
        return before.allocations().cpus().assigned(pod.uid(), placement.name())
                .filter(cpus -> !Optional.of(cpus).equals(placement.exclusiveCpus()))
                .map(cpus -> "; before the restart it had " + cpus.toListString()).orElse("");
    }

    private static String leftover(PodDecision.Admitted admitted, PodRequest pod, ContainerRequest container) {
        return Leftover.of(admitted.node().node(), pod).stream()
                .filter(left -> left.container().equals(container.name())).findFirst()
                .map(left -> "; no later container takes over " + left.cpus().toListString()
                        + ": the pod keeps them until it goes")
                .orElse("");
    }

    private String why(ContainerRequest container, int count) {
        if (!node.settings().policies().pinsCpus()) {
            return "it runs on any CPU: the CPU Manager's policy is none";
        }
        if (count > 0) {
            return count + (count == 1 ? " CPU" : " CPUs") + " of its own: Guaranteed, and a whole number";
        }
        if (placement.of(container.name()).shared().orElse(false)) {
            return "it shares CPUs: that is asked for it";
        }
        if (qosClass != QosClass.GUARANTEED) {
            return "it shares CPUs: the pod is " + qosClass.wireName() + ", not Guaranteed";
        }
        Quantity cpus = container.resources().requests().getOrDefault("cpu", Quantity.ZERO);
        if (cpus.isZero()) {
            return "it shares CPUs: it asks for none";
        }
        return cpus.ceilUnits() * 1000 == cpus.ceilMillis()
                ? "it shares CPUs: those of a pod with spec.resources are not pinned"
                : "it shares CPUs: " + cpus.toText() + " is not a whole number";
    }
}
