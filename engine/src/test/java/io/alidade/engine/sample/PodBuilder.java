package io.alidade.engine.sample;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods in few words: `pod("a").init("setup", "cpu=1").app("main", "cpu=2", "memory=1Gi").build()`. Requests are equal to
/// limits unless said otherwise.
public final class PodBuilder {
    private final String uid;
    private final List<ContainerRequest> containers = new ArrayList<>();
    private Optional<QosClass> qosClass = Optional.empty();
    private Optional<ResourceAmounts> podResources = Optional.empty();

    private PodBuilder(String uid) {
        this.uid = uid;
    }

    public static PodBuilder pod(String uid) {
        return new PodBuilder(uid);
    }

    /// A Guaranteed pod of one app container `main`.
    public static PodRequest guaranteed(String uid, String cpu, String memory) {
        return pod(uid).app("main", "cpu=" + cpu, "memory=" + memory).build();
    }

    public PodBuilder init(String name, String... amounts) {
        return add(name, ContainerKind.INIT, both(amounts));
    }

    public PodBuilder sidecar(String name, String... amounts) {
        return add(name, ContainerKind.SIDECAR, both(amounts));
    }

    public PodBuilder app(String name, String... amounts) {
        return add(name, ContainerKind.APP, both(amounts));
    }

    public PodBuilder add(String name, ContainerKind kind, ResourceAmounts resources) {
        containers.add(new ContainerRequest(name, kind, resources));
        return this;
    }

    /// The class that the pod's status records.
    public PodBuilder recorded(QosClass recorded) {
        qosClass = Optional.of(recorded);
        return this;
    }

    /// `spec.resources`.
    public PodBuilder podResources(String... amounts) {
        podResources = Optional.of(both(amounts));
        return this;
    }

    public PodRequest build() {
        return new PodRequest(uid, "default", uid, qosClass, podResources, containers);
    }

    /// Requests and limits of the same amounts, each `resource=quantity`.
    public static ResourceAmounts both(String... amounts) {
        Map<String, Quantity> parsed = quantities(amounts);
        return new ResourceAmounts(parsed, parsed);
    }

    /// Amounts by resource, each `resource=quantity`.
    public static Map<String, Quantity> quantities(String... amounts) {
        Map<String, Quantity> parsed = new HashMap<>();
        for (String amount : amounts) {
            int equals = amount.indexOf('=');
            parsed.put(amount.substring(0, equals), Quantity.parse(amount.substring(equals + 1)));
        }
        return parsed;
    }
}
