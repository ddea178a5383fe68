package io.alidade.agent.nri;

import io.alidade.wire.rpc.RpcFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How long an answer may take: three quarters of what the runtime waits before it gives up a plugin.
final class RuntimePatience {
    /// What a runtime waits if it says nothing else.
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    /// Of the runtime's time, in quarters.
    private static final int OURS = 3;
    private static final int QUARTERS = 4;

    private volatile Duration patience = part(REQUEST_TIMEOUT);

    private static Duration part(Duration requestTimeout) {
        return requestTimeout.multipliedBy(OURS).dividedBy(QUARTERS);
    }

    /// The runtime has said how long it waits.
    void runtimeWaits(Duration requestTimeout) {
        patience = part(requestTimeout);
    }

    /// Waits for something that the answer needs.
    <T> T wait(CompletableFuture<T> decision) throws RpcFailure {
        Duration longest = patience;
        try {
            return decision.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new RpcFailure(RpcFailure.DEADLINE_EXCEEDED,
                    "Alidade has not decided within " + longest.toMillis() + " ms");
        } catch (ExecutionException failure) {
            throw new RpcFailure(RpcFailure.UNKNOWN, "Alidade could not decide: "
                    + (failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RpcFailure(RpcFailure.UNAVAILABLE, "Alidade ends");
        }
    }
}
