package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.pod.QosClass;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.NodeObservation;
import io.alidade.linux.observe.ObservedContainer;
import io.alidade.linux.observe.ObservedContainer.ContainerName;
import io.alidade.linux.observe.ObservedPod;
import io.alidade.linux.observe.ObservedProcess.ObservedThread;
import io.alidade.live.verify.ContainerCheck.Assigned;
import io.alidade.live.verify.Drift.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Judges containers one by one, and what is unnamed of a pod as a whole.
final class ContainerJudge {
    private static final long MEBI = 1 << 20;

    private final Assignments assignments;
    private final NodeObservation observation;
    private final Neighbours neighbours;
    private final Tolerance tolerance;
    private final List<Drift> drifts = new ArrayList<>();

    ContainerJudge(Assignments assignments, NodeObservation observation, Neighbours neighbours, Tolerance tolerance) {
        this.assignments = assignments;
        this.observation = observation;
        this.neighbours = neighbours;
        this.tolerance = tolerance;
    }

    /// What was found so far.
    List<Drift> drifts() {
        return List.copyOf(drifts);
    }

    ContainerCheck named(ObservedPod pod, ObservedContainer container, ContainerName name) {
        Place place = new Place(Optional.of(name.namespace()), Optional.of(name.pod()), Optional.of(pod.uid()),
                Optional.of(name.container()), Optional.of(container.cgroup()));
        Subject subject = new Subject(place, pod.uid(), new Seen(List.of(container)),
                assignments.of(pod.uid(), name.container()), false);
        int before = drifts.size();
        missing(subject, pod, container);
        return judged(subject, Optional.of(container.id()), before);
    }

    /// The containers of a pod that have no name. Each has the CPUs of one of the entries that no named container has, or
    /// the shared pool; which one is not known, so only what is beyond all of them is wrong.
    ContainerCheck whole(ObservedPod pod, List<ObservedContainer> rest, Set<String> unclaimed, Place place) {
        Optional<CpuSet> cpus = assignments.sharedCpus();
        Optional<NumaNodeIds> mems = Optional.empty();
        for (String container : unclaimed) {
            CpuSet exclusive = assignments.exclusiveCpus(pod.uid(), container).orElse(CpuSet.EMPTY);
            cpus = cpus.map(shared -> shared.or(exclusive));
            Optional<NumaNodeIds> own = assignments.mems(pod.uid(), container);
            if (own.isPresent()) {
                mems = Optional.of(mems.orElse(NumaNodeIds.EMPTY).or(own.get()));
            }
        }
        Assigned assigned = new Assigned(cpus, false, mems);
        Subject subject = new Subject(place, pod.uid(), new Seen(rest), assigned, true);
        return judged(subject, Optional.empty(), drifts.size());
    }

    private record Subject(Place place, String podUid, Seen seen, Assigned assigned, boolean isWhole) {}

    private ContainerCheck judged(Subject subject, Optional<String> containerId, int before) {
        Seen seen = subject.seen;
        Assigned assigned = subject.assigned;
        cpus(subject);
        mems(subject);
        Optional<NumaNodeIds> near = assigned.mems()
                .or(() -> assigned.isExclusive() ? assigned.cpus().flatMap(this::numaNodesOf) : Optional.empty());
        near.ifPresent(numaNodes -> memory(subject, numaNodes));
        return new ContainerCheck(subject.place, containerId, subject.isWhole, true, assigned, seen.cpusInForce(),
                seen.threadCpus(), seen.memsInForce(), seen.threadMems(), seen.processCount(), seen.threadCount(),
                seen.memory().map(ContainerMemory::of), near,
                seen.memory().flatMap(use -> near.flatMap(numaNodes -> nearShare(use, numaNodes))),
                drifts.size() == before);
    }

    private static Optional<Double> nearShare(MemoryUse use, NumaNodeIds near) {
        return use.totalOwnBytes() == 0 ? Optional.empty()
                : Optional.of(1 - use.ownBytesOutside(near) / (double) use.totalOwnBytes());
    }

    private void cpus(Subject subject) {
        if (subject.assigned.cpus().isEmpty()) {
            return;
        }
        CpuSet assigned = subject.assigned.cpus().get();
        CpuSet inForce = subject.seen.cpusInForce().orElse(assigned);
        boolean fits = subject.isWhole ? inForce.isSubsetOf(assigned) : inForce.equals(assigned);
        if (!fits) {
            CpuSet offline = observation.onlineCpus().map(assigned::andNot).orElse(CpuSet.EMPTY);
            drifts.add(new Drift(Kind.CPUSET_DRIFT, subject.place,
                    driftMessage(subject, assigned, inForce, offline),
                    assigned.toListString(), inForce.toListString(), driftCure(subject, assigned, offline), Map.of()));
        }
        Predicate<ObservedThread> isStray = thread -> !thread.cpus().isSubsetOf(assigned.or(inForce));
        Optional<CpuSet> strayCpus = subject.seen.threads(isStray).map(ObservedThread::cpus).reduce(CpuSet::or);
        strayCpus.ifPresent(cpus -> drifts.add(new Drift(Kind.THREAD_CPUS_DRIFT, subject.place,
                Sentences.count(subject.seen.threads(isStray).count(), "thread") + " may run on "
                        + Sentences.cpus(cpus) + ", beyond " + Sentences.cpus(assigned) + " of the container."
                        + neighbours.among(cpus.andNot(assigned), subject.podUid),
                assigned.toListString(), cpus.toListString(), Cures.THREADS, subject.seen.processesWith(isStray))));
    }

