package io.alidade.agent.decision;

import io.alidade.agent.decision.Relocation.Made;
import io.alidade.agent.log.AgentLog;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.LiveDefragmentation.Move;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Moves running containers one after the other: each move is decided on the node as it is then, brought to disk, made, and looked
/// at on the system before the next. One that is not there after a while is taken back, and the rest is not begun. For the decision
/// thread.
final class Relocations {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// For one with its memory, which the kernel copies at some gigabytes a second.
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(5);

    private final NodeLedger ledger;
    private final DeskParties parties;
    private final AgentLog log;
    private final Executor thread;

    Relocations(NodeLedger ledger, DeskParties parties, AgentLog log, Executor thread) {
        this.ledger = ledger;
        this.parties = parties;
        this.log = log;
        this.thread = thread;
    }

    CompletableFuture<Relocation> make(List<Move> moves) {
        CompletableFuture<Relocation> result = new CompletableFuture<>();
        next(new ArrayDeque<>(moves), new ArrayList<>(), result);
        return result;
    }

    private void next(Deque<Move> left, List<Made> made, CompletableFuture<Relocation> result) {
        Move move = left.poll();
        if (move == null) {
            result.complete(new Relocation(made, Optional.empty()));
            return;
        }
        Optional<String> problem = bring(move, move.from(), move.to());
        if (problem.isPresent()) {
            result.complete(new Relocation(made, problem));
            return;
        }
        Duration patience = move.movesMemory() ? LONG_PATIENCE : PATIENCE;
        CompletableFuture<?> _ = parties.arrival(move.uid(), move.container(), move.movesMemory())
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenCompleteAsync((arrival, failure) -> {
                    if (failure == null && arrival.isThere()) {
                        Value.Builder line = told(move);
                        arrival.leftBehind().ifPresent(bytes -> line.with("leftBehind", bytes));
                        log.info("container-relocated", line);
                        made.add(new Made(move, arrival.leftBehind()));
                        next(left, made, result);
                    } else {
                        result.complete(new Relocation(made, Optional.of(takenBack(move))));
                    }
                }, thread);
    }

    private String takenBack(Move move) {
        Optional<String> problem = bring(move, move.to(), move.from());
        log.warn("container-not-relocated", told(move).with("instead",
                problem.map(why -> "it cannot be taken back: " + why).orElse("it is where it was")));
        return "container " + move.container() + " of " + move.pod() + " could not be brought to CPUs "
                + move.to().toListString() + "; " + problem.map(why -> "it cannot be taken back either: " + why)
                        .orElse("it is where it was");
    }

    /// @return why that cannot be
    private Optional<String> bring(Move move, CpuSet from, CpuSet to) {
        KubeletNode node = ledger.node();
        Optional<KubeletNode> moved = node.node().allocations().cpus().assigned(move.uid(), move.container())
                .filter(from::equals).flatMap(_ -> node.manifest(move.uid()))
                .flatMap(pod -> container(pod, move.container())
                        .flatMap(container -> node.moving(pod, container, to, move.movesMemory())));
        if (moved.isEmpty()) {
            return Optional.of("the node has changed meanwhile: container " + move.container() + " of " + move.pod()
                    + " cannot go from CPUs " + from.toListString() + " to " + to.toListString() + " any more");
        }
        try {
            ledger.replace(moved.get());
        } catch (BadInput problem) {
            return Optional.of(String.valueOf(problem.getMessage()));
        }
        parties.moved(ledger.snapshot());
        return Optional.empty();
    }

    private static Optional<ContainerRequest> container(PodManifest pod, String name) {
        return pod.request().containers().stream().filter(container -> container.name().equals(name)).findFirst();
    }

    private static Value.Builder told(Move move) {
        return Value.mapping().with("pod", move.pod()).with("container", move.container())
                .with("from", move.from().toListString()).with("to", move.to().toListString());
    }
}
