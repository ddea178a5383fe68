package io.alidade.cli;

import io.alidade.conformance.speed.KubeletTime;
import io.alidade.conformance.speed.SpeedReport;
import io.alidade.conformance.speed.SpeedReport.SpeedResult;
import io.alidade.kube.document.Value;
import java.math.BigDecimal;

/// A speed report as `BenchmarkReport` (docs/schemas/benchmark-report.schema.json). What the kubelet took is left out where
/// it was not recorded, and a text with `>` where it was stopped.
final class SpeedDocument {
    private SpeedDocument() {}

    static Value of(SpeedReport report) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "BenchmarkReport")
                .with("cases", Value.sequence(report.cases().stream().map(SpeedDocument::of).toList())).build();
    }

    private static Value of(SpeedResult result) {
        Value.Builder fields = Value.mapping().with("id", result.id()).with("outcome", result.outcome())
                .with("medianNanos", result.medianNanos()).with("p99Nanos", result.p99Nanos())
                .with("bytesPerAdmission", result.bytesPerAdmission());
        result.kubelet().ifPresent(time -> {
            switch (time) {
                case KubeletTime.Measured(double micros) -> fields
                        .with("kubeletMicros", Value.of(BigDecimal.valueOf(micros)))
                        .with("ratio", Value.of(new BigDecimal(time.ratioTo(result.medianNanos()))));
                case KubeletTime.Stopped(double micros) -> fields.with("kubeletMicros", ">" + (long) micros)
                        .with("ratio", time.ratioTo(result.medianNanos()));
            }
        });
        return fields.build();
    }
}
