package io.alidade.kube.pod;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// What a pod as a whole takes from its node, by resource name (node-config 8): the most that its containers need at any
/// time, replaced by the pod's own amounts, plus overhead.
public final class EffectiveRequests {
    private EffectiveRequests() {}

    /// The requests as people write them, `cpu 4, memory 8Gi`, by resource name; `nothing` if there are none.
    public static String text(PodManifest pod) {
        List<String> amounts = new ArrayList<>();
        for (Map.Entry<String, Quantity> amount : of(pod).entrySet()) {
            amounts.add(amount.getKey() + " " + amount.getValue().toText());
        }
        return amounts.isEmpty() ? "nothing" : String.join(", ", amounts);
    }

    /// The requests with the default feature gates.
    public static Map<String, Quantity> of(PodManifest pod) {
        return of(pod, FeatureGates.DEFAULTS);
    }

    /// The requests. Without the gate PodLevelResources the pod's own amounts are not looked at.
    public static Map<String, Quantity> of(PodManifest pod, FeatureGates gates) {
        Map<String, Quantity> requests = base(pod.request().containers(), ResourceAmounts::requests);
        if (gates.isOn(FeatureGates.POD_LEVEL_RESOURCES)) {
            pod.request().podResources().ifPresent(own -> replace(requests, own.requests()));
        }
        pod.overhead().forEach((name, amount) -> requests.merge(name, amount, Quantity::add));
        return Collections.unmodifiableMap(requests);
    }

    /// The limits. Overhead counts only where there is a limit above zero.
    public static Map<String, Quantity> limitsOf(PodManifest pod, FeatureGates gates) {
        Map<String, Quantity> limits = base(pod.request().containers(), ResourceAmounts::limits);
        if (gates.isOn(FeatureGates.POD_LEVEL_RESOURCES)) {
            pod.request().podResources().ifPresent(own -> replace(limits, own.limits()));
        }
        pod.overhead().forEach((name, amount) -> limits.computeIfPresent(name,
                (_, limit) -> limit.isZero() ? limit : limit.add(amount)));
        return Collections.unmodifiableMap(limits);
    }

    private static void replace(Map<String, Quantity> amounts, Map<String, Quantity> own) {
        own.forEach((name, amount) -> {
            if (ResourceNames.isPodResource(name)) {
                amounts.put(name, amount);
            }
        });
    }

    /// The containers' part: apps and sidecars run together, each ordinary init container beside the sidecars before it.
    ///
    /// @return a map of its own
    static Map<String, Quantity> base(List<ContainerRequest> containers,
            Function<ResourceAmounts, Map<String, Quantity>> amounts) {
        Map<String, Quantity> running = new TreeMap<>();
        Map<String, Quantity> sidecars = new TreeMap<>();
        Map<String, Quantity> most = new TreeMap<>();
        for (ContainerRequest container : containers) {
            Map<String, Quantity> own = amounts.apply(container.resources());
            switch (container.kind()) {
                case INIT -> {
                    Map<String, Quantity> beside = new TreeMap<>(own);
                    add(beside, sidecars);
                    raise(most, beside);
                }
                case SIDECAR -> {
                    add(running, own);
                    add(sidecars, own);
                    raise(most, sidecars);
                }
                case APP -> add(running, own);
            }
        }
        raise(running, most);
        return running;
    }

    private static void add(Map<String, Quantity> sum, Map<String, Quantity> addend) {
        addend.forEach((name, amount) -> sum.merge(name, amount, Quantity::add));
    }

    private static void raise(Map<String, Quantity> most, Map<String, Quantity> other) {
        other.forEach(
                (name, amount) -> most.merge(name, amount, (left, right) -> right.compareTo(left) > 0 ? right : left));
    }
}
