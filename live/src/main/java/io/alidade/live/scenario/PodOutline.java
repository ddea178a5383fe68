package io.alidade.live.scenario;

import io.alidade.kube.document.Value;
import io.alidade.kube.document.Value.Mapping;
import io.alidade.kube.document.Value.Sequence;
import io.alidade.kube.document.Value.Text;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pod's object reduced to what decides something.
final class PodOutline {
    private static final List<String> ANNOTATIONS = List.of("kubernetes.io/config.source",
            "kubernetes.io/config.mirror");
    private static final List<String> DECIDING = List.of("restartPolicy", "hostNetwork", "priority",
            "priorityClassName", "overhead", "resources", "os");
    /// What a pod asks of names and labels.
    private static final List<String> OF_PLACES = List.of("nodeName", "nodeSelector", "tolerations");
    private static final List<String> OF_CONTAINER = List.of("restartPolicy", "resources", "ports");

    private PodOutline() {}

    /// Reduces an object.
    ///
    /// @param names what its names become; where they are replaced, what it asks of other names is left out
    static Mapping of(Mapping pod, ScenarioNames names) {
        Mapping metadata = mapping(pod, "metadata");
        Mapping spec = mapping(pod, "spec");
        String uid = uid(pod);
        Value.Builder outline = Value.mapping();
        DECIDING.forEach(field -> outline.with(field, field(spec, field)));
        if (!names.areReplaced()) {
            OF_PLACES.forEach(field -> outline.with(field, field(spec, field)));
            field(mapping(spec, "affinity"), "nodeAffinity")
                    .ifPresent(affinity -> outline.with("affinity", Value.mapping().with("nodeAffinity", affinity)));
        }
        for (String kind : List.of("initContainers", "containers")) {
            if (spec.fields().get(kind) instanceof Sequence(List<Value> items)) {
                outline.with(kind, Value.sequence(items.stream().filter(Mapping.class::isInstance)
                        .map(item -> container((Mapping) item, uid, names)).toList()));
            }
        }
        return Value.mapping().with("apiVersion", "v1").with("kind", "Pod")
                .with("metadata", Value.mapping().with("name", names.pod(uid, name(pod)))
                        .with("namespace", names.namespace(namespace(pod))).with("uid", names.uid(uid))
                        .with("annotations", annotations(mapping(metadata, "annotations"), names)))
                .with("spec", outline)
                .with("status", field(mapping(pod, "status"), "qosClass")
                        .map(qosClass -> Value.mapping().with("qosClass", qosClass).build()))
                .build();
    }

    private static Value container(Mapping container, String uid, ScenarioNames names) {
        Value.Builder outline = Value.mapping().with("name", names.container(uid, text(container, "name")));
        OF_CONTAINER.forEach(field -> outline.with(field, field(container, field)));
        return outline.build();
    }

    private static Optional<Value> annotations(Mapping all, ScenarioNames names) {
        Map<String, Value> kept = new LinkedHashMap<>(all.fields());
        kept.keySet().removeIf(key -> !ANNOTATIONS.contains(key)
                && (names.areReplaced() || !PodManifest.isForAgents(key)));
        return kept.isEmpty() ? Optional.empty() : Optional.of(new Mapping(kept));
    }

    static String uid(Mapping pod) {
        return text(mapping(pod, "metadata"), "uid");
    }

    private static String name(Mapping pod) {
        return text(mapping(pod, "metadata"), "name");
    }

    static String namespace(Mapping pod) {
        return text(mapping(pod, "metadata"), "namespace");
    }

    static List<String> containers(Mapping pod) {
        List<String> names = new ArrayList<>();
        for (String kind : List.of("initContainers", "containers")) {
            if (mapping(pod, "spec").fields().get(kind) instanceof Sequence(List<Value> items)) {
                items.stream().filter(Mapping.class::isInstance)
                        .forEach(item -> names.add(text((Mapping) item, "name")));
            }
        }
        return names;
    }

    private static Optional<Value> field(Mapping mapping, String key) {
        return Optional.ofNullable(mapping.fields().get(key));
    }

    private static Mapping mapping(Mapping of, String key) {
        return of.fields().get(key) instanceof Mapping inner ? inner : new Mapping(Map.of());
    }

    private static String text(Mapping of, String key) {
        return of.fields().get(key) instanceof Text(String text) ? text : "";
    }
}
