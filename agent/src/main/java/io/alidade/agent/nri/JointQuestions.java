package io.alidade.agent.nri;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Questions to somebody who tells of all pods or of none, so those that are wanted are waited for together: one request is under
/// way at a time, and serves all that were wanted before it began.
///
/// For any thread.
final class JointQuestions<V> implements AutoCloseable {
    /// Pods of which the runtime made no container.
    private static final int MAX_WANTED = 10_000;

    private final Function<Set<String>, Map<String, V>> request;
    private final Duration pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, CompletableFuture<Optional<V>>> wanted = new HashMap<>();
    private final Thread thread;
    private boolean closed;

    /// @param name    of the thread that asks
    /// @param pause   after each request
    /// @param request answers what it can, and does not fail
    JointQuestions(String name, Duration pause, Function<Set<String>, Map<String, V>> request) {
        this.request = request;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /// One that will be asked for soon: the request is made now, and nobody waits.
    void expect(String key) {
        CompletableFuture<?> _ = want(key);
    }

    private CompletableFuture<Optional<V>> want(String key) {
        lock.lock();
        try {
            if (wanted.size() >= MAX_WANTED) {
                wanted.clear();
            }
            CompletableFuture<Optional<V>> answer = wanted.computeIfAbsent(key, _ -> new CompletableFuture<>());
            changed.signal();
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /// The answer; nothing if there is none. The next time the request is made again.
    CompletableFuture<Optional<V>> take(String key) {
        return want(key).whenComplete((_, _) -> forget(key));
    }

    /// Nobody asks for this any more.
    void forget(String key) {
        lock.lock();
        try {
            wanted.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (true) {
                Map<String, CompletableFuture<Optional<V>>> asked = await();
                if (asked.isEmpty()) {
                    return;
                }
                Map<String, V> answers = request.apply(asked.keySet());
                asked.forEach((key, answer) -> answer.complete(Optional.ofNullable(answers.get(key))));
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Those that wait; none when it is closed.
    private Map<String, CompletableFuture<Optional<V>>> await() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Map<String, CompletableFuture<Optional<V>>> open = new HashMap<>();
                wanted.forEach((key, answer) -> {
                    if (!answer.isDone()) {
                        open.put(key, answer);
                    }
                });
                if (closed || !open.isEmpty()) {
                    return closed ? Map.of() : open;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
