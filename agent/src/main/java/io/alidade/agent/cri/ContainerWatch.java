package io.alidade.agent.cri;

import io.alidade.agent.runtime.ContainerEnd;
import io.alidade.wire.cri.Container;
import io.alidade.wire.cri.ContainerEventResponse;
import io.alidade.wire.cri.ContainerEventType;
import io.alidade.wire.cri.ContainerFilter;
import io.alidade.wire.cri.ContainerState;
import io.alidade.wire.cri.ContainerStatus;
import io.alidade.wire.cri.ContainerStatusRequest;
import io.alidade.wire.cri.GetEventsRequest;
import io.alidade.wire.cri.ListContainersRequest;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Hears of containers that end. The runtime tells them by a stream of events; beside it all containers are listed, seldom
/// while there is a stream, and each second while there is none: CRI-O has it only where it is told to, and older runtimes give
/// an event to one listener of several.
final class ContainerWatch {
    private static final Duration WITH_STREAM = Duration.ofSeconds(5);
    private static final Duration WITHOUT_STREAM = Duration.ofSeconds(1);

    private final RuntimeConnection connection;
    private final AgentLabels labels;
    private final Executor work;
    private final Runnable connected;
    private final Map<String, CompletableFuture<ContainerEnd>> watched = new ConcurrentHashMap<>();
    private boolean streaming;
    private long nextStreamNanos = System.nanoTime();
    private final Semaphore wakings = new Semaphore(0);

    /// @param connected is called each time when the runtime answers anew
    ContainerWatch(RuntimeConnection connection, AgentLabels labels, Executor work, Runnable connected) {
        this.connection = connection;
        this.labels = labels;
        this.work = work;
        this.connected = connected;
    }

    /// Is done when a container has ended.
    CompletableFuture<ContainerEnd> ended(String id) {
        return watched.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /// Follows the runtime until the connection is closed.
    void follow() throws InterruptedException {
        int failures = 0;
        while (!connection.isClosed()) {
            if (!connection.check()) {
                Thread.sleep(RuntimeConnection.pause(failures++));
                continue;
            }
            failures = 0;
            connected.run();
            followConnected();
        }
    }

    /// Until the runtime is gone.
    private void followConnected() throws InterruptedException {
        while (!connection.isClosed()) {
            boolean hasStream = stream();
            try {
                look();
            } catch (StatusRuntimeException failure) {
                if (RuntimeConnection.isNoAnswer(failure) && !connection.check()) {
                    return;
                }
            }
            await(hasStream ? WITH_STREAM : WITHOUT_STREAM);
        }
    }

    private void await(Duration longest) throws InterruptedException {
        boolean _ = wakings.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        int _ = wakings.drainPermits();
    }

    /// Opens the stream of events, unless it is open, or was refused lately.
    ///
    /// @return whether there is one
    private boolean stream() {
        synchronized (this) {
            long now = System.nanoTime();
            if (streaming || now - nextStreamNanos < 0) {
                return streaming;
            }
            streaming = true;
            nextStreamNanos = now + WITH_STREAM.toNanos();
        }
        // A stream of its own: it must not end with the call in which it is opened.
        Context.ROOT.run(() -> connection.streams().getContainerEvents(GetEventsRequest.getDefaultInstance(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(ContainerEventResponse event) {
                        boolean ends = event.getContainerEventType() == ContainerEventType.CONTAINER_STOPPED_EVENT
                                || event.getContainerEventType() == ContainerEventType.CONTAINER_DELETED_EVENT;
                        if (ends && watched.containsKey(event.getContainerId())) {
                            work.execute(() -> look(event.getContainerId()));
                        }
                    }

                    @Override
                    public void onError(Throwable failure) {
                        ended();
                    }

                    @Override
                    public void onCompleted() {
                        ended();
                    }
                }));
        return true;
    }

    private void ended() {
        synchronized (this) {
            streaming = false;
        }
        wakings.release();
    }

    /// Looks at all containers.
    private void look() {
        List<String> ids = List.copyOf(watched.keySet());
        Map<String, ContainerState> states = new HashMap<>();
        for (Container container : connection.within(RuntimeConnection.QUICK)
                .listContainers(ListContainersRequest.newBuilder()
                        .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(labels.selector())).build())
                .getContainersList()) {
            states.put(container.getId(), container.getState());
        }
        for (String id : ids) {
            ContainerState state = states.get(id);
            if (state == null || state == ContainerState.CONTAINER_EXITED) {
                look(id);
            }
        }
    }

    /// Looks at one, and takes note if it has ended.
    void look(String id) {
        try {
            ContainerStatus status = connection.within(RuntimeConnection.QUICK)
                    .containerStatus(ContainerStatusRequest.newBuilder().setContainerId(id).build()).getStatus();
            if (status.getState() == ContainerState.CONTAINER_EXITED) {
                tell(id, end(status));
            }
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                tell(id, new ContainerEnd(ContainerEnd.KILLED, "ContainerStatusUnknown",
                        "the runtime does not know it any more"));
            }
            // Else the next look comes.
        }
    }

    /// What became of a container that has ended.
    static ContainerEnd end(ContainerStatus status) {
        ContainerEnd plain = ContainerEnd.of(status.getExitCode());
        return new ContainerEnd(status.getExitCode(),
                status.getReason().isEmpty() ? plain.reason() : status.getReason(), status.getMessage());
    }

    /// A container has ended so.
    void tell(String id, ContainerEnd end) {
        CompletableFuture<ContainerEnd> waiting = watched.remove(id);
        if (waiting != null) {
            boolean _ = waiting.complete(end);
        }
    }
}
