package io.alidade.agent.shadow;

import io.alidade.agent.api.AskPaths;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.journal.JournalPaths;
import io.alidade.agent.journal.Recollection;
import io.alidade.agent.kubelet.ApiServer;
import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.kubelet.ResourceLister;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.page.NodePagePaths;
import io.alidade.agent.page.NodeWatch;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.ShadowSettings;
import io.alidade.agent.socket.SocketPlace;
import io.alidade.agent.watch.CapacityMetrics;
import io.alidade.agent.watch.JournalMetrics;
import io.alidade.agent.watch.ShapeWatch;
import io.alidade.agent.watch.WatchPaths;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Value;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import io.alidade.live.verify.CgroupRoot;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A running agent that only watches a kubelet. Nothing on the node is changed by it.
public final class ShadowAgent implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GrpcSockets sockets = new GrpcSockets(MAX_MESSAGE_BYTES);
    private final List<Runnable> closing = new ArrayList<>();
    private final AgentLog log;

    private ShadowAgent(AgentLog log) {
        this.log = log;
        closing.add(sockets::close);
    }

    /// Who is watched.
    ///
    /// @param configuration reads the one that was named, if one was
    /// @param version       the one that was named
    public record Subject(FoundMachine machine, Optional<Supplier<KubeletConfiguration>> configuration,
            Optional<KubeletVersion> version) {}

    /// Starts to watch.
    ///
    /// @throws BadInput if the kubelet's settings cannot be read, or a folder or socket not be used
    public static ShadowAgent start(ShadowSettings settings, Subject subject, AgentLog log, InstantSource clock) {
        ShadowAgent agent = new ShadowAgent(log);
        try {
            agent.begin(settings, subject, clock);
        } catch (RuntimeException failure) {
            agent.close();
            throw failure;
        }
        return agent;
    }

    private void begin(ShadowSettings settings, Subject subject, InstantSource clock) {
        HttpPeer kubelet = closing(settings.kubelet().peer(PATIENCE));
        KubeletSettings read = new KubeletSettings(subject.machine(), subject.configuration(), subject.version(),
                kubelet, settings.kubeletDir());
        FoundNode found = settings(read);
        found.warnings().forEach(warning -> log.warn("node", Value.mapping().with("problem", warning)));
        CheckpointWatch files = closing(files(settings));
        ShadowMetrics metrics = new ShadowMetrics();
        ShadowLedger ledger = new ShadowLedger();
        Optional<PodEvents> events = settings.apiServer().map(this::events);
        RefusalExplainer refusals = closing(new RefusalExplainer(log, metrics, events, clock));
        KubeletSight sight = closing(new KubeletSight(kubelet,
                new ResourceLister(sockets, settings.podResources()), settings.kubeletDir(), log));
        DisagreementFiles disagreements = new DisagreementFiles(settings.state().resolve("disagreements"),
                settings.anonymise());
        Optional<ShadowJournal> journal = settings.journal()
                .map(place -> closing(new ShadowJournal(place, clock, log)));
        KubeletWatch watch = closing(new KubeletWatch(new KubeletWatch.Eyes(sight, files, read), found,
                new VerdictBook(log, metrics, ledger, disagreements, refusals, clock), metrics, log));
        ShapeWatch shapes = closing(new ShapeWatch(settings.watch().shapes(), watch::node, log));
        metrics.show(new CapacityMetrics(watch::node, shapes));
        AskPaths questions = new AskPaths(watch::node, watch::found);
        journal.ifPresent(kept -> {
            watch.tell(kept);
            metrics.show(new JournalMetrics(kept::counts));
        });
        JournalPaths past = new JournalPaths(() -> journal.map(ShadowJournal::journal),
                () -> journal.flatMap(ShadowJournal::counts), clock);
        ShadowApi api = new ShadowApi(metrics, ledger, watch::problem,
                request -> questions.answer(request).or(() -> past.answer(request)));
        closing(new SocketPlace(settings.api(), "--api").serve(socket -> HttpServer.onSocket(socket, api)));
        WatchPaths paths = new WatchPaths(() -> watch.found().configuration(), metrics::answer, watch::isAlive,
                () -> watch.node().isPresent() && watch.problem().isEmpty());
        Surroundings surroundings = closing(new Surroundings(settings.root(), settings.kubeletDir(),
                CgroupRoot.configured(settings.kubeletDir()), log, metrics, clock));
        settings.listen().ifPresent(place -> {
            ShadowPage page = closing(new ShadowPage(watch, surroundings, metrics, ledger,
                    journal.map(ShadowJournal::recollection).orElse(Recollection.NONE), clock));
            watch.tell(page);
            refusals.tell(page);
            surroundings.tell(page);
            serve(place, page.paths(questions, place), paths, page.watch(), metrics);
        });
        if (settings.watch().pods()) {
            metrics.showPods();
        }
        watch.start();
        surroundings.start();
        shapes.start();
        log.info("shadow-started", Value.mapping().with("kubelet", settings.kubelet().address().toString())
                .with("kubeletVersion", found.version().minor()));
    }

    private void serve(Listen place, NodePagePaths pages, WatchPaths paths, NodeWatch watch, ShadowMetrics metrics) {
        HttpServer server = closing(
                place.serve(request -> pages.answer(request).orElseGet(() -> paths.apply(request))));
        metrics.lookers(watch::streams, watch::refusedStreams, server::turnedAway);
        watch.start();
    }

    private static FoundNode settings(KubeletSettings read) {
        try {
            return read.read();
        } catch (HttpPeer.Unanswered unanswered) {
            throw new BadInput(unanswered.getMessage() + ".",
                    "Check --kubelet-api, --kubelet-token and --kubelet-ca, and that the kubelet runs.");
        }
    }

    private static CheckpointWatch files(ShadowSettings settings) {
        try {
            return new CheckpointWatch(settings.kubeletDir());
        } catch (IOException failure) {
            throw new BadInput(settings.kubeletDir() + " cannot be watched: " + DurableFiles.reason(failure) + ".",
                    "Name the kubelet's own folder with --kubelet-dir, and run as a user that may read it.");
        }
    }

    private PodEvents events(ApiServer server) {
        return closing(new PodEvents(server.peer(PATIENCE)));
    }

    private <T extends AutoCloseable> T closing(T part) {
        closing.add(() -> close(part));
        return part;
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public synchronized void close() {
        closing.reversed().forEach(Runnable::run);
        closing.clear();
        log.info("shadow-ended", Value.mapping());
    }
}
