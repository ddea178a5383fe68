package io.alidade.kube.pod;

import io.alidade.engine.ContainerKind;
import io.alidade.engine.ContainerRequest;
import io.alidade.engine.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest.Defaulted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a pod's own `spec.resources` and fills in what the API server fills in (gate PodLevelResources, on by default).
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
        return spec.object("resources").map(resources -> new PodResourcesReader(resources, containers, defaulted).read());
    }

    private ResourceAmounts read() {
        Map<String, Quantity> containerRequests = EffectiveRequests.base(containers, ResourceAmounts::requests);
        Map<String, Quantity> containerLimits = EffectiveRequests.base(containers, ResourceAmounts::limits);
        boolean limitsGiven = !limits.isEmpty();
        if (limitsGiven || !requests.isEmpty()) {
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
        checkContainers(containerRequests, containerLimits);
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

    private void checkContainers(Map<String, Quantity> containerRequests, Map<String, Quantity> containerLimits) {
        containerRequests.forEach((name, sum) -> requireCover("requests", requests, name, sum));
        containerLimits.forEach((name, sum) -> {
            if (ResourceNames.isHugepages(name)) {
                requireCover("limits", limits, name, sum);
            }
        });
        for (ContainerRequest container : containers) {
            if (container.kind() == ContainerKind.APP) {
                container.resources().limits().forEach((name, limit) -> {
                    Quantity whole = limits.getOrDefault(name, limit);
                    if (limit.compareTo(whole) > 0) {
                        report("limits", name, "is " + whole.toText() + ", below the limit of " + limit.toText()
                                + " of container " + container.name() + ".");
                    }
                });
            }
        }
    }

    private void requireCover(String field, Map<String, Quantity> amounts, String name, Quantity sum) {
        Quantity whole = amounts.getOrDefault(name, sum);
        if (sum.compareTo(whole) > 0) {
            report(field, name, "is " + whole.toText() + ", below the " + sum.toText() + " of its containers.");
        }
    }

    private void report(String field, String name, String message) {
        String cure = "Raise the pod's amount, or lower the containers'.";
        Optional<Fields> written = resources.object(field);
        if (written.isPresent()) {
            written.get().report(name, message, cure);
        } else {
            resources.report(field, "(" + name + ") " + message, cure);
        }
    }
}
