package io.alidade.live.measure;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A thread that runs on some CPUs and on no others, until it is closed.
final class PinnedThread implements AutoCloseable {
    private static final int STACK_BYTES = 256 << 10;

    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("measure").daemon().stackSize(STACK_BYTES).factory());

    /// @throws io.alidade.linux.process.SystemCallFailed if it may not run there
    PinnedThread(CpuSet cpus) {
        get(submit(() -> {
            CpuAffinity.confine(cpus);
            return cpus;
        }));
    }

    <T> Future<T> submit(Callable<T> work) {
        return executor.submit(work);
    }

    /// Runs it, and waits for its result.
    <T> T run(Callable<T> work) {
        return get(submit(work));
    }

    /// The result of what runs; its failure is thrown on.
    static <T> T get(Future<T> running) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException _) {
                    // It ends soon, and what it uses must not be taken away before.
                    wasInterrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException known -> throw known;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failure.getCause());
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
