package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.log.AgentLog;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.source.FoundNode;
import io.grpc.StatusRuntimeException;
import java.nio.file.ClosedWatchServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/// Looks at a kubelet whenever it has written a checkpoint, and twice a second at least: a refusal leaves no file.
final class KubeletWatch implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(800);
    /// The pause is so many times as long as the processor time of the look, between these two.
    private static final int PAUSES = 200;
    private static final Duration BETWEEN_SETTINGS = Duration.ofMinutes(1);
    /// What a kubelet that was gone may take until it has heard of all its pods.
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private final Eyes eyes;
    private final VerdictBook book;
    private final ShadowMetrics metrics;
    private final AgentLog log;
    private final Thread thread = Thread.ofPlatform().name("kubelet").daemon().unstarted(this::watch);
    private final List<ShadowListener> listeners = new CopyOnWriteArrayList<>();
    private final OldGarbage garbage = new OldGarbage();
    private final UnwrittenDevices unwritten;
    private ShadowJudge judge;
    private boolean hasJudged;
    private boolean areSettingsDue;
    private long settingsRead = System.nanoTime();
    /// Since when it is there again, while it does not list all its pods.
    private OptionalLong incomplete = OptionalLong.empty();
    private volatile FoundNode found;
    private volatile Optional<KubeletNode> node = Optional.empty();
    private volatile Optional<String> problem = Optional.of("the kubelet was not seen yet");

    /// What a kubelet is watched with.
    record Eyes(KubeletSight sight, CheckpointWatch files, KubeletSettings settings) {}

    KubeletWatch(Eyes eyes, FoundNode found, VerdictBook book, ShadowMetrics metrics, AgentLog log) {
        this.eyes = eyes;
        this.found = found;
        this.judge = new ShadowJudge(found);
        this.book = book;
        this.metrics = metrics;
        this.log = log;
        this.unwritten = new UnwrittenDevices(metrics, log);
    }

    /// Tells a listener, too.
    void tell(ShadowListener listener) {
        listeners.add(listener);
    }

    void start() {
        thread.start();
    }

    /// The node as it was seen last.
    Optional<KubeletNode> node() {
        return node;
    }

    /// Machine and settings of the kubelet.
    FoundNode found() {
        return found;
    }

    /// Why the kubelet is not seen at the moment.
    Optional<String> problem() {
        return problem;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ThreadTime began = ThreadTime.now();
                look();
                garbage.collect();
                Duration pause = began.passed().multipliedBy(PAUSES);
                eyes.files().await(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE
                        : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            followSettings();
            KubeletSight.Look look = eyes.sight().look();
            if (!look.isNew() && hasJudged) {
                return;
            }
            hasJudged = !isToBeContinued(look.truth());
            if (!hasJudged) {
                return;
            }
            unwritten.seen(look.unwritten());
            List<ShadowVerdict> verdicts = judge.see(look.truth());
            show(look.truth(), verdicts);
        } catch (HttpPeer.Unanswered failure) {
            judge.kubeletGone();
            // It may come back with others.
            areSettingsDue = true;
            incomplete = OptionalLong.empty();
            failed(failure);
        } catch (StatusRuntimeException | BadInput failure) {
            failed(failure);
        } catch (RuntimeException | Error failure) {
            // Whatever went wrong in one look, the next may be another.
            failed(failure);
        }
    }

    /// Whether a kubelet that has started again still has to hear of pods. Those that went meanwhile never come.
    private boolean isToBeContinued(KubeletTruth truth) {
        if (!judge.isIncomplete(truth)) {
            incomplete = OptionalLong.empty();
            return false;
        }
        if (incomplete.isEmpty()) {
            incomplete = OptionalLong.of(System.nanoTime());
        }
        return System.nanoTime() - incomplete.getAsLong() < RECOVERY.toNanos();
    }

    private void show(KubeletTruth truth, List<ShadowVerdict> verdicts) {
        Optional<KubeletNode> now = judge.node();
        now.ifPresent(seen -> listeners.forEach(listener -> listener.looked(found, truth, seen, verdicts)));
        node = now;
        // Whoever reads of a verdict may ask about the node after it.
        verdicts.forEach(verdict -> book.take(found, verdict));
        say(now.isPresent() ? Optional.empty() : Optional.of(judge.problem()));
        if (judge.hasMoved()) {
            changed();
        }
    }

    private void changed() {
        listeners.forEach(ShadowListener::changed);
    }

    private void failed(Throwable failure) {
        if (!Thread.currentThread().isInterrupted()) {
            metrics.lookFailed();
            say(Optional.of(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        }
    }

    /// Logs what has changed, and not what stays.
    private void say(Optional<String> now) {
        if (!now.equals(problem)) {
            now.ifPresentOrElse(text -> log.warn("kubelet-not-seen", Value.mapping().with("problem", text)),
                    () -> log.info("kubelet-seen", Value.mapping().with("pods",
                            node.map(KubeletNode::podCount).orElse(0))));
            problem = now;
            changed();
        }
    }

    /// Other settings are another kubelet: what is seen first under them is a beginning.
    private void followSettings() throws HttpPeer.Unanswered {
        if (!areSettingsDue && System.nanoTime() - settingsRead < BETWEEN_SETTINGS.toNanos()) {
            return;
        }
        settingsRead = System.nanoTime();
        FoundNode now = eyes.settings().read();
        areSettingsDue = false;
        if (!now.configuration().equals(found.configuration()) || !now.version().equals(found.version())) {
            found = now;
            judge = new ShadowJudge(now);
            hasJudged = false;
            log.info("configuration-changed", Value.mapping().with("kubeletVersion", now.version().minor()));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
