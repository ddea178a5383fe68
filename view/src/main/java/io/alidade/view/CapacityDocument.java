package io.alidade.view;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Value;
import io.alidade.plan.capacity.CapacityReport;
import io.alidade.plan.capacity.CapacityReport.Row;
import io.alidade.plan.capacity.Distribution;
import io.alidade.plan.capacity.MixOutcome;
import io.alidade.plan.capacity.MixOutcome.ShapeOutcome;
import io.alidade.plan.capacity.MixOutcome.Stranded;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.capacity.Variant;
import io.alidade.plan.capacity.VariantCapacity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A [CapacityReport] as the document of kind `CapacityReport` (docs/schemas/capacity-report.schema.json). What is absent is
/// left out.
public final class CapacityDocument {
    private CapacityDocument() {}

    /// The document of a report.
    ///
    /// @param machine what the machine is called
    public static Value.Mapping of(String machine, CapacityReport report) {
        List<Value> shapes = new ArrayList<>();
        for (int index = 0; index < report.mix().shapes().size(); index++) {
            shapes.add(shape(report.mix().shapes().get(index), report.mix().percent().get(index)));
        }
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "CapacityReport")
                .with("machine", machine).with("kubeletVersion", report.version().minor())
                .with("shapes", Value.sequence(shapes))
                .with("orders", report.orders()).with("seed", report.seed()).with("complete", report.isComplete())
                .with("rows", Value.sequence(report.rows().stream().map(CapacityDocument::row).toList()))
                .with("configurations", Value.sequence(report.variants().stream()
                        .map(own -> configuration(own, report.hasRunning())).toList()))
                .with("warnings", Value.texts(report.warnings())).build();
    }

    private static Value shape(Shape shape, double percent) {
        Value.Builder requests = Value.mapping();
        shape.requests().forEach((resource, amount) -> requests.with(resource, amount.toText()));
        return Value.mapping().with("name", shape.name()).with("requests", requests).with("percent", number(percent))
                .build();
    }

    private static Value row(Row row) {
        return Value.mapping().with("shape", row.shape()).with("policy", row.policy()).with("scope", row.scope())
                .with("options", options(row.options())).with("copiesFromEmpty", row.copiesFromEmpty())
                .with("copiesFromCurrent", row.copiesFromCurrent()).with("strandedCpus", row.strandedCpus())
                .with("never", row.never().map(Value::of)).build();
    }

    private static Optional<Value> options(Map<String, String> options) {
        return options.isEmpty() ? Optional.empty() : Optional.of(Value.texts(options));
    }

    private static Value configuration(VariantCapacity own, boolean hasRunning) {
        Variant variant = own.variant();
        return Value.mapping().with("policy", variant.policy()).with("scope", variant.scope())
                .with("options", options(variant.options())).with("current", variant.isCurrent())
                .with("startError", own.startError().map(Value::of))
                .with("runningRefused", hasRunning && own.startError().isEmpty()
                        ? Optional.of(Value.of(own.runningRefused())) : Optional.empty())
                .with("copies", own.copies().isEmpty() ? Optional.empty()
                        : Optional.of(Value.sequence(own.copies().stream()
                                .map(copies -> Value.mapping().with("shape", copies.shape().name())
                                        .with("fromEmpty", copies.fromEmpty()).with("bySums", copies.bySums())
                                        .with("split", copies.split()).with("stranded", left(copies.left()))
                                        .with("strandedNow", hasRunning ? Optional.of(left(copies.leftNow()))
                                                : Optional.empty())
                                        .build())
                                .toList())))
                .with("mix", own.mix().map(CapacityDocument::mix)).build();
    }

    private static Value left(io.alidade.plan.capacity.Leftover left) {
        return Value.mapping().with("cpus", number(left.cpuMillis() / 1000.0)).with("memoryBytes", left.memoryBytes())
                .with("devices", counts(left.devices()))
                .with("numaNodes", Value.sequence(left.numaNodes().stream().map(own -> Value.mapping()
                        .with("id", own.id()).with("cpus", own.cpus().map(Value::of))
                        .with("memoryBytes", own.memoryBytes().map(Value::of))
                        .with("devices", counts(own.devices())).build()).toList()))
                .build();
    }

    private static Optional<Value> counts(Map<String, Integer> counts) {
        Value.Builder mapping = Value.mapping();
        counts.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(count -> mapping.with(count.getKey(), count.getValue()));
        return counts.isEmpty() ? Optional.empty() : Optional.of(mapping.build());
    }

    private static Value mix(MixOutcome mix) {
        return Value.mapping().with("orders", mix.orders()).with("pods", distribution(mix.pods(), 1))
                .with("fullPercent", distribution(mix.fullnessPermille(), 10))
                .with("strandedCpus", distribution(mix.strandedCpus(), 1))
                .with("splitPercent", number(100 * mix.splitShare()))
                .with("shapes", Value.sequence(mix.shapes().stream().map(CapacityDocument::outcome).toList()))
                .with("stranded", Value.mapping().with("numaNodes",
                        Value.sequence(mix.stranded().stream().map(CapacityDocument::stranded).toList())))
                .build();
    }

    private static Value outcome(ShapeOutcome shape) {
        return Value.mapping().with("shape", shape.shape()).with("admitted", distribution(shape.admitted(), 1))
                .with("cliffPercent", shape.cliffPercent())
                .with("admission", Value.sequence(shape.admission().stream().map(CapacityDocument::number).toList()))
                .build();
    }

    private static Value stranded(Stranded own) {
        Value.Builder devices = Value.mapping();
        own.devices().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(device -> devices.with(device.getKey(), number(device.getValue())));
        return Value.mapping().with("id", own.numaNode()).with("cpus", own.cpus().map(CapacityDocument::number))
                .with("memoryBytes", own.memoryBytes().map(bytes -> Value.of(Math.round(bytes))))
                .with("devices", own.devices().isEmpty() ? Optional.empty() : Optional.of(devices.build())).build();
    }

    private static Value distribution(Distribution found, double unit) {
        return Value.mapping().with("median", number(found.median() / unit))
                .with("worst5Percent", number(found.worst() / unit)).with("least", number(found.least() / unit))
                .with("most", number(found.most() / unit)).build();
    }

    /// With at most three decimals.
    static Value number(double number) {
        BigDecimal rounded = BigDecimal.valueOf(number).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
        return Value.of(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
    }

    /// Bytes for people.
    static String bytes(double bytes) {
        return Quantity.shortBytes(Math.round(bytes));
    }
}
