package io.alidade.live.verify;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.linux.observe.NodeObservation;
import io.alidade.linux.observe.NodeObservation.HostProcess;
import io.alidade.linux.observe.ObservationNote;
import io.alidade.linux.observe.ObservedContainer;
import io.alidade.linux.observe.ObservedContainer.ContainerName;
import io.alidade.linux.observe.ObservedPod;
import io.alidade.live.verify.ContainerCheck.Assigned;
import io.alidade.live.verify.Drift.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Verifies a node: is each running container where it should be?
public final class NodeVerification {
    private final Checkpoints checkpoints;
    private final Assignments assignments;
    private final Map<String, Set<String>> entries;
    private final Map<String, ObservedPod> pods;
    private final NodeObservation observation;
    private final Neighbours neighbours = new Neighbours();
    private final ContainerJudge judge;
    private final List<ContainerCheck> containers = new ArrayList<>();
    private final List<Drift> drifts = new ArrayList<>();
    private final List<ObservationNote> notes;

    private NodeVerification(Checkpoints checkpoints, NodeObservation observation, Tolerance tolerance) {
        this.checkpoints = checkpoints;
        this.assignments = new Assignments(checkpoints);
        this.entries = assignments.containers();
        this.pods = observation.pods().stream()
                .collect(Collectors.toMap(ObservedPod::uid, Function.identity(), (first, _) -> first));
        this.observation = observation;
        this.notes = new ArrayList<>(observation.notes());
        this.judge = new ContainerJudge(assignments, observation, neighbours, tolerance);
    }

    /// Compares. Two exclusive CPU lists that overlap within one pod are normal: containers take over the CPUs of init
    /// containers.
    public static VerificationReport verify(Checkpoints checkpoints, NodeObservation observation, Tolerance tolerance) {
        return new NodeVerification(checkpoints, observation, tolerance).report();
    }

    private VerificationReport report() {
        observation.pods().forEach(pod -> {
            CpuSet own = assignments.exclusiveCpus(pod.uid());
            if (!own.isEmpty()) {
                neighbours.add(pod.uid(), podPlace(pod.uid()).podLabel(), own);
            }
        });
        observation.pods().forEach(this::pod);
        entries.forEach(this::entries);
        hostProcesses();
        drifts.addAll(judge.drifts());
        drifts.sort(Comparator.comparing((Drift drift) -> drift.kind().severity())
                .thenComparing(Drift::kind).thenComparing(drift -> drift.place().label()));
        containers.sort(Comparator.comparing((ContainerCheck check) -> check.place().pod().isEmpty())
                .thenComparing(check -> check.place().podLabel())
                .thenComparing(ContainerCheck::isWholePod).thenComparing(check -> check.place().label()));
        if (!assignments.pinsCpus() && !assignments.pinsMemory()) {
            notes.add(new ObservationNote(ObservationNote.Kind.NOTHING_PINNED, "Neither the CPU Manager nor the Memory"
                    + " Manager pins anything: containers may be anywhere, so there is nothing to compare with."));
        }
        notes.sort(Comparator.comparing(ObservationNote::kind));
        return new VerificationReport(new VerificationReport.Cgroups(observation.version().wireName(),
                observation.driver().wireName(), observation.kubepods()),
                checkpoints.cpu().map(CpuState::policyName), checkpoints.memory().map(MemoryState::policyName),
                assignments.sharedCpus(), neighbours.all(), containers, drifts,
                notes.stream().map(VerificationReport.Note::of).toList());
    }

    private void pod(ObservedPod pod) {
        Set<String> unclaimed = new TreeSet<>(entries.getOrDefault(pod.uid(), Set.of()));
        List<ObservedContainer> rest = new ArrayList<>();
        for (ObservedContainer container : pod.containers()) {
            Optional<ContainerName> name = container.name();
            if (name.isPresent()) {
                containers.add(judge.named(pod, container, name.get()));
                unclaimed.remove(name.get().container());
            } else if (!container.isSandbox()) {
                rest.add(container);
            }
        }
        if (!rest.isEmpty()) {
            Place known = podPlace(pod.uid());
            containers.add(judge.whole(pod, rest, unclaimed, new Place(known.namespace(), known.pod(), known.podUid(),
                    Optional.empty(), Optional.of(pod.cgroup()))));
            notes.add(new ObservationNote(ObservationNote.Kind.JUDGED_AS_A_WHOLE, known.podLabel() + ": "
                    + Sentences.count(rest.size(), "cgroup") + " without a log link, so nothing tells which container "
                    + (rest.size() == 1 ? "it is" : "each is") + "; judged together against all entries of the pod"
                    + " that are left and the shared pool."));
        }
    }

