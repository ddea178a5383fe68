package io.alidade.plan.whatif;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import java.util.Optional;

/// Pods seen by the amounts that they ask for.
final class Pods {
    private Pods() {}

    /// The request, or the limit where there is only that.
    static Quantity amount(ResourceAmounts amounts, String resource) {
        return Optional.ofNullable(amounts.requests().get(resource))
                .orElseGet(() -> amounts.limits().getOrDefault(resource, Quantity.ZERO));
    }

    /// The container that asks for most of a resource, the first of several; nothing if none asks.
    static Optional<ContainerRequest> largest(PodRequest pod, String resource) {
        Optional<ContainerRequest> largest = Optional.empty();
        Quantity most = Quantity.ZERO;
        for (ContainerRequest container : pod.containers()) {
            Quantity own = amount(container.resources(), resource);
            if (own.compareTo(most) > 0) {
                most = own;
                largest = Optional.of(container);
            }
        }
        return largest;
    }
}
