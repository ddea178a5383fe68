package io.alidade.agent.settings;

import io.alidade.kube.document.BadInput;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.capacity.WatchList;
import java.util.List;
import java.util.Optional;

/// What monitors are told: what is absent is not set.
///
/// @param shapes that are watched, as [Shape#parse] reads them; empty for not set
/// @param pods   whether there are figures of single pods
public record WatchConfiguration(List<String> shapes, Optional<Boolean> pods) {
    /// Nothing is set.
    public static final WatchConfiguration NONE = new WatchConfiguration(List.of(), Optional.empty());

    public WatchConfiguration {
        shapes = List.copyOf(shapes);
    }

    /// These settings, and those of `other` where there is none.
    WatchConfiguration or(WatchConfiguration other) {
        return new WatchConfiguration(shapes.isEmpty() ? other.shapes : shapes, pods.or(other::pods));
    }

    /// The settings of an agent.
    ///
    /// @throws BadInput if a shape is none, or there are too many
    WatchSettings settings() {
        return new WatchSettings(WatchList.of(shapes.stream().map(Shape::parse).toList()), pods.orElse(false));
    }
}
