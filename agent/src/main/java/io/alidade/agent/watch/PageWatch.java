package io.alidade.agent.watch;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.runtime.RunningPlace;
import io.alidade.agent.watch.LocalPages.Share;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.Value;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.ProcessPages;
import io.alidade.linux.tree.UnusableTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Counts again and again on which NUMA nodes the memory of running containers is, on a thread of its own.
///
/// Invariant "one percent": after each count there is a pause a hundred times as long as it took, and of ten seconds at least.
public final class PageWatch implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAUSES = 100;

    private final NodeTopology topology;
    private final Path root;
    private final Supplier<CompletableFuture<List<RunningPlace>>> running;
    private final LocalPages pages;
    private final AgentLog log;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("pages").daemon().unstarted(this::watch);

    /// @param root    the folder with the `proc` of the node
    /// @param running asks for the containers that run
    /// @param pages   where it is shown
    public PageWatch(NodeTopology topology, Path root, Supplier<CompletableFuture<List<RunningPlace>>> running,
            LocalPages pages, AgentLog log) {
        this.topology = topology;
        this.root = root;
        this.running = running;
        this.pages = pages;
        this.log = log;
    }

    /// Begins to count.
    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            long took;
            do {
                long began = System.nanoTime();
                look();
                took = System.nanoTime() - began;
            } while (!end.await(Math.max(SHORTEST_PAUSE.toNanos(), PAUSES * took), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            List<Share> shares = new ArrayList<>();
            for (RunningPlace container : running.get().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                share(topology, container, ProcessPages.below(root, container.pid())).ifPresent(shares::add);
            }
            pages.show(shares);
        } catch (ExecutionException | TimeoutException | UnusableTree failure) {
            log.warn("pages-not-counted", Value.mapping().with("problem", String.valueOf(failure)));
            pages.show(List.of());
        }
    }

    /// Nothing of a container that may be anywhere, or has no memory of its own that can be seen.
    static Optional<Share> share(NodeTopology topology, RunningPlace container, Optional<MemoryUse> use) {
        Optional<NumaNodeIds> near = near(topology, container);
        return use.filter(seen -> seen.totalOwnBytes() > 0).flatMap(seen -> near.map(numaNodes -> {
            PodRequest pod = container.pod().pod().manifest().request();
            return new Share(pod.namespace(), pod.name(), container.container(),
                    1 - (double) seen.ownBytesOutside(numaNodes) / seen.totalOwnBytes());
        }));
    }

    /// The NUMA nodes of its memory, else those of its own CPUs.
    private static Optional<NumaNodeIds> near(NodeTopology topology, RunningPlace container) {
        if (!container.place().numaNodes().isEmpty()) {
            return Optional.of(container.place().numaNodes());
        }
        return container.place().isExclusive()
                ? Optional.of(NumaNodeIds.of(new CpuTopology(topology).numaNodes().stream()
                        .filter(group -> group.cpus().intersects(container.place().cpus()))
                        .map(CpuTopology.Group::id).toList()))
                : Optional.empty();
    }

    @Override
    public void close() {
        end.countDown();
    }
}
