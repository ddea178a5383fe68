package io.alidade.agent.nri;

import com.google.protobuf.ByteString;
import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.kubelet.ResourceLister;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.runtime.DriftLog;
import io.alidade.agent.runtime.RunningPlace;
import io.alidade.agent.settings.NriSettings;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.Event;
import io.alidade.wire.nri.RegisterPluginRequest;
import io.alidade.wire.nri.UpdateContainersRequest;
import io.alidade.wire.rpc.TtrpcSocket;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/// A plugin of the node's container runtime. It connects, registers, and answers what the runtime asks; when the socket ends
/// it connects again, at first at once, then ever later.
public final class NriPlugin implements AutoCloseable {
    /// The events that are asked for, as bits by their number.
    static final int EVENTS = List.of(Event.RUN_POD_SANDBOX, Event.STOP_POD_SANDBOX, Event.REMOVE_POD_SANDBOX,
            Event.CREATE_CONTAINER, Event.POST_CREATE_CONTAINER, Event.UPDATE_CONTAINER, Event.STOP_CONTAINER,
            Event.REMOVE_CONTAINER).stream()
            .mapToInt(event -> 1 << (event.getNumber() - 1)).sum();

    private static final String NAME = "alidade";
    /// Plugins with smaller numbers are asked first; what they say of CPUs would stand against this one.
    private static final String INDEX = "90";
    private static final String VERSION = "v0.12.0";
    private static final String RUNTIME_SERVICE = "nri.pkg.api.v1alpha1.Runtime";
    /// The connections of the multiplexer.
    private static final int PLUGIN_CONNECTION = 1;
    private static final int RUNTIME_CONNECTION = 2;
    private static final Duration REHEARSAL = Duration.ofSeconds(2);
    /// After that long nothing of a decision is near to the processor any more.
    private static final long QUIET_NANOS = Duration.ofMillis(10).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /// While the kernel copies the memory of a container.
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Path place;
    private final AgentLog log;
    private final Optional<PodQuestions> kubelet;
    private final Optional<KubeletDevices> devices;
    private final NriRehearsal rehearsal;
    private final NriReconcile reconcile;
    private final DecisionThread decisions;
    private final ContainerCgroups cgroups;
    private final RuntimeQuiet quiet = new RuntimeQuiet();
    private final NriContainers containers;
    private final NriEvents events;
    private volatile long lastExpected = System.nanoTime() - QUIET_NANOS;
    private final Thread thread = Thread.ofVirtual().name("nri").unstarted(this::stayConnected);
    private final AtomicReference<Optional<TtrpcSocket>> socket = new AtomicReference<>(Optional.empty());
    private volatile boolean closed;

    /// Sets itself up as what runs the pods of a desk.
    ///
    /// @param start   the node as it starts
    /// @param copy    for the rehearsal
    /// @param sockets for the kubelet's podresources
    /// @throws BadInput if the kubelet of this node pins containers itself
    public NriPlugin(NriSettings settings, NodeDesk desk, AgentSnapshot start, NodeCopy copy, DecisionThread thread,
            GrpcSockets sockets, AgentLog log) {
        TwoMasters.refuse(settings, log);
        this.place = settings.socket();
        this.log = log;
        this.rehearsal = new NriRehearsal(copy, log);
        this.decisions = thread;
        this.cgroups = new ContainerCgroups(settings.root());
        this.containers = new NriContainers(desk, start, log, cgroups, this::update, quiet, thread);
        desk.run(containers);
        this.reconcile = new NriReconcile(containers, cgroups, thread, new DriftLog<>(desk, log), log);
        this.kubelet = settings.kubelet().map(api -> new PodQuestions(api, log));
        this.devices = settings.podResources()
                .map(place -> new KubeletDevices(new ResourceLister(sockets, place), log));
        this.events = new NriEvents(containers, new PodSources(kubelet, devices, log), thread, log,
                quiet, this::expect);
    }

    /// Begins to look for the runtime.
    public void start() {
        kubelet.ifPresent(PodQuestions::start);
        devices.ifPresent(KubeletDevices::start);
        thread.start();
    }

    /// Brings back containers that somebody else has moved, as far as the runtime does it. Does not wait.
    public void reconcile() {
        if (isConnected()) {
            reconcile.look();
        }
    }

    /// Whether the runtime asks this plugin now.
    public boolean isConnected() {
        return events.isSynchronized();
    }

