package io.alidade.agent.cri;

import io.alidade.agent.decision.Place;
import io.alidade.agent.runtime.ContainerEnd;
import io.alidade.agent.runtime.Drift;
import io.alidade.agent.runtime.LastWords;
import io.alidade.agent.runtime.RunningContainer;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.wire.cri.LinuxContainerResources;
import io.alidade.wire.cri.StopContainerRequest;
import io.alidade.wire.cri.UpdateContainerResourcesRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// A container of a runtime.
final class CriContainer implements RunningContainer {
    private final CriRuntime runtime;
    private final String id;
    private final Path log;
    private final OptionalLong pid;
    private final Optional<CpusetCgroup> cgroup;
    private final CompletableFuture<ContainerEnd> ended;
    /// Where it belongs, while it is not known to be there.
    private Optional<Place> wanted = Optional.empty();
    private final List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    private boolean moving;

    /// @param cgroup where its CPUs and NUMA nodes are written; absent if that cannot be seen from here
    CriContainer(CriRuntime runtime, String id, Path log, OptionalLong pid, Optional<CpusetCgroup> cgroup,
            CompletableFuture<ContainerEnd> ended) {
        this.runtime = runtime;
        this.id = id;
        this.log = log;
        this.pid = pid;
        this.cgroup = cgroup;
        this.ended = ended;
    }

    @Override
    public OptionalLong pid() {
        return pid;
    }

    @Override
    public boolean isAlive() {
        return !ended.isDone();
    }

    @Override
    public CompletableFuture<ContainerEnd> ended() {
        return ended;
    }

    @Override
    public void stop(Duration grace) {
        runtime.work("stop", () -> {
            for (int failures = 0; isAlive(); failures++) {
                try {
                    runtime.connection().answered(() -> runtime.connection().within(RuntimeConnection.LONG.plus(grace))
                            .stopContainer(StopContainerRequest.newBuilder().setContainerId(id)
                                    .setTimeout(grace.toSeconds()).build()));
                    runtime.look(id);
                    return;
                } catch (StatusRuntimeException failure) {
                    runtime.look(id);
                    if (isAlive() && failures == 0) {
                        runtime.warn("container-not-stopped", id, failure);
                    }
                    Thread.sleep(RuntimeConnection.pause(failures));
                }
            }
        });
    }

    @Override
    public CompletableFuture<Boolean> confine(CpuSet before, Place place) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (this) {
            wanted = Optional.of(place);
            waiting.add(done);
            if (moving) {
                return done;
            }
            moving = true;
        }
        runtime.work("move", this::move);
        return done;
    }

    /// Brings it where it is wanted last, one call after the other.
    private void move() throws InterruptedException {
        List<CompletableFuture<Boolean>> served = new ArrayList<>();
        for (int failures = 0;;) {
            Place place;
            synchronized (this) {
                if (wanted.isEmpty()) {
                    moving = false;
                    return;
                }
                place = wanted.get();
                served.addAll(waiting);
                waiting.clear();
            }
            if (isAlive() && !isAt(place)) {
                Optional<StatusRuntimeException> failure = update(place);
                runtime.look(id);
                if (failure.isPresent() && isAlive()) {
                    if (failures++ == 0) {
                        runtime.warn("container-not-moved", id, failure.get());
                    }
                    Thread.sleep(RuntimeConnection.pause(failures));
                    continue;
                }
            }
            synchronized (this) {
                if (waiting.isEmpty()) {
                    wanted = Optional.empty();
                }
            }
            failures = 0;
            served.forEach(done -> done.complete(true));
            served.clear();
        }
    }

    /// Whether its cgroup says so. One that cannot be seen is told.
    private boolean isAt(Place place) {
        return cgroup.isPresent() && cgroup.get().confinement().filter(seen -> drifts(seen, place).isEmpty())
                .isPresent();
    }

    private Optional<StatusRuntimeException> update(Place place) throws InterruptedException {
        try {
            var _ = runtime.connection().answered(() -> runtime.connection().within(RuntimeConnection.QUICK)
                    .updateContainerResources(UpdateContainerResourcesRequest.newBuilder().setContainerId(id).setLinux(
                            ContainerRequests.placed(LinuxContainerResources.newBuilder(), place)).build()));
            return Optional.empty();
        } catch (StatusRuntimeException failure) {
            return Optional.of(failure);
        }
    }

    private List<Drift> drifts(CpusetCgroup.Confinement seen, Place place) {
        return Drift.of(seen, place, pid.orElse(0));
    }

    /// Looks at its cgroup, which is read at once. What is cured is cured by the runtime, and looked at again then; what the
    /// runtime has not done by the next look is not cured.
    @Override
    public CompletableFuture<List<Drift>> bringBack(Place place) {
        List<Drift> drifts = look(place);
        synchronized (this) {
            if (drifts.isEmpty() || moving) {
                return CompletableFuture.completedFuture(drifts);
            }
        }
        return confine(CpuSet.EMPTY, place).thenApply(_ -> {
            List<String> left = look(place).stream().map(Drift::resource).toList();
            return drifts.stream().map(drift -> drift.after(!left.contains(drift.resource()))).toList();
        });
    }

    /// What is elsewhere now; nothing of a container that has ended.
    private List<Drift> look(Place place) {
        return !isAlive() ? List.of()
                : cgroup.flatMap(CpusetCgroup::confinement).map(seen -> drifts(seen, place)).orElse(List.of());
    }

    @Override
    public OptionalLong bytesOutside(NumaNodeIds numaNodes) {
        return cgroup.map(own -> own.ownBytesOutside(numaNodes)).orElseGet(OptionalLong::empty);
    }

    @Override
    public String lastWords() {
        return LastWords.ofRuntimeLog(log);
    }

    @Override
    public void forget() {
        // It is removed before it is started again, or with its pod.
    }
}
