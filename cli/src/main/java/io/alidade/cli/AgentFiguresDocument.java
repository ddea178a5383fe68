package io.alidade.cli;

import io.alidade.agent.bench.Figure;
import io.alidade.kube.document.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Figures of an agent as `AgentBenchmarkReport` (docs/schemas/agent-benchmark-report.schema.json).
final class AgentFiguresDocument {
    private static final int DIGITS = 3;

    private AgentFiguresDocument() {}

    static Value of(List<Figure> figures) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "AgentBenchmarkReport")
                .with("figures", Value.sequence(figures.stream().map(AgentFiguresDocument::of).toList())).build();
    }

    private static Value of(Figure figure) {
        Value.Builder fields = Value.mapping().with("id", figure.id()).with("what", figure.what())
                .with("target", figure.target()).with("outcome", figure.outcome().wireName())
                .with("unit", figure.unit()).with("agent", number(figure.agent()));
        if (!figure.kubelets().isEmpty()) {
            Value.Builder kubelets = Value.mapping();
            figure.kubelets().forEach((minor, value) -> kubelets.with(minor, number(value)));
            fields.with("kubelets", kubelets.build());
        }
        return fields.with("remarks", Value.sequence(figure.remarks().stream().map(Value::of).toList())).build();
    }

    private static Value number(double value) {
        return Value.of(BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP));
    }
}
