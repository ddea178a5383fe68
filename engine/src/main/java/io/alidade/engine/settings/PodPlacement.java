package io.alidade.engine.settings;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The rules of a pod that hold instead of its node's settings.
///
/// @param pod        for the pod as a whole, and for its containers
/// @param containers by name, for those that have one of their own; where hints are merged for whole pods (scope `pod`), their
///                   alignment policy has no say
public record PodPlacement(PlacementRule pod, Map<String, PlacementRule> containers) {
    /// Everything is as the node has it.
    public static final PodPlacement NONE = new PodPlacement(PlacementRule.NONE, Map.of());

    public PodPlacement {
        containers = Collections.unmodifiableMap(new TreeMap<>(containers));
    }

    /// The rule of a container: its own before that of its pod.
    public PlacementRule of(String container) {
        PlacementRule own = containers.get(container);
        return own == null ? pod : own.or(pod);
    }

    /// True if they say nothing.
    public boolean isEmpty() {
        return pod.isEmpty()
                && (containers.isEmpty() || containers.values().stream().allMatch(PlacementRule::isEmpty));
    }

    /// `topology policy restricted | main: CPUs packed`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(pod.toString());
        containers.forEach((name, rule) -> text.append(" | ").append(name).append(": ").append(rule));
        return text.toString();
    }
}
