package io.alidade.agent.nri;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Whether the runtime asks for something. While it does, it is asked for nothing: containerd up to 2.3.7 may wait for itself then,
/// and create no container any more until it is started anew (containerd issue 13733).
///
/// For any thread.
final class RuntimeQuiet {
    private static final Duration LEAST = Duration.ofMillis(100);

    private final AtomicInteger open = new AtomicInteger();
    private volatile long lastEnd = System.nanoTime() - LEAST.toNanos();

    /// The runtime asks for something.
    void begins() {
        open.incrementAndGet();
    }

    /// It was answered, or will not be.
    void ends() {
        lastEnd = System.nanoTime();
        open.decrementAndGet();
    }

    /// Whether it has asked for nothing for a moment.
    boolean isNow() {
        return open.get() == 0 && System.nanoTime() - lastEnd >= LEAST.toNanos();
    }

    /// Done when it has asked for nothing for a moment.
    CompletableFuture<Boolean> comes() {
        return isNow() ? CompletableFuture.completedFuture(true) : comesAfterAMoment();
    }

    /// Likewise, but not at once.
    CompletableFuture<Boolean> comesAfterAMoment() {
        return CompletableFuture.supplyAsync(this::isNow,
                CompletableFuture.delayedExecutor(LEAST.toMillis(), TimeUnit.MILLISECONDS))
                .thenCompose(_ -> comes());
    }
}
