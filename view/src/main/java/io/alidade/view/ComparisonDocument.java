package io.alidade.view;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.Value;
import io.alidade.plan.alignment.ContainerAlignment;
import io.alidade.plan.compare.Aspect;
import io.alidade.plan.compare.Comparison;
import io.alidade.plan.compare.MachineComparison;
import io.alidade.plan.compare.MachineComparison.Totals;
import io.alidade.plan.compare.Outcome;
import io.alidade.plan.compare.PodComparison;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// A [Comparison] as the document of kind `Comparison` (docs/schemas/comparison.schema.json).
public final class ComparisonDocument {
    private ComparisonDocument() {}

    public static Value.Mapping of(Comparison comparison) {
        Value.Builder document = Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "Comparison")
                .with("kubeletVersion", comparison.commonVersion().map(version -> Value.of(version.minor())))
                .with("equal", comparison.isEqual());
        for (int side = 0; side < comparison.sides().size(); side++) {
            document.with(key(side), side(comparison.sides().get(side)));
        }
        return document.with("warnings", Value.texts(comparison.warnings()))
                .with("machines", Value.sequence(comparison.machines().stream().map(ComparisonDocument::machine)
                        .toList()))
                .build();
    }

    /// `a` for the first side, `b` for the second, and so on.
    private static String key(int side) {
        return String.valueOf((char) ('a' + side));
    }

    private static Value side(Comparison.Side side) {
        KubeletConfiguration configuration = side.configuration();
        return Value.mapping().with("file", side.name()).with("kubeletVersion", side.version().minor())
                .with("topologyManagerPolicy", configuration.topologyManagerPolicy())
                .with("topologyManagerScope", configuration.topologyManagerScope())
                .with("cpuManagerPolicy", configuration.cpuManagerPolicy())
                .with("memoryManagerPolicy", configuration.memoryManagerPolicy()).build();
    }

    private static Value machine(MachineComparison machine) {
        Value.Builder document = Value.mapping().with("machine", machine.machine()).with("equal", machine.isEqual());
        Value.Builder totals = Value.mapping();
        for (int side = 0; side < machine.startErrors().size(); side++) {
            document.with("startError" + ComparisonText.letter(side),
                    machine.startErrors().get(side).map(Value::of));
            totals.with(key(side), totals(machine.totals(side)));
        }
        return document.with("totals", totals.build())
                .with("pods", Value.sequence(machine.pods().stream().map(ComparisonDocument::pod).toList())).build();
    }

    private static Value.Mapping totals(Totals totals) {
        return Value.mapping().with("admitted", totals.admitted()).with("refused", totals.refused())
                .with("aligned", totals.aligned()).with("split", totals.split()).with("shared", totals.shared())
                .with("exclusiveCpus", totals.exclusiveCpus()).build();
    }

    private static Value pod(PodComparison pod) {
        Value.Builder document = Value.mapping().with("name", pod.name()).with("namespace", pod.namespace())
                .with("differences", Value.texts(pod.differences().stream().map(Aspect::wireName).toList()));
        for (int side = 0; side < pod.outcomes().size(); side++) {
            document.with(key(side), outcome(pod.outcomes().get(side)));
        }
        return document.build();
    }

    private static Optional<Value> outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Undecided() -> Optional.empty();
            case Outcome.Refused(String reason, String message) -> Optional.of(Value.mapping().with("admitted", false)
                    .with("reason", reason).with("message", message).build());
            case Outcome.Admitted admitted -> Optional.of(admitted(admitted));
        };
    }

    private static Value admitted(Outcome.Admitted admitted) {
        Value.Builder devices = Value.mapping();
        admitted.devices().forEach((owner, ids) -> devices.with(owner, Value.texts(ids)));
        Value.Builder memory = Value.mapping();
        admitted.memory().forEach((block, bytes) -> memory.with(block,
                Value.of(new BigDecimal(new BigInteger(Long.toUnsignedString(bytes))))));
        return Value.mapping().with("admitted", true).with("alignment", admitted.alignment().placement().wireName())
                .with("containers", Value.sequence(admitted.alignment().containers().stream()
                        .map(ComparisonDocument::container).toList()))
                .with("devices", admitted.devices().isEmpty() ? Optional.empty() : Optional.of(devices.build()))
                .with("memoryBytes", admitted.memory().isEmpty() ? Optional.empty() : Optional.of(memory.build()))
                .build();
    }

    private static Value container(ContainerAlignment container) {
        return Value.mapping().with("name", container.name()).with("alignment", container.placement().wireName())
                .with("exclusiveCpus", container.exclusiveCpus().isEmpty() ? Optional.empty()
                        : Optional.of(Value.of(container.exclusiveCpus().toListString())))
                .with("numaNodes", Value.sequence(container.numaNodes().stream().map(id -> Value.of((long) id))
                        .toList()))
                .build();
    }
}
