package io.alidade.agent.runtime;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.Arrival;
import io.alidade.agent.decision.Course;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.Place;
import io.alidade.agent.decision.PodRunning;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.ContainerRun.Phase;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/// Leads the pods that were admitted through their lives; a [ContainerRuntime] does what is to be done. Everything here is on
/// the decision thread; what waits (a start, an end, a back-off) comes back through it.
///
/// Invariant *exclusive*: a container is started on CPUs of its own only when no other may be on one of them any more: those of
/// the shared pool have left them, and it is known of every pod of a former agent what runs of it. The CPUs of a pod are given
/// back only when nothing of it runs any more.
public final class PodRunner implements PodRunning {
    /// For what takes time.
    private static final Executor ELSEWHERE = task -> Thread.ofVirtual().name("volumes").start(task);

    private final ContainerRuntime runtime;
    private final Volumes volumes;
    private final NodeDesk desk;
    private final Executor thread;
    private final ScheduledExecutorService timers;
    private final AgentLog log;
    private final DriftLog<ContainerRun> drift;
    private final InstantSource clock;
    private final BackOffRule backOff;
    private final Map<String, PodRun> pods = new HashMap<>();
    /// What is left of pods that are known no more is being cleared away, by uid.
    private final Map<String, CompletableFuture<Boolean>> clearing = new HashMap<>();
    /// Pods with a container that waits for the CPUs which it was given.
    private final Set<PodRun> heldUp = new LinkedHashSet<>();
    private AgentSnapshot node;
    private CpuSet sharedCpus;

    /// @param start   the node as it starts
    /// @param timers  run nothing but what hands a step to `thread`
    /// @param backOff how containers wait that end again and again
    public PodRunner(ContainerRuntime runtime, Volumes volumes, NodeDesk desk, AgentSnapshot start, Executor thread,
            ScheduledExecutorService timers, AgentLog log, InstantSource clock, BackOffRule backOff) {
        this.runtime = runtime;
        this.volumes = volumes;
        this.desk = desk;
        this.node = start;
        this.sharedCpus = start.node().node().allocations().cpus().sharedCpus();
        this.thread = thread;
        this.timers = timers;
        this.log = log;
        this.drift = new DriftLog<>(desk, log);
        this.clock = clock;
        this.backOff = backOff;
    }

    @Override
    public void check(PodRecord pod) {
        runtime.check(RunSpecReader.read(pod.pod()));
    }

    @Override
    public void moved(AgentSnapshot snapshot) {
        node = snapshot;
        CpuSet shared = snapshot.node().node().allocations().cpus().sharedCpus();
        if (shared.equals(sharedCpus)) {
            return;
        }
        sharedCpus = shared;
        for (PodRun pod : pods.values()) {
            for (ContainerRun container : pod.containers()) {
                Place before = container.place();
                Place now = place(pod, container);
                if (container.phase() == Phase.RUNNING && before.isExclusive() == now.isExclusive()
                        && !before.cpus().isEmpty() && !now.cpus().isEmpty() && !now.equals(before)) {
                    move(container, before.cpus(), now);
                }
            }
        }
    }

    @Override
    public CompletableFuture<Arrival> arrival(String uid, String name, boolean withMemory) {
        PodRun pod = pods.get(uid);
        Optional<ContainerRun> run = pod == null ? Optional.empty()
                : pod.containers().stream().filter(container -> container.spec().name().equals(name)).findFirst();
        Optional<RunningContainer> running = run.filter(container -> container.phase() == Phase.RUNNING)
                .flatMap(ContainerRun::running);
        if (running.isEmpty()) {
            return CompletableFuture.completedFuture(Arrival.of(true));
        }
        if (withMemory && !running.get().canMoveMemory()) {
            return CompletableFuture.completedFuture(Arrival.of(false));
        }
        Place place = run.get().place();
        // What is brought back now was on its way; what is after that stays away.
        return running.get().confine(CpuSet.EMPTY, place).thenCompose(_ -> running.get().bringBack(place))
                .thenCompose(_ -> running.get().bringBack(place)).thenCompose(drifts -> drifts.isEmpty() && withMemory
                        ? LeftBehind.after(() -> running.get().bytesOutside(place.numaNodes()))
                                .thenApply(bytes -> new Arrival(true, bytes))
                        : CompletableFuture.completedFuture(Arrival.of(drifts.isEmpty())));
    }

