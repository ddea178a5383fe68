package io.alidade.agent.cri;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.ContainerRuntime;
import io.alidade.agent.runtime.ContainerSpec;
import io.alidade.agent.runtime.ContainerStart;
import io.alidade.agent.runtime.PodFolders;
import io.alidade.agent.runtime.RunSpec;
import io.alidade.agent.runtime.RunningContainer;
import io.alidade.agent.runtime.StartFailed;
import io.alidade.agent.runtime.UnsupportedField;
import io.alidade.agent.settings.CgroupParents;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.kube.document.Value;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.wire.cri.CgroupDriver;
import io.alidade.wire.cri.Container;
import io.alidade.wire.cri.ContainerState;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/// Runs containers by a container runtime. Each task has a virtual thread of its own, which waits for the runtime; what belongs
/// to one pod or one container is done one after the other there.
public final class CriRuntime implements ContainerRuntime {
    private static final Path MACHINE = Path.of("/");

    private final AgentLabels labels;
    private final Optional<CgroupParents> parents;
    private final NodeLimits limits;
    private final PodFolders folders;
    private final AgentLog log;
    private final Predicate<String> isKnown;
    private final RuntimeConnection connection;
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final ContainerWatch watch;
    private final RuntimeContents contents;
    private final Sandboxes sandboxes;
    private final Starts starts;
    private volatile boolean hasBegun;

    /// @param state   the state folder, by whose path the agent knows its containers
    /// @param folders where each pod has a folder with the logs of its containers
    /// @param isKnown whether the agent has a pod of this uid
    public CriRuntime(PodRuntime.Cri settings, NodeLimits limits, Path state, PodFolders folders, GrpcSockets sockets,
            AgentLog log, Predicate<String> isKnown) {
        this.labels = AgentLabels.of(state);
        this.parents = settings.parents();
        this.limits = limits;
        this.folders = folders;
        this.log = log;
        this.isKnown = isKnown;
        this.connection = new RuntimeConnection(settings.endpoint(), sockets, log);
        this.watch = new ContainerWatch(connection, labels, work, this::lookForLeftovers);
        this.contents = new RuntimeContents(connection, labels);
        this.sandboxes = new Sandboxes(connection, contents, this::sandboxRequests, log);
        this.starts = new Starts(this, contents, sandboxes, new ContainerRequests(labels, limits));
        work("follow", watch::follow);
    }

    private SandboxRequests sandboxRequests() {
        boolean isSystemd = connection.cgroupDriver().filter(CgroupDriver.SYSTEMD::equals).isPresent();
        return new SandboxRequests(labels,
                parents.orElseGet(() -> CgroupParents.all(isSystemd ? "alidade.slice" : "/alidade")), limits.gates(),
                folders);
    }

    RuntimeConnection connection() {
        return connection;
    }

    /// Something that takes time, and waits for the runtime.
    interface Task {
        void run() throws InterruptedException;
    }

    void work(String name, Task task) {
        try {
            work.execute(() -> {
                try {
                    task.run();
                } catch (InterruptedException | CancellationException _) {
                    // The agent ends; containers run on.
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | Error failure) {
                    log.warn("step-failed", Value.mapping().with("step", name).with("problem",
                            String.valueOf(failure)));
                }
            });
        } catch (RejectedExecutionException _) {
            // The agent ends.
        }
    }

    void warn(String event, String container, StatusRuntimeException failure) {
        log.warn(event, Value.mapping().with("id", container).with("problem", RuntimeConnection.words(failure)));
    }

    @Override
    public void check(RunSpec spec) {
        for (ContainerSpec container : spec.containers()) {
            if (container.image().isEmpty()) {
                throw UnsupportedField.at(container.path() + ".image",
                        "is missing, and a container runtime runs images.");
            }
        }
    }

