package io.alidade.kube.paste;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.kube.machine.NodeTaint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Collects what a node object says, whether it comes as YAML, as JSON or described.
final class NodeFacts {
    private static final String HUGEPAGES = "hugepages-";

    private final String origin;
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Long> deviceCounts = new LinkedHashMap<>();
    private final Map<String, Long> allocatable = new HashMap<>();

    NodeFacts(String origin) {
        this.origin = origin;
    }

    void add(Fact fact) {
        facts.add(fact);
    }

    /// One resource of the capacity.
    void capacity(String resource, Quantity amount) {
        OptionalLong whole = amount.asLong();
        if (whole.isEmpty() || whole.getAsLong() < 0) {
            warnings.add("capacity-unread: " + origin + ": " + resource + " is " + amount.toText()
                    + ", not a whole number; left out.");
        } else if (resource.equals("cpu")) {
            facts.add(new Fact.CpuCapacity(whole.getAsLong()));
        } else if (resource.equals("memory")) {
            facts.add(new Fact.TotalMemory(PrintedBytes.exactly(whole.getAsLong())));
        } else if (resource.equals("ephemeral-storage")) {
            facts.add(new Fact.EphemeralStorage(whole.getAsLong()));
        } else if (resource.startsWith(HUGEPAGES)) {
            hugepages(resource, whole.getAsLong());
        } else if (ExtendedResourceName.isValid(resource)) {
            deviceCounts.put(resource, whole.getAsLong());
        }
    }

    /// One resource of what is allocatable: of devices the healthy ones. The rest of it the kubelet computes from the capacity
    /// and its configuration.
    void allocatable(String resource, Quantity amount) {
        amount.asLong().ifPresent(whole -> allocatable.put(resource, Math.max(0, whole)));
    }

    private void hugepages(String resource, long bytes) {
        OptionalLong size = OptionalLong.empty();
        try {
            size = Quantity.parse(resource.substring(HUGEPAGES.length())).asLong();
        } catch (IllegalArgumentException notASize) {
            // Said below, as 0 is.
        }
        if (size.isEmpty() || size.getAsLong() <= 0) {
            warnings.add("capacity-unread: " + origin + ": " + resource + " names no page size; left out.");
        } else {
            facts.add(new Fact.Hugepages(size.getAsLong(), bytes / size.getAsLong()));
        }
    }

    void taints(List<NodeTaint> taints) {
        facts.add(new Fact.Taints(taints));
    }

    void labels(Map<String, String> labels) {
        facts.add(new Fact.Labels(labels));
    }

    Told told() {
        deviceCounts.forEach((resource, count) -> facts
                .add(new Fact.DeviceCount(resource, count, allocatable.getOrDefault(resource, count))));
        return new Told(origin, facts, warnings);
    }
}