    private void move(ContainerRun container, CpuSet before, Place place) {
        container.moves(place);
        container.running().ifPresent(running -> onThread(running.confine(before, place), (_, _) -> {
            if (container.running().filter(running::equals).isPresent()) {
                container.moved(place);
            }
            goOn();
        }));
    }

    @Override
    public void decided(PodRecord record, Course course) {
        PodRun pod;
        try {
            RunSpec spec = RunSpecReader.read(record.pod());
            runtime.check(spec);
            pod = new PodRun(record, spec, backOff);
        } catch (BadInput problem) {
            // A new pod was checked before; one of a former agent that ran nothing, or with another runtime, was not.
            desk.finished(record.pod().uid(), PodPhase.FAILED, PodRecord.UNSUPPORTED_FIELD,
                    problem.problem());
            return;
        }
        pods.put(record.pod().uid(), pod);
        onThread(left(record), (found, failure) -> {
            if (failure != null) {
                log.warn("step-failed", Value.mapping().with("problem", String.valueOf(failure)));
            } else {
                pod.containers().forEach(container -> Optional.ofNullable(found.get(container.spec().name()))
                        .ifPresent(running -> adopt(pod, container, running)));
                pod.looked();
                if (record.isActive()) {
                    advance(pod);
                } else {
                    CompletableFuture<Boolean> _ = end(record);
                }
                goOn();
            }
        });
    }

    /// What a former agent started of a pod. The pod may be one that was removed and comes again: nothing of it is the new one's.
    private CompletableFuture<Map<String, RunningContainer>> left(PodRecord record) {
        CompletableFuture<Boolean> before = clearing.get(record.pod().uid());
        return before == null ? runtime.find(record)
                : before.thenComposeAsync(isClear -> isClear ? runtime.find(record)
                        : CompletableFuture.completedFuture(Map.of()), thread);
    }

    /// What a former agent started goes on, or is taken note of if it has ended since.
    private void adopt(PodRun pod, ContainerRun container, RunningContainer running) {
        Place place = place(pod, container);
        container.found(running, place, node.node().node().topology().cpuSet(), clock.instant());
        if (running.isAlive()) {
            log.info("container-found", started(pod, container, running));
            move(container, CpuSet.EMPTY, place);
        }
        watch(pod, container, running);
        if (pod.isEnding()) {
            running.stop(pod.spec().grace());
        }
    }

    private void advance(PodRun pod) {
        if (pods.get(pod.record().pod().uid()) != pod || !pod.isLookedAt()) {
            return;
        }
        if (pod.isEnding()) {
            finishEnd(pod);
            return;
        }
        PodRun.Step step = pod.next(clock.instant());
        step.due().forEach(container -> start(pod, container));
        step.later().ifPresent(moment -> later(Duration.between(clock.instant(), moment), () -> advance(pod)));
        desk.containers(pod.record().pod().uid(), pod.states());
        step.verdict().ifPresent(succeeded -> {
            inTurn(end(pod.record()),
                    (_, _) -> desk.finished(pod.record().pod().uid(),
                            succeeded ? PodPhase.SUCCEEDED : PodPhase.FAILED, succeeded ? "" : "Error",
                            succeeded ? "" : "a container has ended with an error"));
        });
    }

    /// What was held up may have its turn, after the step that is being made now.
    private void goOn() {
        if (!heldUp.isEmpty()) {
            later(Duration.ZERO, () -> {
                List<PodRun> waiting = List.copyOf(heldUp);
                heldUp.clear();
                waiting.forEach(this::advance);
            });
        }
    }

    /// Whether nobody else may be on its own CPUs.
    private boolean isFree(ContainerRun container, Place place) {
        return !place.isExclusive() || pods.values().stream().allMatch(pod -> pod.isLookedAt()
                && pod.containers().stream().noneMatch(
                        other -> other != container && other.reach().intersects(place.cpus())));
    }

    private void start(PodRun pod, ContainerRun container) {
        Place place = place(pod, container);
        if (!isFree(container, place)) {
            heldUp.add(pod);
            return;
        }
        container.starts(place, clock.instant());
        onThread(desk.preStart(pod.record(), container.spec().name()), (_, failure) -> {
            if (failure != null) {
                notCreated(pod, container, "CreateContainerConfigError", failure);
            } else if (pod.isEnding()) {
                failed(pod, container, new StartFailed("its pod ends"));
            } else {
                create(pod, container, place);
            }
        });
    }

