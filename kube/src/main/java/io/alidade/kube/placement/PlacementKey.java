package io.alidade.kube.placement;

import io.alidade.engine.settings.AlignmentPolicy;
import io.alidade.engine.settings.CpuPlacement;
import io.alidade.engine.settings.PlacementRule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One thing that may be said of where a pod goes, by the names that it has in annotations and in an agent's settings.
enum PlacementKey {
    TOPOLOGY_POLICY("topology-policy", "topologyPolicy") {
        @Override
        List<String> choices() {
            return Arrays.stream(AlignmentPolicy.values()).map(AlignmentPolicy::wireName).toList();
        }

        @Override
        PlacementRule rule(String value) {
            return new PlacementRule(AlignmentPolicy.named(value), Optional.empty(), Optional.empty());
        }

        @Override
        PlacementRule of(PlacementRule rule) {
            return new PlacementRule(rule.alignment(), Optional.empty(), Optional.empty());
        }

        @Override
        Optional<String> value(PlacementRule rule) {
            return rule.alignment().map(AlignmentPolicy::wireName);
        }
    },
    CPU_PLACEMENT("cpu-placement", "cpuPlacement") {
        @Override
        List<String> choices() {
            return Arrays.stream(CpuPlacement.values()).map(CpuPlacement::wireName).toList();
        }

        @Override
        PlacementRule rule(String value) {
            return new PlacementRule(Optional.empty(), CpuPlacement.named(value), Optional.empty());
        }

        @Override
        PlacementRule of(PlacementRule rule) {
            return new PlacementRule(Optional.empty(), rule.cpus(), Optional.empty());
        }

        @Override
        Optional<String> value(PlacementRule rule) {
            return rule.cpus().map(CpuPlacement::wireName);
        }
    },
    SHARED("shared", "shared") {
        @Override
        List<String> choices() {
            return List.of("true", "false");
        }

        @Override
        PlacementRule rule(String value) {
            return new PlacementRule(Optional.empty(), Optional.empty(), Optional.of(value.equals("true")));
        }

        @Override
        PlacementRule of(PlacementRule rule) {
            return new PlacementRule(Optional.empty(), Optional.empty(), rule.shared());
        }

        @Override
        Optional<String> value(PlacementRule rule) {
            return rule.shared().map(String::valueOf);
        }
    };

    private final String annotation;
    private final String field;

    PlacementKey(String annotation, String field) {
        this.annotation = annotation;
        this.field = field;
    }

    /// In an annotation: after `alidade.io/`, or before `.alidade.io/CONTAINER`.
    String annotation() {
        return annotation;
    }

    /// In an agent's settings.
    String field() {
        return field;
    }

    /// What may be said.
    abstract List<String> choices();

    /// The rule that says this alone.
    ///
    /// @param value one of [#choices]
    abstract PlacementRule rule(String value);

    /// What a rule says of this.
    abstract PlacementRule of(PlacementRule rule);

    /// Which of [#choices] a rule says.
    abstract Optional<String> value(PlacementRule rule);

    static Optional<PlacementKey> annotated(String name) {
        return Arrays.stream(values()).filter(key -> key.annotation.equals(name)).findFirst();
    }
}
