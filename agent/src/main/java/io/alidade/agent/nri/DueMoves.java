package io.alidade.agent.nri;

import io.alidade.agent.nri.NriContainers.Move;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Containers that are to be elsewhere, and how the runtime hears of it. On the decision thread.
///
/// What is due goes out with the answer to the event that caused it, so that the runtime moves the shared pool before it starts a
/// container on those CPUs; otherwise by itself, one call after the other, when the runtime asks for nothing ([RuntimeQuiet]), or with
/// the next answer.
final class DueMoves {
    private final Containers containers;
    private final Function<List<Move>, CompletableFuture<Boolean>> unasked;
    private final RuntimeQuiet quiet;
    private final Executor thread;
    private final Set<String> due = new HashSet<>();
    private boolean held;
    /// What becomes of the last moves that go out by themselves: whether the runtime has made them, or was told of them in an answer.
    private CompletableFuture<Boolean> goesOut = CompletableFuture.completedFuture(true);
    /// The runtime has them, and has not answered yet.
    private boolean isOut;

    /// Who knows where containers belong.
    interface Containers {
        /// From now on the runtime knows where a container belongs; nothing if it is gone.
        Optional<Move> told(String id);

        /// Whether the runtime was told something else of a container since.
        boolean isOvertaken(Move move);
    }

    /// @param unasked takes moves for which no event waits; its answer is whether the runtime has made them
    /// @param quiet   when they may go out
    /// @param thread  the decision thread
    DueMoves(Containers containers, Function<List<Move>, CompletableFuture<Boolean>> unasked, RuntimeQuiet quiet,
            Executor thread) {
        this.containers = containers;
        this.unasked = unasked;
        this.quiet = quiet;
        this.thread = thread;
    }

    /// A container is to be elsewhere; [#leave] follows.
    void add(String id) {
        due.add(id);
    }

    /// It is gone.
    void remove(String id) {
        due.remove(id);
    }

    void clear() {
        due.clear();
    }

    /// From now on what is due waits for [#take].
    void hold() {
        held = true;
    }

    /// Everything that is due, for the answer to an event; from now on it goes out by itself again.
    List<Move> take() {
        held = false;
        List<Move> moves = told();
        if (!isOut) {
            goesOut.complete(true);
        }
        return moves;
    }

    private List<Move> told() {
        List<Move> moves = new ArrayList<>();
        due.forEach(id -> containers.told(id).ifPresent(moves::add));
        due.clear();
        return moves;
    }

    /// [#take], for events whose answers carry no moves.
    void release() {
        held = false;
        if (!due.isEmpty() && goesOut.isDone()) {
            goesOut = new CompletableFuture<>();
            CompletableFuture<Boolean> next = goesOut;
            CompletableFuture<?> _ = quiet.comes().thenRunAsync(() -> send(next), thread);
        }
    }

    /// Waits for [#take] if somebody holds it, else it goes out by itself.
    void leave() {
        if (!held) {
            release();
        }
    }

    /// The runtime has not heard of moves that were taken, for the event has no answer.
    void untold(Collection<String> ids) {
        due.addAll(ids);
        leave();
    }

    /// What becomes of what goes out by itself.
    CompletableFuture<Boolean> goesOut() {
        return goesOut;
    }

    /// What goes out by itself may be made after a later move that went out with an answer: then that is told again.
    private void send(CompletableFuture<Boolean> sent) {
        if (sent.isDone()) {
            return;
        }
        if (held || !quiet.isNow()) {
            CompletableFuture<?> _ = quiet.comesAfterAMoment().thenRunAsync(() -> send(sent), thread);
            return;
        }
        List<Move> moves = told();
        if (moves.isEmpty()) {
            sent.complete(true);
            return;
        }
        isOut = true;
        CompletableFuture<?> _ = unasked.apply(moves).thenAcceptAsync(isMade -> {
            isOut = false;
            sent.complete(isMade);
            moves.stream().filter(containers::isOvertaken).map(Move::id).forEach(due::add);
            leave();
        }, thread);
    }
}
