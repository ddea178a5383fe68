package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.kube.refusal.Refusal;
import io.alidade.plan.refusal.RefusalReport;
import io.alidade.plan.refusal.RefusalReport.Group;
import io.alidade.plan.refusal.RefusalReport.Told;
import java.util.List;
import java.util.Map;

/// A [RefusalReport] for programs.
public final class RefusalDocument {
    private RefusalDocument() {}

    public static Value.Mapping of(RefusalReport report) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "RefusalReport")
                .with("warnings", Value.texts(report.notes())).with("reasons", counts(report.reasons()))
                .with("storms", groups(report.storms())).with("controllers", groups(report.controllers()))
                .with("nodes", groups(report.nodes())).with("shapes", groups(report.shapes()))
                .with("refusals", Value.sequence(report.refusals().stream().map(RefusalDocument::refusal).toList()))
                .build();
    }

    private static Value counts(Map<String, Long> counts) {
        Value.Builder document = Value.mapping();
        counts.forEach(document::with);
        return document.build();
    }

    private static Value groups(List<Group> groups) {
        return Value.sequence(groups.stream().map(group -> Value.mapping().with("name", group.name())
                .with("refusals", group.refusals()).with("pods", group.pods())
                .with("first", group.first().toString()).with("last", group.last().toString())
                .with("reasons", counts(group.reasons())).build()).toList());
    }

    private static Value refusal(Told told) {
        Refusal refusal = told.refusal();
        return Value.mapping().with("time", refusal.at().toString()).with("node", refusal.node().map(Value::of))
                .with("namespace", refusal.namespace()).with("pod", refusal.name()).with("reason", refusal.reason())
                .with("message", refusal.message()).with("controller", refusal.owner().toString())
                .with("controllerIsKnown", refusal.owner().isKnown()).with("times", refusal.times())
                .with("why", Value.texts(told.why())).build();
    }
}