    /// The containers that run, as far as their processes are seen.
    public CompletableFuture<List<RunningPlace>> running() {
        return decisions.call(containers::placed).thenApplyAsync(placed -> {
            List<RunningPlace> running = new ArrayList<>();
            placed.forEach(container -> cgroups.firstProcess(container.cgroup()).ifPresent(
                    pid -> running.add(new RunningPlace(container.pod(), container.name(), pid, container.place()))));
            return running;
        }, ContainerCgroups.elsewhere());
    }

    /// A container comes soon. Where the kubelet is asked about it meanwhile, that wakes the agent up.
    private void expect() {
        long now = System.nanoTime();
        boolean isQuiet = now - lastExpected >= QUIET_NANOS;
        lastExpected = now;
        if (isQuiet && kubelet.isEmpty()) {
            Thread _ = Thread.ofVirtual().name("nri-rehearsal").start(rehearsal::again);
        }
    }

    private void stayConnected() {
        log.info("nri-rehearsed", Value.mapping().with("containers", rehearsal.run(REHEARSAL)));
        Duration pause = FIRST_PAUSE;
        boolean isKnown = false;
        while (!closed) {
            try {
                String end = session();
                log.warn("nri-lost", Value.mapping().with("socket", place.toString()).with("problem", end));
                pause = FIRST_PAUSE;
                isKnown = true;
            } catch (IOException failure) {
                if (!isKnown) {
                    log.warn("nri-not-found", Value.mapping().with("socket", place.toString())
                            .with("problem", DurableFiles.reason(failure)));
                    isKnown = true;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /// One connection, from its begin to its end.
    ///
    /// @return why it has ended
    private String session() throws IOException {
        events.begin();
        try (TtrpcSocket connection = TtrpcSocket.connect(place, PLUGIN_CONNECTION, RUNTIME_CONNECTION, events)) {
            socket.set(Optional.of(connection));
            connection.start();
            // The runtime may configure the plugin before it answers this.
            ByteString _ = connection.call(RUNTIME_SERVICE, "RegisterPlugin", RegisterPluginRequest.newBuilder()
                    .setPluginName(NAME).setPluginIdx(INDEX).setNRIVersion(VERSION).build(), PATIENCE).get();
            return connection.ended().get();
        } catch (ExecutionException failure) {
            return String.valueOf(failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "the agent ends";
        } finally {
            socket.set(Optional.empty());
            events.end();
        }
    }

    /// From now on no container is told where to run, and those that were may run anywhere; until the process ends. Done, with
    /// their number, when the runtime has moved them.
    ///
    /// @throws BadInput if no runtime is connected
    public CompletableFuture<Integer> release() {
        TtrpcSocket connection = socket.get().filter(_ -> isConnected()).orElseThrow(() -> new BadInput(
                "no runtime is connected, so no container can be moved.", "Start it, or see the agent's log."));
        return decisions.call(containers::releaseAll).thenCompose(moves -> quiet.comes()
                .thenCompose(_ -> update(connection, moves))
                .thenApply(isDone -> {
                    if (!isDone) {
                        throw new BadInput(moves.size() + " containers could not be moved, or some of them.",
                                "See the agent's log, and try it again.");
                    }
                    log.info("nri-released", Value.mapping().with("containers", moves.size()));
                    return moves.size();
                }));
    }

    /// Moves containers for which no event waits.
    ///
    /// @return whether the runtime has moved all of them
    private CompletableFuture<Boolean> update(List<NriContainers.Move> moves) {
        // Without a connection, Synchronize tells where each is, and moves it then.
        return socket.get().map(connection -> update(connection, moves))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> update(TtrpcSocket connection, List<NriContainers.Move> moves) {
        Duration patience = moves.stream().anyMatch(NriContainers.Move::movesMemory) ? LONG_PATIENCE : PATIENCE;
        return connection.call(RUNTIME_SERVICE, "UpdateContainers",
                UpdateContainersRequest.newBuilder().addAllUpdate(NriMessages.updates(moves)).build(), patience)
                .handle((answer, failure) -> {
                    Optional<String> problem = failure == null ? NriMessages.notUpdated(answer)
                            : Optional.of(String.valueOf(failure.getMessage()));
                    problem.ifPresent(text -> log.warn("containers-not-moved",
                            Value.mapping().with("containers", moves.size()).with("problem", text)));
                    return problem.isEmpty();
                });
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        socket.get().ifPresent(TtrpcSocket::close);
        kubelet.ifPresent(PodQuestions::close);
        devices.ifPresent(KubeletDevices::close);
        rehearsal.close();
    }
}
