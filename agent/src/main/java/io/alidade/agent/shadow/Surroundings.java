package io.alidade.agent.shadow;

import io.alidade.agent.log.AgentLog;
import io.alidade.kube.checkpoint.WatchedCheckpoints;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.linux.tree.UnusableTree;
import io.alidade.live.verify.Drift;
import io.alidade.live.verify.NodeVerification;
import io.alidade.live.verify.Tolerance;
import io.alidade.live.verify.VerificationReport;
import io.alidade.view.page.NodeStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Compares again and again what the checkpoints say with the cgroups, threads and pages of running containers, as `verify`
/// does once; what appears and what goes is logged.
///
/// Invariant "a sixth of a percent": after each comparison, which one thread makes, there is a pause six hundred times as long as
/// the processor time that it took, and of ten seconds at least: with looks at the kubelet that is less than a percent of a core.
/// The first one, for which code is loaded, is part of the start.
final class Surroundings implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);
    private static final int PAUSES = 600;
    /// The kernel walks page tables to count pages, so that is not done each time.
    private static final int ROUNDS_BETWEEN_PAGES = 10;
    private static final int MOST_SHOWN = 40;
    private static final double NANOS_OF_A_SECOND = 1e9;

    private final Path root;
    private final WatchedCheckpoints checkpoints;
    private final Optional<String> cgroupRoot;
    private final AgentLog log;
    private final ShadowMetrics metrics;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("surroundings").daemon().unstarted(this::watch);
    private final List<ShadowListener> listeners = new CopyOnWriteArrayList<>();
    private final InstantSource clock;
    private final Map<Finding, Instant> since = new HashMap<>();
    private Map<Finding, Drift> before = Map.of();
    private long seen;
    private volatile NodeStatus.Drift shown = NodeStatus.Drift.UNWATCHED;
    private volatile String problem = "";

    /// What makes a finding the same as one before.
    private record Finding(Drift.Kind kind, String place, String actual) {}

    /// @param root       the folder with the `sys` and `proc` of the node
    /// @param folder     the kubelet's own, with its checkpoints
    /// @param cgroupRoot where cgroups of pods begin, if the kubelet was told
    Surroundings(Path root, Path folder, Optional<String> cgroupRoot, AgentLog log,
            ShadowMetrics metrics, InstantSource clock) {
        this.root = root;
        this.checkpoints = new WatchedCheckpoints(folder);
        this.cgroupRoot = cgroupRoot;
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Tells a listener when something is otherwise.
    void tell(ShadowListener listener) {
        listeners.add(listener);
    }

    /// What was found last, with what is open first. For any thread.
    NodeStatus.Drift drift() {
        return shown;
    }

    /// Why nothing is compared at the moment. For any thread.
    Optional<String> problem() {
        return Optional.of(problem).filter(text -> !text.isEmpty());
    }

    void start() {
        thread.start();
    }

    private void watch() {
        try {
            for (int round = 0;; round++) {
                ThreadTime began = ThreadTime.now();
                look(round % ROUNDS_BETWEEN_PAGES == 0, System.nanoTime());
                Duration pause = round == 0 ? SHORTEST_PAUSE : began.passed().multipliedBy(PAUSES);
                if (end.await((pause.compareTo(SHORTEST_PAUSE) > 0 ? pause : SHORTEST_PAUSE).toMillis(),
                        TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean withPages, long began) {
        try {
            VerificationReport report = NodeVerification.verify(
                    checkpoints.read().checkpoints(),
                    NodeObserver.observe(new NodeObserver.Scope(root, Optional.empty(), cgroupRoot, withPages)),
                    Tolerance.DEFAULT);
            take(report, withPages, began);
            say("");
        } catch (RuntimeException | Error failure) {
            // Whatever went wrong in one look, the next may be another.
            String text = failure instanceof BadInput || failure instanceof UnusableTree
                    ? String.valueOf(failure.getMessage()) : failure.toString();
            if (!text.equals(problem)) {
                log.warn("containers-not-verified", Value.mapping().with("problem", text));
                say(text);
            }
        }
    }

    private void say(String text) {
        if (!text.equals(problem)) {
            problem = text;
            listeners.forEach(ShadowListener::changed);
        }
    }

    private void show(Map<Finding, Drift> now) {
        seen += now.keySet().stream().filter(finding -> !since.containsKey(finding)).count();
        boolean isOther = !since.keySet().equals(now.keySet()) || !shown.isWatched();
        since.keySet().retainAll(now.keySet());
        Instant at = clock.instant();
        now.keySet().forEach(finding -> since.putIfAbsent(finding, at));
        if (isOther) {
            shown = new NodeStatus.Drift(true, seen, 0, since.entrySet().stream()
                    .sorted(Map.Entry.<Finding, Instant>comparingByValue().reversed()
                            .thenComparing(entry -> entry.getKey().place()))
                    .limit(MOST_SHOWN).map(entry -> shown(entry, now)).toList());
            listeners.forEach(ShadowListener::changed);
        }
    }

    private static NodeStatus.Finding shown(Map.Entry<Finding, Instant> entry, Map<Finding, Drift> now) {
        return new NodeStatus.Finding(entry.getValue(), entry.getKey().place(),
                Objects.requireNonNull(now.get(entry.getKey())).message(), false);
    }

    private void take(VerificationReport report, boolean withPages, long began) {
        Map<Finding, Drift> now = new HashMap<>();
        report.drifts().forEach(drift -> now.put(finding(drift), drift));
        if (!withPages) {
            // Without pages nothing is said of them: what was found stays until they are counted again.
            before.forEach((finding, drift) -> {
                if (finding.kind() == Drift.Kind.MEMORY_OFF_NODE) {
                    now.put(finding, drift);
                }
            });
        }
        Map<Drift.Kind, Integer> seen = new EnumMap<>(Drift.Kind.class);
        Map<Drift.Kind, Integer> appeared = new EnumMap<>(Drift.Kind.class);
        now.forEach((finding, drift) -> {
            seen.merge(finding.kind(), 1, Integer::sum);
            if (!before.containsKey(finding)) {
                appeared.merge(finding.kind(), 1, Integer::sum);
                log.warn("drift-found", details(drift).with("problem", drift.message()).with("cure", drift.cure()));
            }
        });
        before.forEach((finding, drift) -> {
            if (!now.containsKey(finding)) {
                log.info("drift-gone", details(drift));
            }
        });
        before = now;
        show(now);
        if (withPages) {
            metrics.pages(report.containers());
        }
        int strangers = now.values().stream()
                .filter(drift -> drift.kind() == Drift.Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS)
                .flatMap(drift -> drift.processes().values().stream()).mapToInt(Integer::intValue).sum();
        metrics.verified(seen, appeared, strangers, report.containers().size(),
                (System.nanoTime() - began) / NANOS_OF_A_SECOND);
    }

    /// Processes of the host come and go, and so do pages; that there are some is one finding.
    private static Finding finding(Drift drift) {
        boolean isOfAmounts = drift.kind() == Drift.Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS
                || drift.kind() == Drift.Kind.MEMORY_OFF_NODE;
        return new Finding(drift.kind(), drift.place().label(), isOfAmounts ? "" : drift.actual());
    }

    private static Value.Builder details(Drift drift) {
        return Value.mapping().with("kind", drift.kind().wireName()).with("place", drift.place().label());
    }

    @Override
    public void close() {
        end.countDown();
    }
}