    @Override
    public CompletableFuture<Map<String, RunningContainer>> find(PodRecord pod) {
        CompletableFuture<Map<String, RunningContainer>> found = new CompletableFuture<>();
        work("find", () -> {
            for (int failures = 0; !found.isDone(); failures++) {
                try {
                    found.complete(connection.answered(() -> findHere(pod.pod())));
                } catch (StatusRuntimeException failure) {
                    if (failures == 0) {
                        log.warn("pod-not-looked-up", Value.mapping().with("uid", pod.pod().uid()).with("problem",
                                RuntimeConnection.words(failure)));
                    }
                    Thread.sleep(RuntimeConnection.pause(failures));
                }
            }
        });
        return found;
    }

    /// The last container of each name. One that was created and not started is none.
    private Map<String, RunningContainer> findHere(AgentPod pod) {
        Map<String, RunningContainer> found = new HashMap<>();
        contents.lastContainers(pod.uid()).forEach((name, container) -> {
            if (container.getState() != ContainerState.CONTAINER_CREATED) {
                found.put(name, opened(container));
            }
        });
        return found;
    }

    private RunningContainer opened(Container container) {
        return open(container.getId());
    }

    /// A container that was started. Its end is watched before it is looked at, so no end is missed.
    RunningContainer open(String id) {
        var ended = watch.ended(id);
        RuntimeContents.Seen seen = contents.look(id);
        if (seen.hasEnded()) {
            watch.tell(id, seen.end());
        }
        Optional<CpusetCgroup> cgroup = seen.pid().isPresent()
                ? CpusetCgroup.of(MACHINE, seen.pid().getAsLong())
                        .filter(own -> own.folder().toString().contains(id))
                : Optional.empty();
        if (!seen.hasEnded() && cgroup.isEmpty() && !contents.look(id).hasEnded()) {
            log.warn("container-not-observed", Value.mapping().with("id", id).with("problem",
                    "its cgroup cannot be seen from here, so nobody sees when it is changed"));
        }
        return new CriContainer(this, id, Path.of(seen.log()), seen.hasEnded() ? OptionalLong.empty() : seen.pid(),
                cgroup, ended);
    }

    /// Takes note if a container has ended.
    void look(String id) {
        watch.look(id);
    }

    @Override
    public CompletableFuture<RunningContainer> start(ContainerStart start) {
        CompletableFuture<RunningContainer> started = new CompletableFuture<>();
        work("start", () -> {
            try {
                started.complete(starts.start(start));
            } catch (StartFailed failure) {
                started.completeExceptionally(failure);
            } catch (CancellationException ends) {
                throw ends;
            } catch (RuntimeException | Error failure) {
                started.completeExceptionally(new StartFailed("CreateContainerError", String.valueOf(failure)));
            }
        });
        return started;
    }

    @Override
    public CompletableFuture<Boolean> end(PodRecord pod) {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        work("end", () -> ended.complete(sandboxes.stop(pod.pod().uid())));
        return ended;
    }

    @Override
    public CompletableFuture<Boolean> remove(PodRecord pod) {
        CompletableFuture<Boolean> removed = new CompletableFuture<>();
        work("remove", () -> {
            boolean isGone = sandboxes.remove(pod.pod().uid());
            folders.remove(pod.pod().uid());
            removed.complete(isGone);
        });
        return removed;
    }

    @Override
    public void begin() {
        hasBegun = true;
        lookForLeftovers();
    }

    /// Looks for what belongs to no pod: an agent ended between forgetting a pod and removing what was left of it, or the pod's
    /// record was lost.
    private void lookForLeftovers() {
        if (!hasBegun) {
            return;
        }
        work("look for what is left", () -> {
            try {
                Map<String, Boolean> uids = connection.answered(contents::pods);
                uids.forEach((uid, runs) -> {
                    if (isKnown.test(uid)) {
                        return;
                    }
                    if (runs) {
                        log.warn("pod-left-running",
                                Value.mapping().with("uid", uid).with("problem", "containers of a pod"
                                        + " run that this agent does not know; they are left alone"));
                    } else {
                        work("remove what is left", () -> {
                            boolean _ = sandboxes.remove(uid);
                        });
                    }
                });
            } catch (StatusRuntimeException failure) {
                log.warn("step-failed", Value.mapping().with("problem", RuntimeConnection.words(failure)));
            }
        });
    }

    @Override
    public void close() {
        connection.close();
        work.shutdownNow();
    }
}
