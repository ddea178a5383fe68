package io.alidade.agent;

import io.alidade.agent.api.AgentApi;
import io.alidade.agent.api.AskPaths;
import io.alidade.agent.api.Explanations;
import io.alidade.agent.api.StatusFiles;
import io.alidade.agent.cri.CriRuntime;
import io.alidade.agent.cri.NodeLimits;
import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.PluginCalls;
import io.alidade.agent.decision.Reconfiguration;
import io.alidade.agent.decision.Relocation;
import io.alidade.agent.deviceplugin.DevicePlugins;
import io.alidade.agent.deviceplugin.PluginTimes;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.journal.DecisionJournal;
import io.alidade.agent.journal.JournalPaths;
import io.alidade.agent.journal.Recollection;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.nri.NriPlugin;
import io.alidade.agent.page.NodePagePaths;
import io.alidade.agent.page.NodeWatch;
import io.alidade.agent.page.PageSource;
import io.alidade.agent.page.Plugins;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.podresources.PodResourcesService;
import io.alidade.agent.runtime.BackOffRule;
import io.alidade.agent.runtime.ContainerRuntime;
import io.alidade.agent.runtime.PodFolders;
import io.alidade.agent.runtime.PodRunner;
import io.alidade.agent.runtime.PodsNotRun;
import io.alidade.agent.runtime.ProcessRuntime;
import io.alidade.agent.runtime.QuotaRule;
import io.alidade.agent.runtime.RunningPlace;
import io.alidade.agent.runtime.Volumes;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.agent.settings.Profile;
import io.alidade.agent.socket.SocketPlace;
import io.alidade.agent.socket.SocketUsers;
import io.alidade.agent.watch.CapacityMetrics;
import io.alidade.agent.watch.JournalMetrics;
import io.alidade.agent.watch.LocalPages;
import io.alidade.agent.watch.NodeMetrics;
import io.alidade.agent.watch.PageWatch;
import io.alidade.agent.watch.ShapeWatch;
import io.alidade.agent.watch.WatchPaths;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundNode;
import io.alidade.live.store.AllocationStore;
import io.alidade.plan.capacity.LiveDefragmentation;
import io.alidade.plan.capacity.LiveMoveSearch;
import io.alidade.view.page.NodeStatus;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Server;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A running agent. Closing it leaves what it runs as it is; the next one goes on from the state folder.
public final class Agent implements AutoCloseable {
    /// As the kubelet has it, of its plugins.
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final long RECONCILE_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 2_000;

