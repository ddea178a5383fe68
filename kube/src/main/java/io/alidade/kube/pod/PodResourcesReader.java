package io.alidade.kube.pod;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest.Defaulted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a pod's own `spec.resources` and fills in what the API server fills in (gate PodLevelResources, on by default).
/// Amounts below those of its containers are kept, although the API server refuses them: the managers have an answer to
/// such a pod (memory-manager 7.2), and recorded scenarios hold it.
final class PodResourcesReader {
    private final Fields resources;
    private final List<ContainerRequest> containers;
    private final List<Defaulted> defaulted;
    private final Map<String, Quantity> limits;
    private final Map<String, Quantity> requests;

    private PodResourcesReader(Fields resources, List<ContainerRequest> containers, List<Defaulted> defaulted) {
        this.resources = resources;
        this.containers = containers;
        this.defaulted = defaulted;
        this.limits = ResourcesReader.amounts(resources, "limits", true);
        this.requests = ResourcesReader.amounts(resources, "requests", true);
    }

    /// @param containers with their requests defaulted
    static Optional<ResourceAmounts> read(Fields spec, List<ContainerRequest> containers, List<Defaulted> defaulted) {
        return spec.object("resources")
                .map(resources -> new PodResourcesReader(resources, containers, defaulted).read());
    }

    private ResourceAmounts read() {
        Map<String, Quantity> containerRequests = EffectiveRequests.base(containers, ResourceAmounts::requests);
        Map<String, Quantity> containerLimits = EffectiveRequests.base(containers, ResourceAmounts::limits);
        if (!limits.isEmpty() || !requests.isEmpty()) {
            containerLimits.forEach((name, amount) -> {
                if (ResourceNames.isHugepages(name) && !requests.containsKey(name)) {
                    fill(limits, "limits", name, amount, "its containers");
                }
            });
        }
        if (!limits.isEmpty()) {
            containerRequests.forEach((name, amount) -> {
                if (ResourceNames.isPodResource(name) && !ResourceNames.isHugepages(name)) {
                    fill(requests, "requests", name, amount, "its containers");
                }
            });
            limits.forEach((name, amount) -> fill(requests, "requests", name, amount, "its limit"));
        }
        if (limits.isEmpty() && !requests.isEmpty()) {
            containerLimits.forEach((name, amount) -> {
                if (ResourceNames.isPodResource(name) && !ResourceNames.isHugepages(name) && allHaveLimit(name)) {
                    fill(limits, "limits", name, amount, "its containers");
                }
            });
        }
        ResourceAmounts amounts = new ResourceAmounts(requests, limits);
        ResourcesReader.checkPairs(resources, amounts);
        return amounts;
    }

    private void fill(Map<String, Quantity> amounts, String field, String name, Quantity amount, String origin) {
        if (amounts.putIfAbsent(name, amount) == null) {
            defaulted.add(new Defaulted(Optional.empty(), field, name, amount, origin));
        }
    }

    private boolean allHaveLimit(String name) {
        return containers.stream().allMatch(container -> container.resources().limits().containsKey(name));
    }
}
