package io.alidade.plan.fleet.workload;

import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.Toleration;
import io.alidade.plan.capacity.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods of shapes. In a workload a shape is known by its name.
public final class AskedPods {
    private static final Position NO_PLACE = new Position("", 1, 1);

    private AskedPods() {}

    /// A shape of one container whose limits are its requests: Guaranteed where CPUs and memory are among them.
    static Shape shape(String name, Map<String, Quantity> requests, Map<String, String> nodeSelector,
            List<Toleration> tolerations) {
        List<String> amounts = new ArrayList<>();
        requests.forEach((resource, amount) -> amounts.add(resource + "=" + amount.toText()));
        PodRequest request = PodRequest.builder("default/" + name).namespace("default").name(name)
                .app("main", amounts.toArray(String[]::new)).build();
        PodManifest pod = new PodManifest(request, Map.of(), nodeSelector, Optional.empty(), Optional.empty(),
                tolerations, List.of(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), false,
                Optional.empty(), List.of(), List.of(), Map.of(), NO_PLACE);
        return new Shape(name, pod, Optional.empty());
    }

    /// What the kubelet is asked for one pod of a shape.
    public static PodRequest request(Shape shape, String podName) {
        PodRequest model = shape.pod().request();
        return new PodRequest(podName, model.namespace(), podName, model.qosClass(), model.podResources(),
                model.containers(), model.placement());
    }

    /// The priority of pods of a shape.
    public static int priority(Shape shape) {
        return shape.pod().priority().orElse(0);
    }
}
