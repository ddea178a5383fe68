package io.alidade.agent.nri;

import io.alidade.wire.rpc.RpcFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The time that one answer has, whatever it has to wait for.
///
/// @param begun   as the clock of this process has it
/// @param longest from then on
record AnswerTime(long begun, Duration longest) {
    private long left() {
        return Math.max(0, longest.toNanos() - (System.nanoTime() - begun));
    }

    /// Whether nobody waits for the answer any more.
    boolean isOver() {
        return left() == 0;
    }

    /// Waits for something that the answer needs.
    <T> T wait(CompletableFuture<T> decision) throws RpcFailure {
        try {
            return decision.get(left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new RpcFailure(RpcFailure.DEADLINE_EXCEEDED,
                    "Alidade has not decided within " + longest.toMillis() + " ms");
        } catch (ExecutionException failure) {
            throw new RpcFailure(RpcFailure.UNKNOWN, "Alidade could not decide: "
                    + (failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage()));
        } catch (InterruptedException _) {
            throw ends();
        }
    }

    /// Waits for something without which there is an answer, too: half of what is left, so that the rest can be done.
    <T> T wait(CompletableFuture<T> facts, T otherwise) throws RpcFailure {
        try {
            return facts.get(left() / 2, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return otherwise;
        } catch (InterruptedException _) {
            throw ends();
        }
    }

    private static RpcFailure ends() {
        Thread.currentThread().interrupt();
        return new RpcFailure(RpcFailure.UNAVAILABLE, "Alidade ends");
    }
}
