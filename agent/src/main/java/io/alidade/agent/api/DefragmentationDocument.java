package io.alidade.agent.api;

import io.alidade.agent.decision.Relocation;
import io.alidade.agent.decision.Relocation.Made;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.document.Value;
import io.alidade.plan.capacity.LiveDefragmentation;
import io.alidade.plan.capacity.LiveDefragmentation.Move;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What has to move so that a pod fits, as the API tells it.
final class DefragmentationDocument {
    private DefragmentationDocument() {}

    /// Of kind `AgentDefragmentation`.
    ///
    /// @param made what was done; absent of a question
    static Value.Mapping of(LiveDefragmentation answer, Optional<Relocation> made) {
        Value.Builder document = Value.mapping().with("apiVersion", "alidade.io/v1").with("kind",
                "AgentDefragmentation");
        return switch (answer) {
            case LiveDefragmentation.Unneeded() -> document.with("possible", true).with("moves", moves(List.of(), made))
                    .build();
            case LiveDefragmentation.Impossible(List<String> reasons) -> document.with("possible", false)
                    .with("reasons", Value.texts(reasons)).with("moves", moves(List.of(), made)).build();
            case LiveDefragmentation.NotFound(int upTo) -> document.with("possible", false)
                    .with("reasons", Value.texts(List.of("no way was found: all sets of up to " + upTo
                            + " containers were tried")))
                    .with("moves", moves(List.of(), made)).build();
            case LiveDefragmentation.Found(List<Move> moves, boolean isProven) -> document
                    .with("possible", made.flatMap(Relocation::problem).isEmpty()).with("fewest", isProven)
                    .with("moves", moves(moves, made))
                    .with("problem", made.flatMap(Relocation::problem).map(Value::of)).build();
        };
    }

    private static Value moves(List<Move> moves, Optional<Relocation> made) {
        return Value.sequence(moves.stream().map(move -> {
            Optional<Made> done = made.flatMap(
                    all -> all.made().stream().filter(each -> each.move().equals(move)).findFirst());
            Value.Builder document = Value.mapping().with("pod", move.pod()).with("container", move.container())
                    .with("from", place(move.from(), move.memoryFrom())).with("to", place(move.to(), move.memoryTo()))
                    .with("done", made.map(_ -> Value.of(done.isPresent())));
            done.map(Made::leftBehind).filter(OptionalLong::isPresent)
                    .ifPresent(bytes -> document.with("leftBehind", bytes.getAsLong()));
            return document.build();
        }).toList());
    }

    private static Value.Builder place(CpuSet cpus, NumaNodeIds mems) {
        Value.Builder place = Value.mapping().with("exclusiveCpus", cpus.toListString());
        return mems.isEmpty() ? place : place.with("mems", mems.toListString());
    }
}
