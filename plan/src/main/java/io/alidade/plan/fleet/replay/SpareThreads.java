package io.alidade.plan.fleet.replay;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The threads that have no replay of their own: they work ahead for the others. Where as many replays run as there may be
/// threads, nothing is done ahead.
final class SpareThreads implements AutoCloseable {
    /// Work that waits for a thread; what is beyond is done by who needs it.
    private static final int MOST_WAITING = 16;

    private final int threads;
    private final AtomicInteger replays = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    /// @param threads how many there may be in all
    SpareThreads(int threads) {
        this.threads = threads;
        int most = Math.max(1, threads - 1);
        this.pool = new ThreadPoolExecutor(most, most, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("ahead-", 1).factory(), new ThreadPoolExecutor.DiscardPolicy());
    }

    /// Does a replay on this thread.
    <T> T whileReplaying(Supplier<T> replay) {
        replays.incrementAndGet();
        try {
            return replay.get();
        } finally {
            replays.decrementAndGet();
        }
    }

    /// Whether some thread has no replay.
    boolean areThere() {
        return replays.get() < threads;
    }

    /// Work whose outcome will be needed.
    <T> Ahead<T> ahead(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (areThere()) {
            pool.execute(task);
        }
        return new Ahead<>(task);
    }

    /// Ends the threads; work that waits is left.
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
