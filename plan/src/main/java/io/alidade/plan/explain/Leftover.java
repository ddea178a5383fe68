package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import java.util.ArrayList;
import java.util.List;

/// CPUs that an init container has and that no later container of its pod has taken over. It ends, and a kubelet frees its
/// CPUs only with the pod (cpu-manager 12.4).
///
/// @param pod `NAMESPACE/NAME`
record Leftover(String pod, String container, CpuSet cpus) {
    /// Those of all pods that run.
    static List<Leftover> on(Node node) {
        return node.pods().stream().flatMap(pod -> of(node, pod).stream()).toList();
    }

    static List<Leftover> of(Node node, PodRequest pod) {
        CpuSet taken = CpuSet.EMPTY;
        for (ContainerRequest container : pod.containers()) {
            if (container.kind() != ContainerKind.INIT) {
                taken = taken.or(assigned(node, pod, container));
            }
        }
        List<Leftover> found = new ArrayList<>();
        for (ContainerRequest container : pod.containers()) {
            CpuSet left = assigned(node, pod, container).andNot(taken);
            if (container.kind() == ContainerKind.INIT && !left.isEmpty()) {
                found.add(new Leftover(pod.namespace() + "/" + pod.name(), container.name(), left));
                taken = taken.or(left);
            }
        }
        return found;
    }

    private static CpuSet assigned(Node node, PodRequest pod, ContainerRequest container) {
        return node.allocations().cpus().assigned(pod.uid(), container.name()).orElse(CpuSet.EMPTY);
    }

    /// For whom they are missing.
    String sentence() {
        return (cpus.size() == 1 ? "CPU " : "CPUs ") + cpus.toListString() + (cpus.size() == 1 ? " is" : " are")
                + " still held by the init container " + container + " of " + pod
                + ", which has ended: a kubelet frees what no later container took over only with the pod";
    }
}
