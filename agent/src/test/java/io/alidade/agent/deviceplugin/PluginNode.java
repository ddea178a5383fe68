package io.alidade.agent.deviceplugin;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.live.source.FoundNode;
import io.alidade.live.store.AllocationStore;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// A node with a folder of plugins, a clock that is set by hand, and little patience.
final class PluginNode implements AutoCloseable {
    static final PluginTimes TIMES = new PluginTimes(Duration.ofMillis(500), Duration.ofMillis(500),
            Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMinutes(5));
    static final String GPU = "example.com/gpu";

    final GrpcSockets sockets = new GrpcSockets(16 << 20);
    final Path state;
    final Path folder;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AllocationStore store;
    private final DecisionThread thread;
    private final NodeDesk desk;
    private final DevicePlugins plugins;
    private final AtomicReference<AgentSnapshot> snapshot = new AtomicReference<>();

    PluginNode(Path state, Path folder, KubeletVersion version, Profile profile) {
        this.state = state;
        this.folder = folder;
        store = AllocationStore.open(state);
        FoundNode found = Samples.node();
        KubeletNode node = switch (KubeletNode.start(found.machine(), found.configuration(), version, store.files())) {
            case KubeletStart.Started started -> started.node();
            case KubeletStart.Refused refused -> throw new AssertionError(refused);
        };
        AgentLog log = new AgentLog(_ -> {}, LogFormat.TEXT, now::get);
        thread = new DecisionThread(failure -> {
            throw new IllegalStateException(failure);
        });
        PodRecords records = new PodRecords(state.resolve("pods"));
        desk = new NodeDesk(node, store, records, profile, log, now::get, thread, snapshot::set);
        plugins = new DevicePlugins(folder, sockets, version, profile, TIMES, desk, thread, log, now::get,
                PluginMeter.NONE);
        thread.run(() -> {
            plugins.known(node.node().allocations().devices().toState().registeredDevices().keySet());
            desk.ask(plugins.calls());
            desk.restore(records.read().records());
        });
        plugins.serve();
    }

    /// A folder whose path is short enough for sockets.
    static Path shortFolder() throws IOException {
        return Files.createTempDirectory(Path.of("/tmp"), "al");
    }

    CompletableFuture<PodRecord> submit(String name, String limits) {
        return thread.follow(() -> desk.submit(Samples.pod(name, limits)));
    }

    /// A container of a pod is about to be created; the error if a plugin does not make its devices ready.
    String preStart(PodRecord pod) {
        try {
            boolean _ = thread.follow(() -> desk.preStart(pod, "c")).join();
            return "";
        } catch (CompletionException failure) {
            return Optional.ofNullable(failure.getCause()).map(Throwable::getMessage).orElse("");
        }
    }

    /// A pod that wants so many devices beside a CPU.
    PodRecord admit(String name, int devices) {
        return submit(name, "cpu: 1, memory: 1Gi, " + GPU + ": " + devices).join();
    }

    List<String> held(PodRecord pod) {
        return List.copyOf(snapshot.get().placements(pod).getFirst().devices().find(GPU).orElseThrow().ids());
    }

    void passes(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
        thread.run(plugins::forgetLost);
    }

    /// Capacity and allocatable amount of the resource, as the predicates see them: `8/7`.
    String counted() {
        var allocatable = snapshot.get().node().fit().allocatable();
        return allocatable.capacity().containsKey(
                GPU) ? allocatable.capacity().getOrDefault(GPU, Quantity.ZERO).toText()
                        + "/" + allocatable.allocatable().getOrDefault(GPU, Quantity.ZERO).toText() : "";
    }

    void awaitCounted(String wanted) throws InterruptedException {
        await(wanted::equals);
    }

    private void await(Predicate<String> condition) throws InterruptedException {
        for (int tries = 0; tries < 500 && !condition.test(counted()); tries++) {
            Thread.sleep(20);
        }
        if (!condition.test(counted())) {
            throw new AssertionError("counted: " + counted());
        }
    }

    @Override
    public void close() {
        plugins.close();
        thread.close();
        sockets.close();
        store.close();
    }
}
