package io.alidade.agent.watch;

import io.alidade.agent.log.AgentLog;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.Value;
import io.alidade.plan.capacity.WatchList;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Asks a node again and again what of the watched shapes fits. That takes many decisions, so it is done on a thread of its own
/// and no scrape waits for it; a node that has not changed is not asked.
///
/// Invariant "one percent": after each answer there is a pause a hundred times as long as it took, and of a second at least.
public final class ShapeWatch implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int PAUSES = 100;

    private final WatchList shapes;
    private final Supplier<Optional<KubeletNode>> now;
    private final AgentLog log;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("shapes").daemon().unstarted(this::watch);
    private volatile Optional<WatchList.Answer> answer = Optional.empty();

    /// @param now the node as it is, if it is known
    public ShapeWatch(WatchList shapes, Supplier<Optional<KubeletNode>> now, AgentLog log) {
        this.shapes = shapes;
        this.now = now;
        this.log = log;
    }

    /// Begins to ask, unless there is nothing to watch.
    public void start() {
        if (!shapes.isEmpty()) {
            thread.start();
        }
    }

    /// What the node answered last.
    Optional<WatchList.Answer> answer() {
        return answer;
    }

    private void watch() {
        Optional<KubeletNode> asked = Optional.empty();
        long pause = SHORTEST_PAUSE.toNanos();
        try {
            do {
                Optional<KubeletNode> node = now.get();
                if (!node.equals(asked)) {
                    long began = System.nanoTime();
                    answer = node.flatMap(this::ask);
                    asked = node;
                    pause = Math.max(SHORTEST_PAUSE.toNanos(), PAUSES * (System.nanoTime() - began));
                }
            } while (!end.await(pause, TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<WatchList.Answer> ask(KubeletNode node) {
        try {
            return Optional.of(shapes.ask(node));
        } catch (RuntimeException failure) {
            log.warn("shapes-not-tried", Value.mapping().with("problem", String.valueOf(failure)));
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        end.countDown();
    }
}
