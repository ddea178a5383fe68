package io.alidade.plan.capacity;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node has at all. A kubelet does not refuse a pod for a device that it does not know, since a scheduler would not have
/// sent it; here no scheduler is asked before.
public final class KnownResources {
    private KnownResources() {}

    /// A resource that a shape asks for and the node does not know, if there is one.
    static Optional<String> missing(KubeletNode node, Shape shape) {
        Map<String, Quantity> known = node.fit().allocatable().allocatable();
        return shape.requests().entrySet().stream().filter(amount -> amount.getValue().signum() > 0)
                .map(Map.Entry::getKey)
                .filter(resource -> !resource.equals("ephemeral-storage") && !known.containsKey(resource)).findFirst();
    }

    /// Refuses shapes that ask for what the node does not know.
    ///
    /// @throws BadInput with what it knows
    public static void check(KubeletNode node, List<Shape> shapes) {
        for (Shape shape : shapes) {
            missing(node, shape).ifPresent(resource -> {
                List<String> known = new ArrayList<>(node.fit().allocatable().allocatable().keySet());
                known.remove("pods");
                throw new BadInput("the shape " + shape.name() + " asks for " + resource
                        + ", of which this machine has none.",
                        "It has " + String.join(", ", known) + ". --devices names devices that its file does not.");
            });
        }
    }
}
