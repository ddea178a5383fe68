package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.kube.admission.PodDecision;
import java.util.ArrayList;
import java.util.List;

/// Why a pod is refused that ran before the kubelet was started again, on what it held then.
final class Readmission {
    private Readmission() {}

    /// One sentence each; empty for a pod that is new.
    static List<String> causes(Node before, PodRequest pod, PodDecision.Refused refused) {
        List<String> sentences = new ArrayList<>();
        if (!before.holders().contains(pod.uid())) {
            return sentences;
        }
        CpuSet[] held = {CpuSet.EMPTY};
        before.allocations().cpus().containers(pod.uid())
                .forEach((container, cpus) -> held[0] = held[0].or(cpus));
        String holds = held[0].isEmpty() ? "" : " (it holds " + held[0].toListString() + ")";
        boolean hasOwnResources = before.settings().featureGates().managesPodLevelResources()
                && Qos.hasPodLevelResources(pod) && before.settings().policies().hasPodScope();
        sentences.add("it ran before the kubelet was started again, and is admitted again over what it holds" + holds);
        if (hasOwnResources && refused.message().contains("cpus")) {
            sentences.add("a pod with spec.resources is given its CPUs anew then, beside those that it holds: "
                    + Phrases.of("cpu", before.allocations().cpus().availableCpus().size())
                    + " left for that. A pod that has more than half of the CPUs does not come through a restart");
        } else if (refused.reason().equals("SMTAlignmentError")) {
            sentences.add("full-pcpus-only looks at free CPUs only and does not count those that the pod holds");
        } else if (refused.message().contains("[memorymanager]")
                && pod.containers().stream().anyMatch(container -> container.kind() == ContainerKind.INIT)) {
            sentences.add("its init containers are given memory anew, beside what the other containers hold"
                    + " already");
        }
        return sentences;
    }
}
