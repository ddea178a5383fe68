package io.alidade.agent.runtime;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.PodRunning;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.ContainerRun.Phase;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs the pods that were admitted, as processes of this machine. Everything here is on the decision thread; what waits (a
/// start, an end, a back-off) comes back through it.
///
/// Invariant *exclusive*: the containers of the shared pool are moved off the CPUs of a new pod before that pod is started,
/// and the CPUs of a pod are given back only when nothing of it runs any more.
public final class PodRunner implements PodRunning {
    private final ProcessRuntime runtime;
    private final NodeDesk desk;
    private final Executor thread;
    private final ScheduledExecutorService timers;
    private final AgentLog log;
    private final InstantSource clock;
    private final Map<String, PodRun> pods = new HashMap<>();
    private AgentSnapshot node;
    private CpuSet sharedCpus;

    /// @param start  the node as it starts
    /// @param timers run nothing but what hands a step to `thread`
    public PodRunner(ProcessRuntime runtime, NodeDesk desk, AgentSnapshot start, Executor thread,
            ScheduledExecutorService timers, AgentLog log, InstantSource clock) {
        this.runtime = runtime;
        this.desk = desk;
        this.node = start;
        this.sharedCpus = start.node().node().allocations().cpus().sharedCpus();
        this.thread = thread;
        this.timers = timers;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void check(PodRecord pod) {
        RunSpec _ = RunSpecReader.read(pod.pod());
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
                if (container.phase() == Phase.RUNNING && !before.isExclusive() && !before.cpus().isEmpty()
                        && !shared.isEmpty()) {
                    container.moves(new Place(shared, false, before.numaNodes()));
                    container.process().ifPresent(process -> process.confine(before.cpus(), shared));
                }
            }
        }
    }

    @Override
    public void decided(PodRecord record, KubeletNode before, Duration took) {
        PodRun pod;
        try {
            pod = new PodRun(record, RunSpecReader.read(record.pod()));
        } catch (BadInput problem) {
            // A new pod was checked before; one of a former agent that ran nothing was not.
            desk.finished(record.pod().uid(), PodPhase.FAILED, "UnsupportedField",
                    String.valueOf(problem.getMessage()));
            return;
        }
        pods.put(record.pod().uid(), pod);
        pod.containers().forEach(container -> adopt(pod, container));
        if (record.isActive()) {
            advance(pod);
        } else {
            CompletableFuture<Boolean> _ = end(record);
        }
    }

    /// What a former agent started goes on, or is taken note of if it has ended since.
    private void adopt(PodRun pod, ContainerRun container) {
        runtime.find(pod.record().pod().uid(), container.spec().name()).ifPresent(process -> {
            container.runs(process, place(pod, container), clock.instant());
            if (process.isAlive()) {
                log.info("container-found", named(pod, container).with("pid", process.shell().pid()));
                process.confine(CpuSet.EMPTY, container.place().cpus());
            }
            watch(pod, container, process);
        });
    }

    private void advance(PodRun pod) {
        if (pods.get(pod.record().pod().uid()) != pod) {
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
            CompletableFuture<?> _ = end(pod.record()).thenRunAsync(
                    () -> desk.finished(pod.record().pod().uid(), succeeded ? PodPhase.SUCCEEDED : PodPhase.FAILED,
                            succeeded ? "" : "Error", succeeded ? "" : "a container has ended with an error"),
                    thread);
        });
    }

    private void start(PodRun pod, ContainerRun container) {
        Place place = place(pod, container);
        container.starts(place);
        String uid = pod.record().pod().uid();
        Map<String, String> more;
        try {
            more = DeviceAnswers.environment(placement(pod, container));
        } catch (StartFailed failure) {
            failed(pod, container, failure);
            return;
        }
        CompletableFuture<?> _ = runtime.start(uid, container.spec(), more, place)
                .whenCompleteAsync((process, failure) -> {
                    if (failure != null) {
                        failed(pod, container, failure);
                        return;
                    }
                    // The shared pool may have changed meanwhile.
                    Place now = place(pod, container);
                    if (!now.cpus().equals(place.cpus()) && !now.cpus().isEmpty()) {
                        process.confine(place.cpus(), now.cpus());
                    }
                    container.runs(process, now, clock.instant());
                    log.info("container-started", named(pod, container).with("pid", process.shell().pid())
                            .with("cpus", now.cpus().toListString()));
                    watch(pod, container, process);
                    if (pod.isEnding()) {
                        stop(pod, container);
                    }
                    advance(pod);
                }, thread);
    }

    private void failed(PodRun pod, ContainerRun container, Throwable failure) {
        container.ends(ContainerProcess.KILLED, String.valueOf(failure.getMessage()));
        log.warn("container-not-started", named(pod, container).with("problem", String.valueOf(failure.getMessage())));
        later(Duration.ZERO, () -> advance(pod));
    }

    private void watch(PodRun pod, ContainerRun container, ContainerProcess process) {
        CompletableFuture<?> _ = process.ended().thenAcceptAsync(code -> {
            if (container.process().filter(process::equals).isEmpty()) {
                return;
            }
            container.ends(code, "");
            log.info("container-ended", named(pod, container).with("exitCode", code));
            advance(pod);
        }, thread);
    }

    @Override
    public CompletableFuture<Boolean> end(PodRecord record) {
        PodRun pod = pods.get(record.pod().uid());
        if (pod == null) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> ended = pod.end();
        pod.containers().forEach(container -> stop(pod, container));
        finishEnd(pod);
        return ended;
    }

    private void stop(PodRun pod, ContainerRun container) {
        container.process().ifPresent(process -> {
            process.terminate();
            later(pod.spec().grace(), process::kill);
        });
    }

    private void finishEnd(PodRun pod) {
        if (!pod.isRunning()) {
            pods.remove(pod.record().pod().uid());
            boolean _ = pod.end().complete(true);
        } else {
            desk.containers(pod.record().pod().uid(), pod.states());
        }
    }

    @Override
    public void removed(PodRecord pod) {
        runtime.forget(pod.pod().uid());
    }

    /// Brings back every thread that may run where its container may not.
    public void reconcile() {
        for (PodRun pod : pods.values()) {
            for (ContainerRun container : pod.containers()) {
                CpuSet cpus = container.place().cpus();
                if (container.phase() != Phase.RUNNING || cpus.isEmpty()) {
                    continue;
                }
                List<ContainerProcess.Stray> strays = container.process().map(process -> process.bringBack(cpus))
                        .orElse(List.of());
                strays.forEach(stray -> {
                    desk.drifted(true);
                    log.warn("drift-cured", named(pod, container).with("pid", stray.pid())
                            .with("thread", stray.thread()).with("observed", stray.cpus().toListString())
                            .with("assigned", cpus.toListString()));
                });
            }
        }
    }

    private Optional<ContainerPlacement> placement(PodRun pod, ContainerRun container) {
        return node.placements(pod.record()).stream()
                .filter(placement -> placement.name().equals(container.spec().name())).findFirst();
    }

    private Place place(PodRun pod, ContainerRun container) {
        return placement(pod, container).map(placement -> new Place(placement.cpus(),
                placement.exclusiveCpus().isPresent(),
                NumaNodeIds.of(node.node().node().topology().numaNodeIds(placement.mems()))))
                .orElse(container.place());
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
}