    private void create(PodRun pod, ContainerRun container, Place place) {
        Optional<ContainerPlacement> given = placement(pod, container);
        onThread(pod.inTurn(() -> prepared(pod, container.spec(), place, given), ELSEWHERE), (start, failure) -> {
            if (failure != null) {
                notCreated(pod, container, "CreateContainerConfigError", failure);
            } else if (start instanceof Prepared.Not(StartFailed why)) {
                notCreated(pod, container, "CreateContainerConfigError", why);
            } else if (start instanceof Prepared.Ready(ContainerStart ready)) {
                create(pod, container, ready);
            }
        });
    }

    private sealed interface Prepared {
        record Ready(ContainerStart start) implements Prepared {}

        record Not(StartFailed why) implements Prepared {}
    }

    private Prepared prepared(PodRun pod, ContainerSpec container, Place place, Optional<ContainerPlacement> given) {
        try {
            AgentPod own = pod.record().pod();
            return new Prepared.Ready(new ContainerStart(pod.record(), pod.spec(), container, place,
                    DeviceGrants.of(given), volumes.prepare(own, pod.spec(), container),
                    volumes.message(own, container)));
        } catch (StartFailed failure) {
            return new Prepared.Not(failure);
        }
    }

    private void create(PodRun pod, ContainerRun container, ContainerStart start) {
        Place place = start.place();
        inTurn(runtime.start(start), (running, failure) -> {
            if (failure != null) {
                failed(pod, container, failure);
                return;
            }
            container.runs(running, clock.instant());
            if (running.isAlive()) {
                log.info("container-started", started(pod, container, running));
            }
            watch(pod, container, running);
            // The shared pool may have changed meanwhile.
            Place now = place(pod, container);
            if (!now.cpus().equals(place.cpus()) && !now.cpus().isEmpty()) {
                move(container, place.cpus(), now);
            }
            if (pod.isEnding()) {
                running.stop(pod.spec().grace());
            }
            advance(pod);
        });
    }

    private void failed(PodRun pod, ContainerRun container, Throwable failure) {
        if (failure instanceof StartFailed start && start.reason().isPresent()) {
            notCreated(pod, container, start.reason().get(), failure);
        } else {
            container.ends(ContainerEnd.notStarted(String.valueOf(failure.getMessage())));
            notStarted(pod, container, failure);
        }
    }

    private void notCreated(PodRun pod, ContainerRun container, String reason, Throwable failure) {
        container.notCreated(reason, String.valueOf(failure.getMessage()), clock.instant());
        notStarted(pod, container, failure);
    }

    private void notStarted(PodRun pod, ContainerRun container, Throwable failure) {
        log.warn("container-not-started", named(pod, container).with("problem", String.valueOf(failure.getMessage())));
        later(Duration.ZERO, () -> advance(pod));
        goOn();
    }

    private void watch(PodRun pod, ContainerRun container, RunningContainer running) {
        inTurn(running.ended(), (end, _) -> {
            if (container.running().filter(running::equals).isEmpty()) {
                return;
            }
            container.ends(end.saying(said(pod, container.spec(), running, end)));
            Value.Builder details = named(pod, container).with("exitCode", end.exitCode());
            if (!end.message().isEmpty()) {
                details.with("reason", end.reason()).with("message", end.message());
            }
            log.info("container-ended", details);
            advance(pod);
            goOn();
        });
    }

    /// What a container has left as a message, else the end of its log, if that stands for it.
    private String said(PodRun pod, ContainerSpec container, RunningContainer running, ContainerEnd end) {
        String message = volumes.leftMessage(pod.record().pod().uid(), container.name());
        return message.isEmpty() && end.exitCode() != 0 && container.terminationMessage().orItsLog()
                ? running.lastWords() : message;
    }

    @Override
    public CompletableFuture<Boolean> end(PodRecord record) {
        PodRun pod = pods.get(record.pod().uid());
        if (pod == null) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> ended = pod.end();
        pod.containers().forEach(
                container -> container.running().ifPresent(running -> running.stop(pod.spec().grace())));
        finishEnd(pod);
        return ended;
    }

