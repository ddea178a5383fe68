package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.plan.fleet.rollout.RolloutPlan;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// A [RolloutPlan] for programs. Shares are from 0 to 1.
public final class RolloutDocument {
    private static final int DIGITS = 6;

    private RolloutDocument() {}

    public static Value.Mapping of(RolloutPlan plan) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "RolloutPlan")
                .with("target", plan.target()).with("complete", !plan.isCut())
                .with("admittedShareToday", number(plan.today())).with("warnings", Value.texts(plan.warnings()))
                .with("stages", Value.sequence(plan.stages().stream().map(stage -> Value.mapping()
                        .with("pools", Value.texts(stage.pools())).with("nodes", stage.nodes())
                        .with("nodeNames", stage.nodeNames()).with("label", stage.label())
                        .with("admittedShare", number(stage.admitted()))
                        .with("refusedPerHour", number(stage.refusedPerHour()))
                        .with("abortAbovePerHour", stage.abortAbove()).with("abortExpression", stage.alert())
                        .build()).toList()))
                .with("stopFitting", Value.sequence(plan.stopping().stream().map(own -> Value.mapping()
                        .with("shape", own.shape()).with("count", own.count()).with("pods", Value.texts(own.pods()))
                        .with("reason", own.why()).with("cures", Value.texts(own.cures())).build()).toList()))
                .with("runLessOften", Value.sequence(plan.suffering().stream().map(own -> Value.mapping()
                        .with("shape", own.shape()).with("admittedShareToday", number(own.today()))
                        .with("admittedShare", number(own.then())).build()).toList()))
                .with("flexible", plan.flexible().map(own -> Value.mapping().with("pool", own.pool())
                        .with("nodes", own.nodes()).with("shapes", Value.texts(own.shapes())).build()))
                .build();
    }

    private static Value number(double number) {
        return Value.of(BigDecimal.valueOf(number).setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros());
    }
}