    /// What is known of a pod by its uid: its name stands in the log links, also in those of ended containers.
    private Place podPlace(String podUid) {
        Optional<ContainerName> name = observation.logged().getOrDefault(podUid, Set.of()).stream()
                .min(Comparator.comparing(ContainerName::container));
        return new Place(name.map(ContainerName::namespace), name.map(ContainerName::pod), Optional.of(podUid),
                Optional.empty(), Optional.empty());
    }

    /// Entries of a pod that no cgroup belongs to.
    private void entries(String podUid, Set<String> names) {
        Place known = podPlace(podUid);
        ObservedPod pod = pods.get(podUid);
        if (pod == null) {
            String held = names.stream().map(name -> name + " (" + assignments.held(podUid, name) + ")")
                    .collect(Collectors.joining(", "));
            drifts.add(new Drift(Kind.ENTRY_WITHOUT_CONTAINER, known,
                    "The checkpoints hold resources for a pod that has"
                            + " no cgroup here: " + (held.isEmpty() ? "the pod as a whole" : held) + ".",
                    "a cgroup of the pod",
                    "none", Cures.NO_POD, Map.of()));
            names.forEach(name -> containers.add(notRunning(known, podUid, name, false)));
            return;
        }
        Set<String> running = pod.containers().stream().flatMap(container -> container.name().stream())
                .map(ContainerName::container).collect(Collectors.toSet());
        boolean hasUnnamed = pod.containers().stream()
                .anyMatch(container -> container.name().isEmpty() && !container.isSandbox());
        Set<String> logged = observation.logged().getOrDefault(podUid, Set.of()).stream()
                .map(ContainerName::container).collect(Collectors.toSet());
        for (String name : names) {
            // An ended container, such as an init container, keeps its entry as long as its pod is there.
            if (!running.contains(name) && !hasUnnamed) {
                if (!logged.contains(name)) {
                    drifts.add(new Drift(Kind.ENTRY_WITHOUT_CONTAINER, of(known, name), "The checkpoints hold "
                            + assignments.held(podUid, name) + " for it, but its pod has no such container: it never"
                            + " started.", "a cgroup of the container", "none", Cures.NO_CONTAINER, Map.of()));
                }
                containers.add(notRunning(known, podUid, name, logged.contains(name)));
            }
        }
    }

    private static Place of(Place pod, String container) {
        return new Place(pod.namespace(), pod.pod(), pod.podUid(), Optional.of(container), Optional.empty());
    }

    private ContainerCheck notRunning(Place pod, String podUid, String name, boolean isFine) {
        Assigned assigned = assignments.of(podUid, name);
        return new ContainerCheck(of(pod, name), Optional.empty(), false, false,
                assigned.isExclusive() ? assigned : new Assigned(Optional.empty(), false, assigned.mems()),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, Optional.empty(),
                Optional.empty(), Optional.empty(), isFine);
    }

    private void hostProcesses() {
        CpuSet exclusive = neighbours.all();
        List<HostProcess> intruders = observation.hostProcesses().orElse(List.of()).stream()
                .filter(process -> process.cpus().intersects(exclusive)).toList();
        List<HostProcess> others = intruders.stream().filter(process -> !process.isKernelThread()).toList();
        if (!others.isEmpty()) {
            CpuSet touched = others.stream().map(HostProcess::cpus).reduce(CpuSet.EMPTY, CpuSet::or).and(exclusive);
            drifts.add(new Drift(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS, Place.NODE,
                    Sentences.count(others.size(), "process") + " in no container may run on " + Sentences.cpus(touched)
                            + "."
                            + neighbours.among(touched, ""),
                    "not on " + exclusive.toListString(), "on " + touched.toListString(),
                    Cures.hostProcesses(assignments.sharedCpus().orElse(CpuSet.EMPTY)),
                    Seen.ranked(others.stream().map(HostProcess::name))));
        }
        // A kernel thread of one CPU belongs there and cannot be moved.
        long free = intruders.stream().filter(HostProcess::isKernelThread).filter(thread -> thread.cpus().size() > 1)
                .count();
        if (free > 0) {
            notes.add(new ObservationNote(ObservationNote.Kind.KERNEL_THREADS_ON_EXCLUSIVE_CPUS,
                    Sentences.count(free, "kernel thread")
                            + " not bound to one CPU may run on exclusive CPUs, too; only"
                            + " isolcpus, nohz_full or the cpumask of workqueues keep them away."));
        }
    }
}