    private final AgentLog log;
    private final AllocationStore store;
    private final DecisionThread thread;
    private final GrpcSockets sockets = new GrpcSockets(MAX_MESSAGE_BYTES);
    private final AtomicReference<AgentSnapshot> snapshot;
    private final NodeDesk desk;
    private final DecisionJournal journal;
    private final Recollection recollection;
    private final DevicePlugins plugins;
    private final ManifestWatch manifests;
    private final StatusFiles status;
    private final AgentApi api;
    private final AgentSettings settings;
    private final PodResourcesService podResources;
    private final ScheduledExecutorService timers = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("timers").daemon().factory());
    private final Optional<ContainerRuntime> runtime;
    private final Volumes volumes;
    private Runnable reconcile = () -> {};
    private final WatchPaths watch;
    private final AskPaths questions;
    private final NodeWatch page;
    private final NodeMetrics metrics;
    private final ShapeWatch shapes;
    private Optional<PageWatch> pages = Optional.empty();
    private final Optional<NriPlugin> nri;
    private final AtomicReference<FoundNode> found;
    private final Optional<ConfigurationWatch> configuration;
    private volatile boolean ready;
    private final List<Runnable> servers = new ArrayList<>();
    private boolean closed;

    private Agent(AgentSettings settings, FoundNode node, Optional<ConfigurationSource> source, AllocationStore store,
            PodRecords records, AgentLog log, InstantSource clock) {
        this.log = log;
        this.store = store;
        KubeletNode start = NodeStarts.start(node, store.files(), settings, clock, log);
        this.settings = settings;
        this.snapshot = new AtomicReference<>(AgentSnapshot.of(start));
        this.metrics = new NodeMetrics(start.node(), settings.profile() == Profile.EXACT,
                () -> snapshot().node().node());
        this.thread = new DecisionThread(new DecisionWatch(metrics, log));
        DecisionHistory history = new DecisionHistory(clock);
        this.found = new AtomicReference<>(node);
        this.journal = new DecisionJournal(settings.journal(), snapshot(), found::get, clock, log);
        this.recollection = journal.recollection();
        Explanations explanations = new Explanations(found::get, history, recollection);
        this.status = new StatusFiles(settings.state().resolve("status"), this::snapshot, explanations, log);
        this.page = new NodeWatch(new Shown(), explanations, clock);
        this.desk = new NodeDesk(start, store, records, settings.profile(), log, clock, thread, this::changed);
        desk.tell(history);
        this.shapes = new ShapeWatch(settings.watch().shapes(), () -> Optional.of(snapshot().node()), log);
        metrics.show(new CapacityMetrics(() -> Optional.of(snapshot().node()), shapes));
        desk.tell(journal);
        metrics.show(new JournalMetrics(journal::counts));
        settings.listen().ifPresent(_ -> desk.tell(page));
        desk.measure(metrics);
        desk.tell(metrics);
        this.watch = new WatchPaths(() -> found.get().configuration(), metrics::answer, this::decides, this::isReady);
        this.volumes = new Volumes(settings.state().resolve("volumes"), this::allocatableMemory);
        this.runtime = settings.runtime().map(chosen -> runtime(chosen, node));
        runtime.ifPresent(chosen -> {
            PodRunner runner = new PodRunner(chosen, volumes, desk, snapshot(), thread, timers, log, clock,
                    BackOffRule.of(node));
            desk.run(runner);
            this.reconcile = thread.oneAtATime(runner::reconcile);
            watchPages(node, Path.of("/"), () -> thread.call(runner::running));
        });
        this.nri = settings.nri().map(place -> new NriPlugin(place, desk, snapshot(),
                new RehearsedNode(fresh(node), store, settings, clock), thread, sockets, log));
        nri.ifPresent(plugin -> {
            this.reconcile = plugin::reconcile;
            watchPages(node, settings.nri().orElseThrow().root(), plugin::running);
        });
        this.configuration = source.filter(_ -> nri.isPresent()).map(place -> new ConfigurationWatch(place, this::fresh,
                thread, desk, found::set, log));
        this.questions = new AskPaths(() -> Optional.of(snapshot().node()), found::get,
                text -> runtime.map(chosen -> PodsNotRun.of(text, chosen)).orElse(Map.of()));
        JournalPaths past = new JournalPaths(journal::journal, journal::counts, clock);
        this.api = new AgentApi(pods(), this::snapshot, history, recollection::records, explanations, this::plan,
                new ContainerMoves(),
                request -> questions.answer(request).or(() -> past.answer(request)), new SocketUsers(settings.api()));
        this.podResources = new PodResourcesService(this::snapshot, clock, metrics);
        this.plugins = new DevicePlugins(settings.devicePlugins(), sockets, node.version(), settings.profile(),
                PluginTimes.DEFAULT, desk, thread, log, clock, metrics);
        this.manifests = new ManifestWatch(settings.manifests(), thread, desk, log, clock);
    }

    private ContainerRuntime runtime(PodRuntime chosen, FoundNode node) {
        PodFolders folders = new PodFolders(settings.state().resolve("containers"));
        return switch (chosen) {
            case PodRuntime.Processes() -> new ProcessRuntime(folders, QuotaRule.of(node));
            case PodRuntime.Cri cri -> new CriRuntime(cri, NodeLimits.of(node), settings.state(), folders, sockets, log,
                    uid -> snapshot().pods().contains(uid));
        };
    }

    private OptionalLong allocatableMemory() {
        Quantity memory = snapshot().node().fit().allocatable().allocatable().get("memory");
        return memory == null ? OptionalLong.empty() : OptionalLong.of(memory.ceilUnits());
    }

    /// Starts an agent, or goes on from what a former one left behind.
    ///
    /// @param node as it was found; its devices are those that plugins report, and no others
    /// @throws BadInput if it cannot start: another process has the state folder, a file cannot be read or written, or a
    ///         kubelet with this configuration would not start
    public static Agent start(AgentSettings settings, FoundNode node, AgentLog log, InstantSource clock) {
        return start(settings, node, Optional.empty(), log, clock);
    }

    /// Likewise.
    ///
    /// @param source where the configuration is read again when it changes, if the agent is to follow it
    public static Agent start(AgentSettings settings, FoundNode node, Optional<ConfigurationSource> source,
            AgentLog log,
            InstantSource clock) {
        SocketPlace.makeFolder(settings.state());
        AllocationStore store = AllocationStore.open(settings.state());
        Agent agent;
        PodRecords records = new PodRecords(settings.state().resolve("pods"));
        try {
            agent = new Agent(settings, node, source, store, records, log, clock);
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
        try {
            agent.begin(records.read());
        } catch (RuntimeException failure) {
            agent.close();
            throw failure;
        }
        log.info("agent-started", Value.mapping().with("state", settings.state().toString())
                .with("kubeletVersion", node.version().minor()).with("pods", agent.snapshot().pods().size()));
        return agent;
    }

    /// On demand.
    private void watchPages(FoundNode node, Path root, Supplier<CompletableFuture<List<RunningPlace>>> running) {
        if (settings.watch().pods()) {
            LocalPages local = new LocalPages();
            metrics.show(local);
            pages = Optional.of(new PageWatch(node.machine().topology(), root, running, local, log));
        }
    }

    private void begin(PodRecords.Found found) {
        found.problems().forEach(problem -> log.warn("pod-set-aside", Value.mapping().with("problem", problem)));
        volumes.keepOnly(found.records().stream().map(record -> record.pod().uid()).collect(Collectors.toSet()));
        thread.run(() -> {
            if (nri.isEmpty()) {
                plugins.known(snapshot().node().node().allocations().devices().toState().registeredDevices().keySet());
            }
            desk.ask(nri.isEmpty() ? plugins.calls() : PluginCalls.ELSEWHERE);
            desk.restore(found.records());
            journal.begin();
        });
        runtime.ifPresent(ContainerRuntime::begin);
        if (nri.isEmpty()) {
            plugins.serve();
        }
        status.start();
        HttpServer apiServer = new SocketPlace(settings.api(), "--api")
                .serve(socket -> HttpServer.onSocket(socket, api));
        servers.add(apiServer::close);
        settings.podResources().ifPresent(place -> {
            Server server = new SocketPlace(place, "--serve-pod-resources")
                    .serve(socket -> sockets.serve(socket, List.of(podResources), new SocketUsers(socket).lookers()));
            servers.add(server::shutdownNow);
        });
        settings.listen().ifPresent(place -> {
            NodePagePaths pages = new NodePagePaths(page, questions,
                    place instanceof Listen.Port port && port.isLoopback());
            HttpServer monitored = place.serve(request -> pages.answer(request).orElseGet(() -> watch.apply(request)));
            servers.add(monitored::close);
            metrics.page(page::streams, page::refusedStreams);
            metrics.turnedAway(monitored::turnedAway);
            page.start();
        });
        manifests.start(found.records());
        nri.ifPresent(NriPlugin::start);
        configuration.ifPresent(ConfigurationWatch::start);
        ready = true;
        shapes.start();
        pages.ifPresent(PageWatch::start);
        ScheduledFuture<?> _ = timers.scheduleWithFixedDelay(this::look, RECONCILE_MILLIS, RECONCILE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /// The node without pods, with the settings of one that was read.
    private KubeletNode fresh(FoundNode read) {
        return NodeStarts.fresh(read, settings);
    }

    /// What would become of the pods with another configuration.
    private Reconfiguration plan(KubeletConfiguration other) {
        FoundNode now = found.get();
        return Reconfiguration.of(snapshot(),
                fresh(new FoundNode(now.found(), other, now.version(), Optional.empty(), List.of())));
    }

    /// Moves of running containers, looked for beside the decisions and made among them.
    private final class ContainerMoves implements AgentApi.Moving {
        @Override
        public LiveDefragmentation plan(PodManifest wanted, boolean withMemory) {
            KubeletNode now = snapshot().node();
            KubeletNode empty = now;
            for (PodManifest pod : now.manifests()) {
                empty = empty.remove(pod.request().uid());
            }
            return LiveMoveSearch.of(empty, now, wanted, withMemory, LiveMoveSearch.DEFAULT_DECISIONS);
        }

        @Override
        public CompletableFuture<Relocation> make(List<LiveDefragmentation.Move> moves) {
            return thread.request(() -> desk.relocate(moves));
        }

        @Override
        public CompletableFuture<Integer> release() {
            return nri.orElseThrow(() -> new BadInput("the agent runs the pods of this node itself.",
                    "Remove them: alidade agent pods remove.")).release();
        }
    }

    private boolean isReady() {
        return ready && nri.map(NriPlugin::isConnected).orElse(true);
    }

    /// Whether a step gets its turn in time.
    private boolean decides() {
        try {
            return thread.request(() -> CompletableFuture.completedFuture(true)).get(PATIENCE_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void look() {
        try {
            reconcile.run();
        } catch (RejectedExecutionException _) {
            // It ends.
        }
    }

    private void changed(AgentSnapshot next) {
        snapshot.set(next);
        journal.moved(next);
        status.changed();
        page.changed();
    }

    /// What the page shows of this agent.
    private final class Shown implements PageSource {
        @Override
        public Optional<KubeletNode> node() {
            return Optional.of(snapshot().node());
        }

        @Override
        public FoundNode found() {
            return found.get();
        }

        @Override
        public NodeStatus.Drift drift() {
            return runtime.isPresent() || nri.isPresent() ? page.drift() : NodeStatus.Drift.UNWATCHED;
        }

        @Override
        public List<NodeStatus.Plugin> plugins() {
            return Plugins.of(snapshot().node().node(), plugins.gone());
        }

        @Override
        public Recollection recollection() {
            return recollection;
        }

        @Override
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (!decides()) {
                problems.add("Nothing is decided at the moment; see the log of the agent.");
            } else if (ready && !isReady()) {
                problems.add("The container runtime is not connected, so containers start without being placed.");
            }
            return problems;
        }
    }

    /// Pods on their way to the desk.
    private record PodQueue(DecisionThread thread, NodeDesk desk) implements AgentApi.Pods {
        @Override
        public CompletableFuture<PodRecord> submit(AgentPod pod) {
            return thread.request(() -> desk.submit(pod));
        }

        @Override
        public CompletableFuture<Boolean> remove(String uid) {
            return thread.request(() -> desk.remove(uid));
        }
    }

    /// Pods come and go with the kubelet of the node.
    private static final class KubeletPods implements AgentApi.Pods {
        @Override
        public CompletableFuture<PodRecord> submit(AgentPod pod) {
            return CompletableFuture.failedFuture(problem());
        }

        @Override
        public CompletableFuture<Boolean> remove(String uid) {
            return CompletableFuture.failedFuture(problem());
        }

        private static BadInput problem() {
            return new BadInput("a kubelet runs the pods of this node; the agent only says where.",
                    "Create or delete them there, with kubectl for example.");
        }
    }

    /// The node after the last decision.
    public AgentSnapshot snapshot() {
        return snapshot.get();
    }

    /// Where pods are handed in without a socket.
    public AgentApi.Pods pods() {
        return nri.<AgentApi.Pods>map(_ -> new KubeletPods()).orElseGet(() -> new PodQueue(thread, desk));
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        servers.forEach(Runnable::run);
        configuration.ifPresent(ConfigurationWatch::close);
        nri.ifPresent(NriPlugin::close);
        manifests.close();
        status.close();
        page.close();
        shapes.close();
        pages.ifPresent(PageWatch::close);
        metrics.close();
        timers.shutdownNow();
        plugins.close();
        runtime.ifPresent(ContainerRuntime::close);
        thread.close();
        journal.close();
        sockets.close();
        store.close();
        log.info("agent-ended", Value.mapping());
    }
}