    private void finishEnd(PodRun pod) {
        if (pod.isRunning() || !pod.isLookedAt()) {
            desk.containers(pod.record().pod().uid(), pod.states());
            return;
        }
        pods.remove(pod.record().pod().uid());
        heldUp.remove(pod);
        pod.containers().forEach(drift::forget);
        onThread(runtime.end(pod.record()), (_, _) -> onThread(pod.inTurn(() -> {
            volumes.release(pod.record().pod().uid());
            return true;
        }, ELSEWHERE), (_, _) -> {
            boolean _ = pod.end().complete(true);
        }));
    }

    @Override
    public void removed(PodRecord pod) {
        String uid = pod.pod().uid();
        CompletableFuture<Boolean> clear = runtime.remove(pod)
                .thenCombine(CompletableFuture.runAsync(() -> volumes.remove(uid), ELSEWHERE), (isGone, _) -> isGone)
                .exceptionally(_ -> false);
        clearing.put(uid, clear);
        onThread(clear, (_, _) -> clearing.remove(uid, clear));
    }

    /// Brings back whatever may run where its container may not.
    public void reconcile() {
        for (PodRun pod : pods.values()) {
            for (ContainerRun container : pod.containers()) {
                if (container.phase() != Phase.RUNNING) {
                    drift.forget(container);
                } else if (container.isSettled() && !container.place().cpus().isEmpty()) {
                    container.running().ifPresent(running -> onThread(running.bringBack(container.place()),
                            (drifts, failure) -> {
                                if (failure == null) {
                                    drift.found(container,
                                            new DriftLog.Whose(pod.record().pod().fullName(),
                                                    container.spec().name(), () -> named(pod, container)),
                                            drifts);
                                }
                            }));
                }
            }
        }
    }

    /// The containers that run, and where they belong.
    public List<RunningPlace> running() {
        List<RunningPlace> found = new ArrayList<>();
        for (PodRun pod : pods.values()) {
            for (ContainerRun container : pod.containers()) {
                if (container.phase() == Phase.RUNNING) {
                    container.running().map(RunningContainer::pid).filter(OptionalLong::isPresent)
                            .ifPresent(pid -> found.add(new RunningPlace(pod.record(), container.spec().name(),
                                    pid.getAsLong(), container.place())));
                }
            }
        }
        return found;
    }

    private Optional<ContainerPlacement> placement(PodRun pod, ContainerRun container) {
        return node.placements(pod.record()).stream()
                .filter(placement -> placement.name().equals(container.spec().name())).findFirst();
    }

    private Place place(PodRun pod, ContainerRun container) {
        return placement(pod, container).map(placement -> Place.of(node.node(), placement))
                .orElse(container.place());
    }

    /// Goes on with an answer on the decision thread: at once, where it is there already.
    private <T> void onThread(CompletableFuture<T> answer, BiConsumer<T, Throwable> step) {
        if (answer.isDone()) {
            tell(answer.handle(result(step)));
        } else {
            inTurn(answer, step);
        }
    }

    /// Goes on with an answer on the decision thread, after what is there to be done.
    private <T> void inTurn(CompletableFuture<T> answer, BiConsumer<T, Throwable> step) {
        tell(answer.handleAsync(result(step), thread));
    }

    private static <T> BiFunction<T, Throwable, Boolean> result(BiConsumer<T, Throwable> step) {
        return (value, failure) -> {
            step.accept(value, failure);
            return true;
        };
    }

    /// Nobody else hears of a step that fails. One that is not made any more is none: the agent ends.
    private void tell(CompletableFuture<Boolean> step) {
        CompletableFuture<?> _ = step.exceptionally(failure -> {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (!(cause instanceof RejectedExecutionException)) {
                log.warn("step-failed", Value.mapping().with("problem", String.valueOf(cause)));
            }
            return false;
        });
    }

    private void later(Duration wait, Runnable step) {
        try {
            var _ = timers.schedule(() -> {
                try {
                    thread.execute(step);
                } catch (RejectedExecutionException _) {
                    // The agent ends.
                }
            }, Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // The agent ends.
        }
    }

    private static Value.Builder named(PodRun pod, ContainerRun container) {
        return Value.mapping().with("pod", pod.record().pod().fullName()).with("container", container.spec().name());
    }

    private static Value.Builder started(PodRun pod, ContainerRun container, RunningContainer running) {
        Value.Builder details = named(pod, container);
        running.pid().ifPresent(pid -> details.with("pid", pid));
        return details.with("cpus", container.place().cpus().toListString());
    }
}
