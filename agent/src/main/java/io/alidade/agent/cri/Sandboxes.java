package io.alidade.agent.cri;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.runtime.ContainerStart;
import io.alidade.agent.runtime.StartFailed;
import io.alidade.kube.document.Value;
import io.alidade.wire.cri.PodSandbox;
import io.alidade.wire.cri.PodSandboxConfig;
import io.alidade.wire.cri.PodSandboxState;
import io.alidade.wire.cri.RemovePodSandboxRequest;
import io.alidade.wire.cri.RunPodSandboxRequest;
import io.alidade.wire.cri.StopPodSandboxRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The sandboxes of pods, one for each. One that has died is replaced and kept until its pod is removed, because the ends of
/// its containers are known by it.
final class Sandboxes {
    private static final int TRIES = 3;

    private final RuntimeConnection connection;
    private final RuntimeContents contents;
    private final Supplier<SandboxRequests> requests;
    private final AgentLog log;
    /// Of two containers that start at once, one makes the sandbox.
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    Sandboxes(RuntimeConnection connection, RuntimeContents contents, Supplier<SandboxRequests> requests,
            AgentLog log) {
        this.connection = connection;
        this.contents = contents;
        this.requests = requests;
        this.log = log;
    }

    /// A sandbox that is ready.
    record Ready(String id, PodSandboxConfig config) {}

    /// The sandbox in which a container is to run.
    Ready ready(ContainerStart start) throws InterruptedException, StartFailed {
        String uid = start.pod().pod().uid();
        ReentrantLock lock = locks.computeIfAbsent(uid, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            return connection.answered(() -> readyNow(start, uid));
        } catch (StatusRuntimeException failure) {
            throw new StartFailed("CreatePodSandboxError",
                    "its sandbox cannot be made: " + RuntimeConnection.words(failure));
        } finally {
            lock.unlock();
        }
    }

    private Ready readyNow(ContainerStart start, String uid) {
        List<PodSandbox> all = contents.sandboxes(uid);
        int attempts = all.stream().mapToInt(sandbox -> sandbox.getMetadata().getAttempt() + 1).max().orElse(0);
        Optional<PodSandbox> ready = all.stream()
                .filter(sandbox -> sandbox.getState() == PodSandboxState.SANDBOX_READY).findFirst();
        if (ready.isPresent()) {
            return new Ready(ready.get().getId(), requests.get().sandbox(start.pod().pod(), start.spec(),
                    ready.get().getMetadata().getAttempt()));
        }
        PodSandboxConfig config = requests.get().sandbox(start.pod().pod(), start.spec(), attempts);
        String id = connection.within(RuntimeConnection.LONG)
                .runPodSandbox(RunPodSandboxRequest.newBuilder().setConfig(config).build()).getPodSandboxId();
        return new Ready(id, config);
    }

    /// Stops all sandboxes of a pod, and with them whatever still runs there.
    ///
    /// @return whether the runtime could
    boolean stop(String uid) throws InterruptedException {
        return each(uid, id -> {
            var _ = connection.within(RuntimeConnection.LONG)
                    .stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
        });
    }

    /// Removes all sandboxes of a pod with all their containers.
    ///
    /// @return whether the runtime could
    boolean remove(String uid) throws InterruptedException {
        boolean removed = stop(uid) && each(uid, id -> {
            var _ = connection.within(RuntimeConnection.LONG)
                    .removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build());
        });
        locks.remove(uid);
        return removed;
    }

    private interface Call {
        void of(String sandbox);
    }

    private boolean each(String uid, Call call) throws InterruptedException {
        for (int failures = 0;; failures++) {
            try {
                return connection.answered(() -> {
                    contents.sandboxes(uid).forEach(sandbox -> call.of(sandbox.getId()));
                    return true;
                });
            } catch (StatusRuntimeException failure) {
                if (failures + 1 == TRIES) {
                    log.warn("sandbox-left", Value.mapping().with("uid", uid).with("problem",
                            RuntimeConnection.words(failure)));
                    return false;
                }
                Thread.sleep(RuntimeConnection.pause(failures));
            }
        }
    }
}
