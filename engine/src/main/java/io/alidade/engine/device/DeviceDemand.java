package io.alidade.engine.device;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import java.util.SortedSet;
import java.util.TreeSet;

/// How many devices a pod asks for, from its containers' limits (device-manager 7.2).
final class DeviceDemand {
    private DeviceDemand() {}

    /// All resources that some container limits, in name order.
    static SortedSet<String> resources(PodRequest pod) {
        SortedSet<String> resources = new TreeSet<>();
        for (ContainerRequest container : pod.containers()) {
            resources.addAll(container.resources().limits().keySet());
        }
        return resources;
    }

    static long podCount(PodRequest pod, String resource) {
        return Qos.effective(pod,
                container -> container.resources().limits().getOrDefault(resource, Quantity.ZERO).ceilUnits());
    }
}
