package io.alidade.plan.fleet.workload;

import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods that ask for the same.
///
/// @param name     in reports
/// @param manifest of one of them
public record PodShape(String name, PodManifest manifest) {
    private static final Position NO_PLACE = new Position("", 1, 1);

    /// A shape that is called after what it asks for.
    public static PodShape of(PodManifest manifest) {
        return new PodShape(EffectiveRequests.text(manifest), manifest);
    }

    /// A shape of one container whose limits are its requests: Guaranteed where CPUs and memory are among them.
    ///
    /// @throws IllegalArgumentException if no pod can be so
    public static PodShape of(String name, Map<String, Quantity> requests, Map<String, String> nodeSelector,
            List<Toleration> tolerations) {
        List<String> amounts = new ArrayList<>();
        requests.forEach((resource, amount) -> amounts.add(resource + "=" + amount.toText()));
        PodRequest request = PodRequest.builder("default/" + name).namespace("default").name(name)
                .app("main", amounts.toArray(String[]::new)).build();
        return new PodShape(name, new PodManifest(request, Map.of(), nodeSelector, Optional.empty(), Optional.empty(),
                tolerations, List.of(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), false,
                Optional.empty(), List.of(), List.of(), NO_PLACE));
    }

    /// What the kubelet is asked for one pod of it.
    public PodRequest request(String podName) {
        PodRequest model = manifest.request();
        return new PodRequest(podName, model.namespace(), podName, model.qosClass(), model.podResources(),
                model.containers());
    }

    /// The priority of its pods.
    public int priority() {
        return manifest.priority().orElse(0);
    }
}
