package io.alidade.agent.decision;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The one thread that decides. Steps run in the order in which they were handed in. It outlives also a step that fails with an
/// [Error]: an agent without it would go on and answer nobody.
public final class DecisionThread implements Executor, AutoCloseable {
    private static final int MAX_WAITING = 10_000;

    private final Consumer<Throwable> failures;
    /// An empty entry ends the thread.
    private final BlockingQueue<Optional<Runnable>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread = Thread.ofPlatform().name("node-decisions").daemon().unstarted(this::work);
    private volatile boolean closed;

    /// @param failures is told of a step that failed, which ends no other step
    public DecisionThread(Consumer<Throwable> failures) {
        this.failures = failures;
        thread.start();
    }

    private void work() {
        try {
            for (Optional<Runnable> next = queue.take(); next.isPresent(); next = queue.take()) {
                try {
                    next.get().run();
                } catch (RuntimeException | Error failure) {
                    failures.accept(failure);
                }
            }
        } catch (InterruptedException _) {
            // Nobody has this thread to interrupt it.
            Thread.currentThread().interrupt();
        }
    }

    /// Hands in a step.
    ///
    /// @throws RejectedExecutionException if more than 10,000 wait already, or the thread is closed
    @Override
    public void execute(Runnable step) {
        if (closed || !queue.offer(Optional.of(step))) {
            throw new RejectedExecutionException(
                    closed ? "The node takes no more events." : MAX_WAITING + " events wait for this node already.");
        }
    }

    /// Hands in a step each time it is run, unless the last one still waits or goes on: what is done again and again keeps
    /// others waiting once at most, however slow it is.
    public Runnable oneAtATime(Runnable step) {
        AtomicBoolean isOnItsWay = new AtomicBoolean();
        return () -> {
            if (!isOnItsWay.compareAndSet(false, true)) {
                return;
            }
            try {
                execute(() -> {
                    try {
                        step.run();
                    } finally {
                        isOnItsWay.set(false);
                    }
                });
            } catch (RejectedExecutionException refused) {
                isOnItsWay.set(false);
                throw refused;
            }
        };
    }

    /// Hands in a step that has a result. It fails as the step fails, or as [#execute] does.
    public <T> CompletableFuture<T> call(Supplier<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            execute(() -> {
                try {
                    result.complete(step.get());
                } catch (RuntimeException | Error failure) {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException refused) {
            result.completeExceptionally(refused);
        }
        return result;
    }

    /// Hands in a step whose result comes later.
    public <T> CompletableFuture<T> follow(Supplier<CompletableFuture<T>> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<Boolean> begun = call(() -> {
            CompletableFuture<?> _ = step.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            return true;
        });
        CompletableFuture<?> _ = begun.whenComplete((_, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /// Runs a step and waits for it; fails as it fails.
    public void run(Runnable step) {
        try {
            boolean _ = call(() -> {
                step.run();
                return true;
            }).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /// Ends the thread after the steps that were handed in before.
    @Override
    public void close() {
        closed = true;
        try {
            // Not an interrupt: that would break off what is being written.
            queue.put(Optional.empty());
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
