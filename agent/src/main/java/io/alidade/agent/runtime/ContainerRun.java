package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.ContainerState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
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
    private Phase phase = Phase.WAITING;
    private BackOff backOff = BackOff.NONE;
    private Instant notBefore = Instant.MIN;
    private Instant started = Instant.EPOCH;
    private ContainerEnd end = ContainerEnd.of(0);
    private Place place = new Place(CpuSet.EMPTY, false, NumaNodeIds.EMPTY);
    private CpuSet reach = CpuSet.EMPTY;
    private Optional<ContainerState> obstacle = Optional.empty();
    private Optional<RunningContainer> running = Optional.empty();

    ContainerRun(ContainerSpec spec) {
        this.spec = spec;
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
        started = now;
        obstacle = Optional.empty();
        place = where;
        reach = where.cpus();
    }

    void runs(RunningContainer container, Instant since) {
        phase = Phase.RUNNING;
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

    /// It was not created, because what it needs could not be made ready; that is tried again whatever its pod says of restarts.
    ///
    /// @param reason in the words of Kubernetes
    void notCreated(String reason, String why, Instant now) {
        phase = Phase.WAITING;
        obstacle = Optional.of(ContainerState.waiting(backOff.restarts(), reason, why));
        reach = CpuSet.EMPTY;
        notBefore = now.plus(UNTIL_CREATED);
    }

    /// It is to be started again.
    void waits(Instant now) {
        backOff = backOff.next(started, now);
        notBefore = now.plus(backOff.pause());
        phase = Phase.WAITING;
    }

    ContainerState state() {
        return switch (phase) {
            case WAITING, STARTING -> obstacle.orElseGet(() -> ContainerState.waiting(backOff.restarts(),
                    backOff.restarts() == 0 ? "ContainerCreating" : "CrashLoopBackOff", end.message()));
            case RUNNING -> ContainerState.running(backOff.restarts(), started,
                    running.map(RunningContainer::pid).orElse(OptionalLong.empty()));
            case ENDED -> ContainerState.terminated(backOff.restarts(), end.exitCode(), end.reason(), end.message());
        };
    }
}
