package io.alidade.agent.decision;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// The one thread that decides. Steps run in the order in which they were handed in. It outlives also a step that fails with an
/// [Error]: an agent without it would go on and answer nobody.
///
/// Invariant *taken*: a step of the agent itself is never refused while the thread works, for somebody waits for what comes of
/// it; there are as many at once as there are pods, plugins and files that something happens to. What somebody outside asks for
/// is refused, with a word, while many steps wait ([#request]).
public final class DecisionThread implements DecisionSteps, AutoCloseable {
    /// While so many wait, nobody outside is heard.
    static final int MAX_WAITING = 10_000;

    /// Is told what goes wrong.
    public interface Listener {
        /// A step failed, which ends no other step. On the thread itself.
        void failed(Throwable failure);

        /// A request was refused, since too many steps wait. On the thread of whoever asked.
        ///
        /// @param isFirst whether none was since requests were taken last
        default void refused(boolean isFirst) {}

        /// Requests are taken again. On the thread itself.
        ///
        /// @param refused how many were not
        default void takesAgain(long refused) {}
    }

    private final Listener listener;
    /// An empty entry ends the thread.
    private final BlockingQueue<Optional<Runnable>> queue = new LinkedBlockingQueue<>();
    private final AtomicLong refused = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().name("node-decisions").daemon().unstarted(this::work);
    /// What is left to do of the step that runs; for the thread itself.
    private final Deque<Runnable> rests = new ArrayDeque<>();
    private volatile boolean closed;

    public DecisionThread(Listener listener) {
        this.listener = listener;
        thread.start();
    }

    private void work() {
        try {
            for (Optional<Runnable> next = queue.take(); next.isPresent(); next = queue.take()) {
                perform(next.get());
                while (!rests.isEmpty()) {
                    perform(rests.remove());
                }
                if (refused.get() > 0 && queue.size() < MAX_WAITING / 2) {
                    listener.takesAgain(refused.getAndSet(0));
                }
            }
        } catch (InterruptedException _) {
            // Nobody has this thread to interrupt it.
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            listener.failed(failure);
        }
    }

    @Override
    public void afterwards(Runnable rest) {
        rests.add(rest);
    }

    /// Hands in a step.
    ///
    /// @throws RejectedExecutionException if the thread is closed
    @Override
    public void execute(Runnable step) {
        if (closed) {
            throw new RejectedExecutionException("The node takes no more events.");
        }
        queue.add(Optional.of(step));
    }

    /// Hands in what somebody outside asks for, whose result comes later. It fails with a [RejectedExecutionException] while
    /// 10,000 steps wait.
    public <T> CompletableFuture<T> request(Supplier<CompletableFuture<T>> step) {
        if (queue.size() >= MAX_WAITING) {
            listener.refused(refused.getAndIncrement() == 0);
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException(MAX_WAITING + " events wait for this node already."));
        }
        return follow(step);
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

    /// Hands in a step of the agent itself that has a result. It fails as the step fails, or as [#execute] does.
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

    /// Hands in a step of the agent itself whose result comes later.
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
            queue.add(Optional.empty());
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
