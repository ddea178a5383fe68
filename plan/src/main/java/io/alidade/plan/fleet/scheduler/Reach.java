package io.alidade.plan.fleet.scheduler;

import io.alidade.kube.machine.NodeTaint;
import io.alidade.kube.pod.NodeAffinity;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.fleet.NodePool;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may go where, whatever is free: node selector, required node affinity, taints, the node's name.
public final class Reach {
    private Reach() {}

    /// The nodes of a pool that a pod may go to, by their number within the pool.
    public static BitSet of(PodManifest pod, NodePool pool) {
        BitSet nodes = new BitSet(pool.count());
        if (pod.isStatic() && pod.nodeName().isPresent()) {
            // Its kubelet takes it, and no scheduler is asked.
            for (int node = 0; node < pool.count(); node++) {
                nodes.set(node, pool.nodeName(node).equals(pod.nodeName().get()));
            }
            return nodes;
        }
        if (!toleratesAll(pod, pool.machine().taints())) {
            return nodes;
        }
        Map<String, String> labels = new HashMap<>(pool.labels());
        if (!dependsOnName(pod)) {
            nodes.set(0, pool.count(), matches(pod, "", labels));
            return nodes;
        }
        for (int node = 0; node < pool.count(); node++) {
            String name = pool.nodeName(node);
            labels.put(NodePool.HOSTNAME, name);
            nodes.set(node, matches(pod, name, labels)
                    && pod.nodeName().filter(wanted -> !wanted.equals(name)).isEmpty());
        }
        return nodes;
    }

    /// How many taints `PreferNoSchedule` of a pool a pod does not tolerate.
    static int disliked(PodManifest pod, NodePool pool) {
        return (int) pool.machine().taints().stream().filter(taint -> taint.effect().equals("PreferNoSchedule"))
                .filter(taint -> !tolerates(pod, taint)).count();
    }

    private static boolean toleratesAll(PodManifest pod, List<NodeTaint> taints) {
        return taints.stream().filter(taint -> !taint.effect().equals("PreferNoSchedule"))
                .allMatch(taint -> tolerates(pod, taint));
    }

    private static boolean tolerates(PodManifest pod, NodeTaint taint) {
        return pod.tolerations().stream().anyMatch(own -> own.tolerates(taint.key(), taint.value(), taint.effect()));
    }

    private static boolean matches(PodManifest pod, String name, Map<String, String> labels) {
        Optional<NodeAffinity> affinity = pod.requiredNodeAffinity();
        return labels.entrySet().containsAll(pod.nodeSelector().entrySet())
                && affinity.map(own -> own.matches(name, labels)).orElse(true);
    }

    private static boolean dependsOnName(PodManifest pod) {
        return pod.nodeName().isPresent() || pod.nodeSelector().containsKey(NodePool.HOSTNAME)
                || pod.requiredNodeAffinity().filter(affinity -> affinity.terms().stream().anyMatch(
                        term -> !term.fields().isEmpty() || term.expressions().stream()
                                .anyMatch(expression -> expression.key().equals(NodePool.HOSTNAME))))
                        .isPresent();
    }
}
