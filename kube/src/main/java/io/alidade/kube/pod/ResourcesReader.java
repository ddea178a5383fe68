package io.alidade.kube.pod;

import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest.Defaulted;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the `resources` of a container or of a pod: amounts as the API server keeps them, and what it refuses.
final class ResourcesReader {
    private static final int MAX_RESOURCES = 1_000;

    private ResourcesReader() {}

    /// A container's resources; requests without a value are taken from the limits and recorded in `defaulted`.
    static ResourceAmounts container(Fields container, String name, List<Defaulted> defaulted) {
        Optional<Fields> resources = container.object("resources");
        if (resources.isEmpty()) {
            return ResourceAmounts.NONE;
        }
        Map<String, Quantity> limits = amounts(resources.get(), "limits", false);
        Map<String, Quantity> requests = amounts(resources.get(), "requests", false);
        limits.forEach((resource, amount) -> {
            if (requests.putIfAbsent(resource, amount) == null) {
                defaulted.add(new Defaulted(Optional.of(name), "requests", resource, amount, "its limit"));
            }
        });
        ResourceAmounts amounts = new ResourceAmounts(requests, limits);
        checkPairs(resources.get(), amounts);
        return amounts;
    }

    /// Amounts by resource name, each of them checked by itself.
    static Map<String, Quantity> amounts(Fields holder, String key, boolean ofPod) {
        Map<String, Quantity> amounts = new TreeMap<>();
        holder.object(key).ifPresent(fields -> {
            List<String> names = fields.keys();
            if (names.size() > MAX_RESOURCES) {
                holder.report(key, "holds " + names.size() + " resources; the limit is " + MAX_RESOURCES + ".",
                        "Leave out those that no node has.");
                return;
            }
            for (String name : names) {
                Quantity amount = fields.quantity(name).orElse(Quantity.ZERO).roundUpToMillis();
                check(fields, name, amount, ofPod);
                amounts.put(name, amount);
            }
        });
        return amounts;
    }

    private static void check(Fields fields, String name, Quantity amount, boolean ofPod) {
        if (ofPod ? !ResourceNames.isPodResource(name) : !ResourceNames.isContainerResource(name)) {
            fields.report(name, ofPod ? "is not a resource of whole pods." : "is not a resource of containers.",
                    ofPod ? "Whole pods have cpu, memory and hugepages-<size>; move it to a container."
                            : "Write cpu, memory, ephemeral-storage, hugepages-<size>, or a name with a domain, such as "
                                    + "nvidia.com/gpu.");
        }
        // Quantities stop there, so that the number may stand for any larger one.
        if (amount.ceilUnits() == Long.MAX_VALUE && amount.value().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0) {
            fields.report(name, "is " + amount.toText() + ", more than any machine has.",
                    "Write an amount below 2^63-1.");
        }
        if (amount.signum() < 0) {
            fields.report(name, "is " + amount.toText() + ", below zero.", "Write an amount of at least 0.");
        }
        if (ResourceNames.isExtended(name) && !isWhole(amount)) {
            fields.report(name, "is " + amount.toText() + ", not a whole number.",
                    "Extended resources are counted; write a "
                            + "whole number.");
        }
        if (ResourceNames.isHugepages(name)) {
            Quantity pageSize = ResourceNames.pageSize(name).orElse(Quantity.ZERO);
            if (pageSize.isZero()) {
                fields.report(name, "names no page size.", "Write a name such as hugepages-2Mi or hugepages-1Gi.");
            } else if (amount.ceilUnits() % pageSize.ceilUnits() != 0) {
                fields.report(name,
                        "is " + amount.toText() + ", not a multiple of the page size " + pageSize.toText() + ".",
                        "Write a multiple of it.");
            }
        }
    }

    private static boolean isWhole(Quantity amount) {
        return amount.asLong().isPresent() || amount.value().stripTrailingZeros().scale() <= 0;
    }

    /// Requests against limits, and what huge pages need beside them.
    static void checkPairs(Fields resources, ResourceAmounts amounts) {
        amounts.requests().forEach((name, request) -> {
            Optional<Quantity> limit = Optional.ofNullable(amounts.limits().get(name));
            if (limit.isEmpty() && !ResourceNames.mayOvercommit(name)) {
                report(resources, name, "has no limit.", "Give it a limit of " + request.toText() + " too.");
            }
            limit.filter(value -> request.compareTo(value) > 0).ifPresent(value -> report(resources, name, "is "
                    + request.toText() + ", above its limit of " + value.toText() + ".",
                    "Lower the request, or raise the limit."));
            limit.filter(value -> request.compareTo(value) < 0 && !ResourceNames.mayOvercommit(name))
                    .ifPresent(value -> report(resources, name, "is " + request.toText() + ", not its limit of "
                            + value.toText() + ".", "Make both the same: this resource cannot be overcommitted."));
        });
        boolean hugepages = amounts.requests().keySet().stream().anyMatch(ResourceNames::isHugepages);
        if (hugepages && !amounts.requests().containsKey("cpu") && !amounts.requests().containsKey("memory")) {
            resources.report(resources.has("requests") ? "requests" : "limits",
                    "has huge pages, but neither cpu nor memory.",
                    "Add cpu or memory.");
        }
    }

    private static void report(Fields resources, String name, String message, String cure) {
        resources.object("requests").filter(requests -> requests.has(name)).or(() -> resources.object("limits"))
                .ifPresent(fields -> fields.report(name, message, cure));
    }
}