    private String driftMessage(Subject subject, CpuSet assigned, CpuSet inForce, CpuSet offline) {
        String who = subject.isWhole ? "Its containers together" : "It";
        String pool = subject.isWhole ? "the entries of the pod and the shared pool allow "
                : subject.assigned.isExclusive() ? "assigned to it alone: " : "the shared pool is ";
        boolean isPool = !subject.isWhole && !subject.assigned.isExclusive();
        String allowed = !assigned.isEmpty() ? assigned.toListString() : isPool ? "empty" : "no CPU";
        return who + " may run on " + Sentences.cpus(inForce) + "; " + pool + allowed + "."
                + (offline.isEmpty() ? "" : " Offline: " + offline.toListString() + ".")
                + neighbours.among(inForce.andNot(assigned), subject.podUid);
    }

    private static String driftCure(Subject subject, CpuSet assigned, CpuSet offline) {
        if (!offline.isEmpty()) {
            return Cures.offline(offline);
        }
        if (assigned.isEmpty()) {
            return subject.assigned.isExclusive() ? Cures.EMPTY_ENTRY : Cures.NO_SHARED_CPU;
        }
        if (subject.isWhole) {
            return Cures.WHOLE;
        }
        return subject.assigned.isExclusive()
                ? Cures.exclusive(assigned)
                : Cures.SHARED;
    }

    private void mems(Subject subject) {
        if (subject.assigned.mems().isEmpty()) {
            return;
        }
        NumaNodeIds assigned = subject.assigned.mems().get();
        NumaNodeIds inForce = subject.seen.memsInForce().orElse(assigned);
        boolean fits = subject.isWhole ? inForce.isSubsetOf(assigned) : inForce.equals(assigned);
        if (!fits) {
            drifts.add(new Drift(Kind.MEMS_DRIFT, subject.place,
                    "It may take memory from NUMA node " + inForce + "; assigned is " + assigned + ".",
                    assigned.toListString(), inForce.toListString(),
                    Cures.mems(assigned), Map.of()));
        }
        Predicate<ObservedThread> isStray = thread -> !thread.mems().isSubsetOf(assigned.or(inForce));
        Optional<NumaNodeIds> stray = subject.seen.threads(isStray).map(ObservedThread::mems).reduce(NumaNodeIds::or);
        stray.ifPresent(mems -> drifts.add(new Drift(Kind.THREAD_MEMS_DRIFT, subject.place,
                Sentences.count(subject.seen.threads(isStray).count(), "thread") + " may take memory from NUMA node "
                        + mems + ", beyond " + assigned + " of the container.",
                assigned.toListString(), mems.toListString(), Cures.THREADS, subject.seen.processesWith(isStray))));
    }

    private void memory(Subject subject, NumaNodeIds near) {
        MemoryUse use = subject.seen.memory().orElse(MemoryUse.NONE);
        long total = use.totalOwnBytes();
        long off = use.ownBytesOutside(near);
        if (tolerance.isExceededBy(off, total)) {
            StringBuilder spread = new StringBuilder();
            use.ownBytes().forEach((numaNode, bytes) -> spread.append(spread.isEmpty() ? "" : ", ")
                    .append(bytes / MEBI).append(" MiB on ").append(numaNode));
            boolean isPinned = subject.assigned.mems().isPresent();
            drifts.add(new Drift(Kind.MEMORY_OFF_NODE, subject.place,
                    off / MEBI + " MiB of its " + total / MEBI + " MiB are not on NUMA node " + near
                            + (isPinned ? ", which is assigned." : ", where its CPUs are."),
                    near.toListString(), spread.toString(), isPinned ? Cures.MEMORY : Cures.MEMORY_NOT_PINNED,
                    Map.of()));
        }
    }

    /// Whether a container ought to have an entry is known of a Guaranteed pod only: there a limit of a whole number of CPUs
    /// is a request for exclusive ones. A container with exclusive CPUs has no limit (any more), and one that people add for
    /// debugging has neither.
    private void missing(Subject subject, ObservedPod pod, ObservedContainer container) {
        if (pod.qosClass() != QosClass.GUARANTEED) {
            return;
        }
        String name = subject.place.container().orElse("");
        boolean isExclusive = subject.assigned.isExclusive();
        if (assignments.pinsCpus() && assignments.exclusiveCpus(pod.uid()).isEmpty()
                && container.quota().filter(quota -> quota.isWhole()).isPresent()) {
            long cpus = container.quota().get().cpus();
            drifts.add(new Drift(Kind.ENTRY_MISSING, subject.place,
                    "Its pod is Guaranteed and it may use " + Sentences.count(cpus, "whole CPU")
                            + ", but cpu_manager_state has no entry for it: it shares CPUs.",
                    Sentences.count(cpus, "exclusive CPU"), "no entry", Cures.ENTRY_MISSING, Map.of()));
        }
        if (assignments.pinsMemory() && (isExclusive || container.quota().isPresent())
                && !assignments.hasMemoryEntry(pod.uid(), name)) {
            drifts.add(new Drift(Kind.ENTRY_MISSING, subject.place,
                    "Its pod is Guaranteed, but memory_manager_state has no entry for it: its memory may be anywhere.",
                    "memory blocks", "no entry", Cures.ENTRY_MISSING, Map.of()));
        }
    }

    private Optional<NumaNodeIds> numaNodesOf(CpuSet cpus) {
        List<Integer> ids = observation.numaNodes().entrySet().stream()
                .filter(numaNode -> numaNode.getValue().intersects(cpus)).map(Map.Entry::getKey).toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(NumaNodeIds.of(ids));
    }
}
