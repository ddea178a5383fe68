package io.alidade.agent.nri;

import io.alidade.agent.decision.Place;
import io.alidade.agent.runtime.Drift;
import io.alidade.agent.runtime.LeftBehind;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.CpusetMount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Where the containers of a runtime may run, as their cgroups say. What writes there is the runtime.
///
/// For any thread.
final class ContainerCgroups {
    private static final Executor ELSEWHERE = task -> {
        Thread _ = Thread.startVirtualThread(task);
    };
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Optional<CpusetMount> mount;

    /// @param root the folder with the `sys` of the node
    ContainerCgroups(Path root) {
        this(CpusetMount.below(root));
    }

    private ContainerCgroups(Optional<CpusetMount> mount) {
        this.mount = mount;
    }

    /// Of none of which anything is seen.
    static ContainerCgroups unseen() {
        return new ContainerCgroups(Optional.empty());
    }

    private Optional<CpusetCgroup> cgroup(String name) {
        return mount.flatMap(here -> here.named(name));
    }

    /// What somebody has moved elsewhere; nothing of a container whose cgroup is not seen.
    ///
    /// @param name of the cgroup, as the runtime tells it
    Optional<List<Drift>> drifts(String name, Place place) {
        return cgroup(name).flatMap(CpusetCgroup::confinement).map(seen -> Drift.of(seen, place, 0));
    }

    /// The first process of a container: the others come from it. Nothing where that is not seen.
    OptionalLong firstProcess(String name) {
        return cgroup(name).map(CpusetCgroup::firstProcess).orElseGet(OptionalLong::empty);
    }

    /// Sees to it that its memory moves along with a container.
    void migrateMemory(String name) {
        cgroup(name).ifPresent(CpusetCgroup::migrateMemory);
    }

    /// Whether a container comes to a place within five seconds; nothing if its cgroup is not seen.
    CompletableFuture<Optional<Boolean>> arrives(String name, Place place) {
        return CompletableFuture.supplyAsync(() -> await(name, place), ELSEWHERE);
    }

    /// What of the memory of a container that was moved has stayed elsewhere.
    CompletableFuture<OptionalLong> leftBehind(String name, NumaNodeIds numaNodes) {
        return LeftBehind.after(() -> cgroup(name).map(own -> own.ownBytesOutside(numaNodes))
                .orElseGet(OptionalLong::empty));
    }

    private Optional<Boolean> await(String name, Place place) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Boolean> isThere = drifts(name, place).map(List::isEmpty);
            if (!isThere.equals(Optional.of(false)) || System.nanoTime() > end) {
                return isThere;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return isThere;
            }
        }
    }

    /// Runs what waits, or reads many of them, while the decision thread goes on.
    static Executor elsewhere() {
        return ELSEWHERE;
    }
}
