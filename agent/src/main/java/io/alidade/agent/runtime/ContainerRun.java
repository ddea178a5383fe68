package io.alidade.agent.runtime;

import io.alidade.agent.pod.ContainerState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.time.Instant;
import java.util.Optional;

/// One container on its way. For the decision thread.
final class ContainerRun {
    /// Where it is in its life.
    enum Phase {
        /// It is to be started, not before a moment.
        WAITING,
        /// It is being started.
        STARTING, RUNNING, ENDED
    }

    private final ContainerSpec spec;
    private Phase phase = Phase.WAITING;
    private BackOff backOff = BackOff.NONE;
    private Instant notBefore = Instant.MIN;
    private Instant started = Instant.EPOCH;
    private int exitCode;
    private String problem = "";
    private Place place = new Place(CpuSet.EMPTY, false, NumaNodeIds.EMPTY);
    private Optional<ContainerProcess> process = Optional.empty();

    ContainerRun(ContainerSpec spec) {
        this.spec = spec;
    }

    ContainerSpec spec() {
        return spec;
    }

    Phase phase() {
        return phase;
    }

    Place place() {
        return place;
    }

    int exitCode() {
        return exitCode;
    }

    Optional<ContainerProcess> process() {
        return process;
    }

    Instant notBefore() {
        return notBefore;
    }

    boolean hasSucceeded() {
        return phase == Phase.ENDED && exitCode == 0;
    }

    void starts(Place where) {
        phase = Phase.STARTING;
        place = where;
    }

    void runs(ContainerProcess running, Place where, Instant since) {
        phase = Phase.RUNNING;
        process = Optional.of(running);
        place = where;
        started = since;
        problem = "";
    }

    void moves(Place where) {
        place = where;
    }

    /// It has ended, or could not be started.
    void ends(int code, String why) {
        phase = Phase.ENDED;
        exitCode = code;
        problem = why;
        process.ifPresent(ContainerProcess::forget);
        process = Optional.empty();
    }

    /// It is to be started again.
    void waits(Instant now) {
        backOff = backOff.next(started, now);
        notBefore = now.plus(backOff.pause());
        phase = Phase.WAITING;
    }

    ContainerState state() {
        return switch (phase) {
            case WAITING, STARTING -> ContainerState.waiting(backOff.restarts(),
                    backOff.restarts() == 0 ? "ContainerCreating" : "CrashLoopBackOff", problem);
            case RUNNING -> ContainerState.running(backOff.restarts(), started,
                    process.map(running -> running.shell().pid()).orElse(0L));
            case ENDED -> ContainerState.terminated(backOff.restarts(), exitCode,
                    exitCode == 0 ? "Completed" : problem.isEmpty() ? "Error" : "StartError", problem);
        };
    }
}
