package io.alidade.agent.api;

import io.alidade.agent.decision.Place;
import io.alidade.agent.decision.Reconfiguration;
import io.alidade.kube.document.Value;

/// What other settings would bring, as the API tells it.
final class PlanDocument {
    private PlanDocument() {}

    /// Of kind `AgentPlan`.
    static Value.Mapping of(Reconfiguration planned) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "AgentPlan")
                .with("possible", planned.isPossible())
                .with("moves", Value.sequence(planned.moves().stream().map(move -> Value.mapping()
                        .with("pod", move.pod()).with("container", move.container()).with("from", place(move.from()))
                        .with("to", place(move.to())).build()).toList()))
                .with("refusals", Value.sequence(planned.refusals().stream().map(pod -> Value.mapping()
                        .with("pod", pod.pod()).with("reason", pod.reason()).with("message", pod.message()).build())
                        .toList()))
                .build();
    }

    private static Value.Builder place(Place place) {
        Value.Builder document = Value.mapping().with(place.isExclusive() ? "exclusiveCpus" : "sharedCpus",
                place.cpus().toListString());
        return place.numaNodes().isEmpty() ? document : document.with("mems", place.numaNodes().toListString());
    }
}
