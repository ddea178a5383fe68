package io.alidade.kube.pod;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds what a pod says that decides something on a real node and nothing here: a decision on such a pod is not the
/// kubelet's, so it is never given without a word.
final class UnmodelledFields {
    private static final String PARTITIONING = "target.workload.openshift.io/";
    private static final String OS_LABEL = "kubernetes.io/os";
    private static final String WINDOWS = "windows";
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
        annotations.keySet().stream().filter(key -> key.startsWith(PARTITIONING)).sorted().findFirst()
                .ifPresent(key -> sentences.add("metadata.annotations[" + key
                        + "]: workload partitioning is not modelled:"
                        + " where it is on, the pod asks for no CPU of the node and runs on the management CPUs"));
        status.filter(running -> isResizing(spec, running)).ifPresent(running -> sentences
                .add("status: the pod is being resized in place, which is not modelled: it is decided on by its spec"));
        return sentences;
    }

    private static boolean isResizing(Fields spec, Fields status) {
        boolean isAnnounced = status.string("resize").filter(text -> !text.isEmpty()).isPresent()
                || status.objects("conditions").stream().anyMatch(condition -> condition.string("type").orElse("")
                        .startsWith("PodResize") && condition.string("status").orElse("").equals("True"));
        return isAnnounced
                || status.objects("containerStatuses").stream().anyMatch(container -> differs(spec, container));
    }

    /// Whether a running container holds other amounts than its spec asks for.
    private static boolean differs(Fields spec, Fields running) {
        Optional<Fields> wanted = spec.objects("containers").stream()
                .filter(container -> container.string("name").equals(running.string("name"))).findFirst();
        Map<String, Quantity> held = running.quantities("allocatedResources");
        Map<String, Quantity> asked = wanted.flatMap(container -> container.object("resources"))
                .map(resources -> resources.quantities("requests")).orElse(Map.of());
        return PINNED.stream().anyMatch(resource -> held.containsKey(resource) && asked.containsKey(resource)
                && held.get(resource).compareTo(asked.get(resource)) != 0);
    }
}
