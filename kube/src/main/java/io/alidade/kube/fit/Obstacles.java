package io.alidade.kube.fit;

import io.alidade.kube.machine.NodeTaint;
import io.alidade.kube.pod.NodeAffinity;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What keeps a pod off a node whatever it asks for and whoever else is there: labels, taints, the node's name. Of what is not
/// known of the node nothing is said.
final class Obstacles {
    private static final int MAX_TERMS = 4;

    private final NodeFit node;
    private final PodManifest pod;
    private final List<String> sentences = new ArrayList<>();

    private Obstacles(NodeFit node, PodManifest pod) {
        this.node = node;
        this.pod = pod;
    }

    /// A sentence each.
    static List<String> of(NodeFit node, PodManifest pod) {
        Obstacles obstacles = new Obstacles(node, pod);
        if (!node.labels().isEmpty()) {
            obstacles.selector();
            pod.requiredNodeAffinity().ifPresent(obstacles::affinity);
        }
        obstacles.name();
        if (!pod.isStatic()) {
            node.taints().forEach(obstacles::taint);
        }
        return obstacles.sentences;
    }

    private void selector() {
        new TreeMap<>(pod.nodeSelector()).forEach((key, value) -> {
            Optional<String> own = Optional.ofNullable(node.labels().get(key));
            if (!own.equals(Optional.of(value))) {
                sentences.add("nodeSelector wants the label " + key + "=" + value + ", and the node has "
                        + own.map(other -> key + "=" + other).orElse("no such label"));
            }
        });
    }

    private void affinity(NodeAffinity affinity) {
        boolean asksForName = affinity.terms().stream().anyMatch(term -> !term.fields().isEmpty());
        if (affinity.matches(node.nodeName().orElse(""), node.labels()) || (asksForName && node.nodeName().isEmpty())) {
            return;
        }
        sentences.add("no term of its node affinity fits: " + affinity.terms().stream().limit(MAX_TERMS)
                .map(term -> term.unmet(node.labels())).collect(Collectors.joining("; or ")));
    }

    private void name() {
        if (pod.nodeName().isPresent() && node.nodeName().isPresent() && !pod.nodeName().equals(node.nodeName())) {
            sentences.add("spec.nodeName is " + pod.nodeName().get() + ", and the node is " + node.nodeName().get());
        }
    }

    /// Only `NoExecute` matters to the kubelet.
    private void taint(NodeTaint taint) {
        if (taint.effect().equals("NoExecute") && pod.tolerations().stream()
                .noneMatch(own -> own.tolerates(taint.key(), taint.value(), taint.effect()))) {
            sentences.add("the node has the taint " + taint.key() + (taint.value().isEmpty() ? "" : "=" + taint.value())
                    + ":NoExecute, which no toleration names");
        }
    }
}
