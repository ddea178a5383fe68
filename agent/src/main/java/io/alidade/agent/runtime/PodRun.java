package io.alidade.agent.runtime;

import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.ContainerRun.Phase;
import io.alidade.engine.pod.ContainerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// One pod on its way: which of its containers is to be started next, and when it is done. For the decision thread.
final class PodRun {
    private final PodRecord record;
    private final RunSpec spec;
    private final Map<String, ContainerRun> containers = new LinkedHashMap<>();
    private Optional<CompletableFuture<Boolean>> end = Optional.empty();
    private boolean lookedAt;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(true);

    /// @param rule how its containers wait that end again and again
    PodRun(PodRecord record, RunSpec spec, BackOffRule rule) {
        this.record = record;
        this.spec = spec;
        spec.containers().forEach(container -> containers.put(container.name(), new ContainerRun(container, rule)));
    }

    PodRecord record() {
        return record;
    }

    RunSpec spec() {
        return spec;
    }

    List<ContainerRun> containers() {
        return List.copyOf(containers.values());
    }

    /// Does something that takes time, after what was begun so before.
    <T> CompletableFuture<T> inTurn(Supplier<T> task, Executor elsewhere) {
        CompletableFuture<T> result = last.handleAsync((_, _) -> task.get(), elsewhere);
        last = result;
        return result;
    }

    /// It is known what a former agent has started of it.
    void looked() {
        lookedAt = true;
    }

    boolean isLookedAt() {
        return lookedAt;
    }

    /// What is to be done next.
    ///
    /// @param due      containers that are to be started now
    /// @param later    when to look again, if something waits for a moment
    /// @param verdict  whether the pod has succeeded, once it is done
    record Step(List<ContainerRun> due, Optional<Instant> later, Optional<Boolean> verdict) {
        Step {
            due = List.copyOf(due);
        }
    }

    /// Decides what is next: init containers one after the other, each to its end, sidecars when it is their turn, then all app
    /// containers. A container that has ended is started again as the restart policy says, each time but the first after its
    /// [BackOff]; sidecars always are.
    Step next(Instant now) {
        List<ContainerRun> due = new ArrayList<>();
        Optional<Instant> later = Optional.empty();
        for (ContainerRun container : containers.values()) {
            if (container.phase() == Phase.ENDED && restarts(container)) {
                container.waits(record.pod(), now);
            }
            if (container.phase() == Phase.WAITING) {
                if (container.notBefore().isAfter(now)) {
                    Instant moment = container.notBefore();
                    later = later.filter(other -> other.isBefore(moment)).or(() -> Optional.of(moment));
                } else {
                    due.add(container);
                }
            }
            if (container.spec().kind() == ContainerKind.INIT && !container.hasSucceeded()) {
                boolean failed = container.phase() == Phase.ENDED;
                return new Step(due, later, failed ? Optional.of(false) : Optional.empty());
            }
            if (container.spec().kind() == ContainerKind.SIDECAR && container.phase() != Phase.RUNNING) {
                return new Step(due, later, Optional.empty());
            }
        }
        List<ContainerRun> apps = containers.values().stream()
                .filter(container -> container.spec().kind() == ContainerKind.APP).toList();
        boolean done = apps.stream().allMatch(container -> container.phase() == Phase.ENDED);
        return new Step(due, later,
                done ? Optional.of(apps.stream().allMatch(ContainerRun::hasSucceeded)) : Optional.empty());
    }

    private boolean restarts(ContainerRun container) {
        return switch (container.spec().kind()) {
            case SIDECAR -> true;
            // An init container that is through is never run again.
            case INIT -> container.exitCode() != 0 && spec.restartPolicy() != RunSpec.RestartPolicy.NEVER;
            case APP -> spec.restartPolicy().restarts(container.exitCode());
        };
    }

    boolean isEnding() {
        return end.isPresent();
    }

    /// The pod is to end; done when nothing of it runs any more.
    CompletableFuture<Boolean> end() {
        CompletableFuture<Boolean> ended = end.orElseGet(CompletableFuture::new);
        end = Optional.of(ended);
        return ended;
    }

    /// Whether something of it runs or is being started.
    boolean isRunning() {
        return containers.values().stream()
                .anyMatch(container -> container.phase() == Phase.RUNNING || container.phase() == Phase.STARTING);
    }

    Map<String, ContainerState> states() {
        Map<String, ContainerState> states = new LinkedHashMap<>();
        containers.forEach((name, container) -> states.put(name, container.state()));
        return states;
    }
}
