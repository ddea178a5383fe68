package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.golang.GoDurations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// One container on its way. For the decision thread.
///
/// Invariant *reach*: whatever CPU it may run on at this moment is in [#reach]: where it was until it is known to be where it
/// belongs.
final class ContainerRun {
    /// Where it is in its life.
    enum Phase {
        /// It is to be started, not before a moment.
        WAITING,
        /// It is being started.
        STARTING, RUNNING, ENDED
    }

    /// As the kubelet waits before it looks at a pod again.
    private static final Duration UNTIL_CREATED = Duration.ofSeconds(10);

    private final ContainerSpec spec;
    private final BackOffRule rule;
    private Phase phase = Phase.WAITING;
    private BackOff backOff = BackOff.NONE;
    private BackOff pullBackOff = BackOff.NONE;
    private Instant notBefore = Instant.MIN;
    private Instant started = Instant.EPOCH;
    private ContainerEnd end = ContainerEnd.of(0);
    /// When it was found to have ended last; absent before that.
    private Optional<Instant> ended = Optional.empty();
    private int restarts;
    private Place place = new Place(CpuSet.EMPTY, false, NumaNodeIds.EMPTY);
    private CpuSet reach = CpuSet.EMPTY;
    private Optional<ContainerState> obstacle = Optional.empty();
    private Optional<RunningContainer> running = Optional.empty();

    /// @param rule how it waits when it ends again and again
    ContainerRun(ContainerSpec spec, BackOffRule rule) {
        this.spec = spec;
        this.rule = rule;
    }

    ContainerSpec spec() {
        return spec;
    }

    Phase phase() {
        return phase;
    }

    /// Where it belongs.
    Place place() {
        return place;
    }

    /// The CPUs on which it may be.
    CpuSet reach() {
        return reach;
    }

    /// Whether it is known to be where it belongs.
    boolean isSettled() {
        return phase == Phase.RUNNING && reach.equals(place.cpus());
    }

    int exitCode() {
        return end.exitCode();
    }

    Optional<RunningContainer> running() {
        return running;
    }

    Instant notBefore() {
        return notBefore;
    }

    boolean hasSucceeded() {
        return phase == Phase.ENDED && end.exitCode() == 0;
    }

    void starts(Place where, Instant now) {
        phase = Phase.STARTING;
        ended.ifPresent(moment -> backOff = backOff.next(moment, now, rule));
        started = now;
        obstacle = Optional.empty();
        place = where;
        reach = where.cpus();
    }

    void runs(RunningContainer container, Instant since) {
        phase = Phase.RUNNING;
        restarts += ended.isPresent() ? 1 : 0;
        pullBackOff = BackOff.NONE;
        ended = Optional.empty();
        running = Optional.of(container);
        started = since;
        end = ContainerEnd.of(0);
    }

    /// It was started by a former agent.
    ///
    /// @param anywhere where it may be
    void found(RunningContainer container, Place where, CpuSet anywhere, Instant now) {
        place = where;
        reach = anywhere;
        runs(container, now);
    }

    /// It belongs elsewhere from now on.
    void moves(Place where) {
        place = where;
        reach = reach.or(where.cpus());
    }

    /// It is there.
    void moved(Place where) {
        if (where.equals(place)) {
            reach = where.cpus();
        }
    }

    /// It has ended, or could not be started.
    void ends(ContainerEnd how) {
        phase = Phase.ENDED;
        end = how;
        reach = CpuSet.EMPTY;
        running.ifPresent(RunningContainer::forget);
        running = Optional.empty();
    }

    /// It was not created, because what it needs could not be made ready; that is tried again whatever its pod says of restarts:
    /// after ten seconds, and with an image that could not be pulled after twice as long each time, up to five minutes.
    ///
    /// @param reason in the words of Kubernetes
    void notCreated(String reason, String why, Instant now) {
        phase = Phase.WAITING;
        reach = CpuSet.EMPTY;
        boolean isPull = reason.equals(StartFailed.PULL);
        pullBackOff = isPull ? pullBackOff.next(now, now, BackOffRule.DEFAULT) : BackOff.NONE;
        obstacle = Optional.of(isPull ? ContainerState.waiting(restarts, "ImagePullBackOff",
                "Back-off pulling image \"" + spec.image() + "\": " + reason + ": " + why)
                : ContainerState.waiting(restarts, reason, why));
        Instant again = ended.map(backOff::until).orElse(now);
        Instant tried = now.plus(isPull ? pullBackOff.pause() : UNTIL_CREATED);
        notBefore = again.isAfter(tried) ? again : tried;
    }

    /// It is to be started again, at once or after its back-off.
    ///
    /// @param pod to which it belongs, for the kubelet's words
    void waits(AgentPod pod, Instant now) {
        ended = Optional.of(now);
        notBefore = backOff.until(now);
        phase = Phase.WAITING;
        if (notBefore.isAfter(now)) {
            obstacle = Optional.of(ContainerState.waiting(restarts, "CrashLoopBackOff",
                    "back-off " + GoDurations.text(backOff.pause()) + " restarting failed container=" + spec.name()
                            + " pod=" + pod.manifest().request().name() + "_" + pod.manifest().request().namespace()
                            + "(" + pod.uid() + ")" + (end.message().isEmpty() ? "" : ": " + end.message())));
        }
    }

    ContainerState state() {
        return switch (phase) {
            case WAITING, STARTING -> obstacle.orElseGet(() -> ended.isPresent() ? terminated()
                    : ContainerState.waiting(restarts, "ContainerCreating", ""));
            case RUNNING -> ContainerState.running(restarts, started,
                    running.map(RunningContainer::pid).orElse(OptionalLong.empty()));
            case ENDED -> terminated();
        };
    }

    private ContainerState terminated() {
        return ContainerState.terminated(restarts, end.exitCode(), end.reason(), end.message());
    }
}
