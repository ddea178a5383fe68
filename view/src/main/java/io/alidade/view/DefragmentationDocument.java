package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.plan.capacity.Defragmentation;
import io.alidade.plan.capacity.Defragmentation.Place;
import io.alidade.plan.capacity.Defragmentation.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A [Defragmentation] as the document of kind `DefragmentationPlan` (docs/schemas/defragmentation-plan.schema.json).
public final class DefragmentationDocument {
    private DefragmentationDocument() {}

    /// The document.
    ///
    /// @param machine what the machine is called
    /// @param wanted  what the pod that is to fit is called
    public static Value.Mapping of(String machine, String wanted, Defragmentation found, List<String> warnings) {
        Value.Builder document = Value.mapping().with("apiVersion", "alidade.io/v1")
                .with("kind", "DefragmentationPlan").with("machine", machine).with("shape", wanted);
        switch (found) {
            case Defragmentation.Unneeded(Place place) -> document.with("result", "fits").with("place", place(place));
            case Defragmentation.Impossible(List<String> reasons) ->
                document.with("result", "never").with("reasons", Value.texts(reasons));
            case Defragmentation.NotFound(int decisions, int upTo) ->
                document.with("result", "not-found").with("decisions", decisions).with("upTo", upTo);
            case Defragmentation.Found(Plan plan, List<Plan> gentler, int decisions, boolean isProven) ->
                document.with("result", "moves").with("decisions", decisions).with("proven", isProven)
                        .with("plan", plan(plan)).with("withoutEviction", gentler.isEmpty() ? Optional.empty()
                                : Optional.of(plan(gentler.getFirst())));
        }
        return document.with("warnings", Value.texts(warnings)).build();
    }

    private static Value plan(Plan plan) {
        return Value.mapping()
                .with("moves", Value.sequence(plan.moves().stream().map(move -> Value.mapping().with("pod", move.pod())
                        .with("move", move.to().isPresent() ? "restart" : "evict").with("from", place(move.from()))
                        .with("to", move.to().map(DefragmentationDocument::place)).build()).toList()))
                .with("steps", Value.sequence(plan.steps().stream().map(step -> Value.mapping()
                        .with("do", step.isStart() ? "start" : "delete").with("pod", step.pod()).build()).toList()))
                .with("place", place(plan.place())).build();
    }

    private static Value place(Place place) {
        Value.Builder devices = Value.mapping();
        place.devices().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(own -> devices.with(own.getKey(), Value.texts(own.getValue())));
        return Value.mapping()
                .with("exclusiveCpus", place.cpus().isEmpty() ? Optional.empty()
                        : Optional.of(Value.of(place.cpus().toListString())))
                .with("numaNodes", Value.sequence(place.numaNodes().stream().map(id -> Value.of((long) id)).toList()))
                .with("devices", place.devices().isEmpty() ? Optional.empty() : Optional.of(devices.build())).build();
    }
}
