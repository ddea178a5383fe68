package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.report.FleetReport.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// A [FleetReport] as a document. Shares are from 0 to 1, times in seconds.
public final class FleetDocument {
    private static final int DIGITS = 6;

    private FleetDocument() {}

    public static Value.Mapping of(FleetReport report) {
        FleetReport.Head head = report.head();
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "FleetReport")
                .with("nodes", head.nodes())
                .with("pools", Value.sequence(head.pools().stream().map(pool -> Value.mapping()
                        .with("name", pool.name()).with("nodes", pool.nodes())
                        .with("topologyManagerPolicy", pool.policy()).with("topologyManagerScope", pool.scope())
                        .build()).toList()))
                .with("scheduler", head.scheduler())
                .with("seeds", Value.sequence(head.seeds().stream().map(Value::of).toList()))
                .with("cost", FleetWords.cost(report))
                .with("proposal", FleetWords.proposal(report).map(Value::of))
                .with("complete", !report.isCut()).with("warnings", Value.texts(report.warnings()))
                .with("policies", Value.sequence(report.rows().stream().map(FleetDocument::row).toList())).build();
    }

    private static Value row(Row row) {
        Value.Builder document = Value.mapping().with("policy", row.policy()).with("today", row.isToday());
        if (row.obstacle().isPresent()) {
            return document.with("obstacle", row.obstacle().get()).build();
        }
        Figures figures = new Figures(row.tally());
        for (Count count : Count.values()) {
            document.with(count.wireName(), figures.get(count));
        }
        document.with("starved", figures.starved()).with("admittedShare", share(figures.admitted()))
                .with("alignedShare", share(figures.aligned()))
                .with("reasons", counts(figures.reasons()))
                .with("recreationsMost", figures.recreations().quantile(1))
                .with("recreationsSum", figures.recreations().sum())
                .with("pendingSeconds", Value.mapping().with("median", figures.pendingMedian())
                        .with("p95", figures.pendingP95()).with("most", figures.pendingMost()))
                .with("usedShare", shares(figures, figures::used))
                .with("strandedShare", shares(figures, figures::stranded))
                .with("nodesToAdd", row.nodesToAdd().map(growth -> Value.mapping().with("nodes", growth.nodes())
                        .with("enough", growth.isEnough()).build()))
                .with("trapNodes", Value.sequence(figures.traps().stream().map(trap -> Value.mapping()
                        .with("node", trap.node()).with("refused", trap.refused()).with("admitted", trap.admitted())
                        .with("refusedInARow", trap.inARow()).build()).toList()));
        return document.with("shapes", Value.sequence(row.tally().shapes().entrySet().stream()
                .map(shape -> shape(shape.getKey(), shape.getValue())).toList())).build();
    }

    private static Value shape(String name, ShapeTally shape) {
        Value.Builder document = Value.mapping().with("shape", name);
        for (Count count : Count.values()) {
            document.with(count.wireName(), shape.get(count));
        }
        return document.with("reasons", counts(shape.reasons()))
                .with("recreationsMost", shape.recreations().quantile(1))
                .with("pendingSeconds", Value.mapping().with("median", shape.pendingSeconds().quantile(0.5))
                        .with("p95", shape.pendingSeconds().quantile(0.95))
                        .with("most", shape.pendingSeconds().quantile(1)))
                .with("neverFits", shape.never().map(Value::of)).build();
    }

    private static Value counts(Map<String, Long> counts) {
        Value.Builder document = Value.mapping();
        counts.forEach(document::with);
        return document.build();
    }

    private static Value shares(Figures figures, Function<String, OptionalDouble> of) {
        Value.Builder document = Value.mapping();
        figures.resources().forEach(resource -> document.with(resource, share(of.apply(resource))));
        return document.build();
    }

    private static Value share(double share) {
        return Value.of(BigDecimal.valueOf(share).setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros());
    }

    private static Optional<Value> share(OptionalDouble share) {
        return share.isPresent() ? Optional.of(share(share.getAsDouble())) : Optional.empty();
    }
}
