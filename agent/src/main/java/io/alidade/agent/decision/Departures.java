package io.alidade.agent.decision;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.fit.Preemption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Pods that go: they are removed, have ended, or make room for a critical one. For the decision thread.
///
/// Invariant *free when still*: what a pod held is free only when nothing of it runs any more.
final class Departures {
    private static final long RETRY_SECONDS = 1;

    private final NodeLedger ledger;
    private final PendingAdmissions pending;
    private final DeskParties parties;
    private final AgentLog log;
    private final InstantSource clock;
    private final Executor thread;
    private final Map<String, CompletableFuture<Boolean>> removals = new HashMap<>();
    /// Pods that have ended, which could not be written down.
    private final Set<String> unstored = new HashSet<>();

    Departures(NodeLedger ledger, PendingAdmissions pending, DeskParties parties, AgentLog log, InstantSource clock,
            Executor thread) {
        this.ledger = ledger;
        this.pending = pending;
        this.parties = parties;
        this.log = log;
        this.clock = clock;
        this.thread = thread;
    }

    /// Whether a pod is being removed.
    boolean isRemoving(String uid) {
        return removals.containsKey(uid);
    }

    /// As [NodeDesk#remove].
    CompletableFuture<Boolean> remove(String uid) {
        Optional<PodRecord> known = ledger.find(uid);
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> before = removals.get(uid);
        if (before != null) {
            return before;
        }
        PodRecord record = known.get();
        pending.withdraw(uid, "Removed", "The pod was removed before it was decided on.", clock.instant());
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        removals.put(uid, result);
        CompletableFuture<Boolean> end = parties.end(record);
        if (end.isDone()) {
            release(record, result);
        } else {
            CompletableFuture<?> _ = end.thenRunAsync(() -> release(record, result), thread);
        }
        return result;
    }

    private void release(PodRecord record, CompletableFuture<Boolean> result) {
        removals.remove(record.pod().uid());
        try {
            ledger.gone(record.pod().uid());
        } catch (BadInput problem) {
            result.completeExceptionally(problem);
            return;
        }
        log.info("pod-removed", NodeLedger.named(record));
        parties.moved(ledger.snapshot());
        parties.removed(record);
        result.complete(true);
    }

    /// As [NodeDesk#finished].
    void finished(String uid, PodPhase phase, String reason, String message) {
        Optional<PodRecord> known = ledger.find(uid).filter(PodRecord::isActive);
        if (known.isEmpty() || isRemoving(uid)) {
            boolean _ = unstored.remove(uid);
            return;
        }
        PodRecord record = known.get().finished(phase, reason, message, clock.instant());
        try {
            ledger.ended(record);
        } catch (BadInput problem) {
            if (unstored.add(uid)) {
                log.warn("not-stored", NodeLedger.named(record).with("problem", String.valueOf(problem.getMessage()))
                        .with("instead", "it holds what it held until that can be written"));
            }
            CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, thread)
                    .execute(() -> finished(uid, phase, reason, message));
            return;
        }
        boolean _ = unstored.remove(uid);
        log.info("pod-finished", NodeLedger.named(record).with("phase", phase.wireName()));
        parties.moved(ledger.snapshot());
        parties.ended(record);
    }

    /// A pod makes room for a critical one; done when nothing of it runs any more.
    CompletableFuture<?> evict(String uid) {
        PodRecord record = ledger.find(uid).orElseThrow();
        pending.withdraw(uid, Preemption.REASON, Preemption.MESSAGE, clock.instant());
        return parties.end(record).thenRunAsync(
                () -> finished(uid, PodPhase.FAILED, Preemption.REASON, Preemption.MESSAGE), thread);
    }
}
