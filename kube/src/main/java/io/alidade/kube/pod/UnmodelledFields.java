package io.alidade.kube.pod;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds what a pod says that decides something on a real node and nothing here: a decision on such a pod is not the
/// kubelet's, so it is never given without a word.
final class UnmodelledFields {
    private static final List<String> PARTITIONING = List.of("target.workload.openshift.io/",
            "resources.workload.openshift.io/");
    private static final String PARTITIONED_CORES = ".workload.openshift.io/cores";
    private static final String OS_LABEL = "kubernetes.io/os";
    private static final String WINDOWS = "windows";
    private static final List<String> CONTAINERS = List.of("initContainers", "containers");
    private static final List<String> AMOUNTS = List.of("requests", "limits");
    private static final List<String> PINNED = List.of("cpu", "memory");

    private UnmodelledFields() {}

    /// One sentence each, beginning with the path of the field.
    static List<String> of(Fields spec, Map<String, String> annotations, Optional<Fields> status) {
        List<String> sentences = new ArrayList<>();
        List<Fields> claims = spec.objects("resourceClaims");
        if (!claims.isEmpty()) {
            sentences.add("spec.resourceClaims (" + claims.stream().map(claim -> claim.string("name").orElse("?"))
                    .collect(Collectors.joining(", ")) + "): dynamic resource allocation is not modelled: which devices"
                    + " the claims get, and on which NUMA nodes, is not decided here");
        }
        boolean isWindows = spec.object("os").flatMap(os -> os.string("name")).filter(WINDOWS::equals).isPresent()
                || WINDOWS.equals(spec.strings("nodeSelector").get(OS_LABEL));
        if (isWindows) {
            sentences.add(
                    "spec.os: a pod for Windows, whose resource managers are not modelled: this is what a kubelet on"
                            + " Linux would decide");
        }
        partitioning(spec, annotations).ifPresent(field -> sentences.add(field
                + ": workload partitioning is not modelled:"
                + " where it is on, the pod asks for no CPU of the node and runs on the management CPUs"));
        status.filter(running -> isResizing(spec, running)).ifPresent(running -> sentences
                .add("status: the pod is being resized in place, which is not modelled: it is decided on by its spec"));
        return sentences;
    }

    // OpenShift's admission replaces requests of cpu by such cores; the kubelet does so for static pods.
    private static Optional<String> partitioning(Fields spec, Map<String, String> annotations) {
        return annotations.keySet().stream().filter(key -> PARTITIONING.stream().anyMatch(key::startsWith)).sorted()
                .findFirst().map(key -> "metadata.annotations[" + key + "]").or(() -> partitionedCores(spec));
    }

    // Of every pod: loops, not streams.
    private static Optional<String> partitionedCores(Fields spec) {
        for (String list : CONTAINERS) {
            for (Fields container : spec.objects(list)) {
                Optional<Fields> resources = container.object("resources");
                for (String kind : AMOUNTS) {
                    Optional<Fields> amounts = resources.flatMap(fields -> fields.object(kind));
                    for (String name : amounts.map(Fields::keys).orElse(List.of())) {
                        if (name.endsWith(PARTITIONED_CORES)) {
                            return amounts.map(fields -> fields.path(name));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isResizing(Fields spec, Fields status) {
        boolean isAnnounced = status.string("resize").filter(text -> !text.isEmpty()).isPresent()
                || status.objects("conditions").stream().anyMatch(condition -> condition.string("type").orElse("")
                        .startsWith("PodResize") && condition.string("status").orElse("").equals("True"));
        return isAnnounced || differs(spec, status)
                || anyDiffers(spec.objects("containers"), status.objects("containerStatuses"))
                || anyDiffers(spec.objects("initContainers"), status.objects("initContainerStatuses"));
    }

    private static boolean anyDiffers(List<Fields> containers, List<Fields> statuses) {
        return containers.stream().anyMatch(container -> statuses.stream()
                .filter(status -> status.string("name").equals(container.string("name")))
                .anyMatch(status -> differs(container, status)));
    }

    /// Whether a running container, or a pod as a whole, holds other amounts than its spec asks for.
    private static boolean differs(Fields spec, Fields status) {
        Optional<Fields> resources = spec.object("resources");
        Map<String, Quantity> limits = resources.map(fields -> fields.quantities("limits")).orElse(Map.of());
        // What only a limit names is requested by it (node-config 7.2).
        Map<String, Quantity> requests = new HashMap<>(limits);
        requests.putAll(resources.map(fields -> fields.quantities("requests")).orElse(Map.of()));
        Optional<Fields> inForce = status.object("resources");
        return differs(requests, status.quantities("allocatedResources"))
                || differs(limits, inForce.map(fields -> fields.quantities("limits")).orElse(Map.of()));
    }

    private static boolean differs(Map<String, Quantity> asked, Map<String, Quantity> held) {
        return PINNED.stream().anyMatch(resource -> held.containsKey(resource) && asked.containsKey(resource)
                && held.get(resource).compareTo(asked.get(resource)) != 0);
    }
}
