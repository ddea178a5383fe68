package io.alidade.agent.nri;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.Arrival;
import io.alidade.agent.decision.Course;
import io.alidade.agent.decision.DevicesGiven;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.Place;
import io.alidade.agent.decision.PodRunning;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.DriftLog;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.PodSandbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The containers of a runtime, and where each was last told to run. On the decision thread.
///
/// Whenever the node changes, each container that is to be elsewhere is due ([DueMoves]). Whether it has come there is seen in its
/// cgroup.
final class NriContainers implements PodRunning, DueMoves.Containers {
    /// What a runtime was told is done by the second look after.
    private static final int SETTLING_LOOKS = 2;

    private final NodeDesk desk;
    private final AgentLog log;
    private final ContainerCgroups cgroups;
    private final DueMoves due;
    private final Map<String, Tracked> containers = new LinkedHashMap<>();
    private NodePlaces places;
    /// Nobody is told where to run any more.
    private boolean isReleased;
    private long looks;

    /// A container as the runtime has it.
    ///
    /// @param id      of the runtime
    /// @param name    in its pod
    /// @param cgroup  as the runtime calls it
    /// @param podUid  of its pod
    /// @param sandbox of its pod; a pod gets another when that has ended
    record Identity(String id, String name, String cgroup, String podUid, String sandbox) {
        static Identity of(PodSandbox pod, Container container) {
            return new Identity(container.getId(), container.getName(), container.getLinux().getCgroupsPath(),
                    pod.getUid(), pod.getId());
        }
    }

    /// A container of the runtime.
    ///
    /// @param uid   under which it was decided on, with its pod or alone; empty for one that nobody decides on
    /// @param born  where it was to be from its first instruction on
    /// @param told  where it runs, as far as the runtime knows
    /// @param since the looks before it was told that
    private record Tracked(Identity who, String uid, Place born, Place told, long since) {
        Tracked told(Place place, long looks) {
            return new Tracked(who, uid, born, place, looks);
        }
    }

    /// A container that has had time to come to its place.
    record Settled(String id, String cgroup, Place place) {}

    /// A container of a pod that was decided on.
    ///
    /// @param name in its pod
    record Placed(PodRecord pod, String name, String cgroup, Place place) {}

    /// Where a container is to run from now on.
    ///
    /// @param id          of the runtime
    /// @param movesMemory whether that takes the time that copying its memory takes
    record Move(String id, Place place, boolean movesMemory) {}

    /// @param start   the node as it starts
    /// @param unasked takes moves for which no event waits; its answer is whether the runtime has made them
    /// @param quiet   when they may go out
    /// @param thread  the decision thread
    NriContainers(NodeDesk desk, AgentSnapshot start, AgentLog log, ContainerCgroups cgroups,
            Function<List<Move>, CompletableFuture<Boolean>> unasked, RuntimeQuiet quiet, Executor thread) {
        this.desk = desk;
        this.places = NodePlaces.of(start);
        this.log = log;
        this.cgroups = cgroups;
        this.due = new DueMoves(this, unasked, quiet, thread);
    }

    @Override
    public void check(PodRecord pod) {}

    @Override
    public void decided(PodRecord pod, Course course) {}

    @Override
    public void removed(PodRecord pod) {}

    /// Only the runtime ends containers.
    @Override
    public CompletableFuture<Boolean> end(PodRecord pod) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void moved(AgentSnapshot snapshot) {
        boolean areSame = places.areSameOn(snapshot);
        places = areSame ? places.on(snapshot) : NodePlaces.of(snapshot);
        if (isReleased || areSame) {
            return;
        }
        containers.forEach((id, container) -> {
            if (isElsewhere(container)) {
                due.add(id);
            }
        });
        due.leave();
    }

    /// What goes to the runtime, and when.
    DueMoves due() {
        return due;
    }

    @Override
    public Optional<Move> told(String id) {
        return Optional.ofNullable(containers.get(id)).map(container -> told(id, container));
    }

    private Move told(String id, Tracked container) {
        Place place = next(container);
        boolean movesMemory = !place.numaNodes().isEmpty() && !place.numaNodes().equals(container.told().numaNodes());
        if (movesMemory) {
            cgroups.migrateMemory(container.who().cgroup());
        }
        containers.put(id, container.told(place, looks));
        return new Move(id, place, movesMemory);
    }

    @Override
    public boolean isOvertaken(Move move) {
        Tracked container = containers.get(move.id());
        return container != null && !container.told().equals(move.place());
    }

    /// Tells the runtime again where containers belong.
    ///
    /// @return whether it has brought them there
    CompletableFuture<Boolean> move(Collection<String> ids) {
        due.untold(ids);
        return due.goesOut();
    }

    /// Begins another look at containers: those that are to be where they were told to be some time ago.
    List<Settled> settled() {
        looks++;
        List<Settled> settled = new ArrayList<>();
        containers.forEach((id, container) -> {
            if (!isReleased && looks - container.since() >= SETTLING_LOOKS && !container.told().cpus().isEmpty()) {
                settled.add(new Settled(id, container.who().cgroup(), container.told()));
            }
        });
        return settled;
    }

    /// The containers whose pods were admitted, and where they were told to run.
    List<Placed> placed() {
        List<Placed> placed = new ArrayList<>();
        containers.values().forEach(container -> places.node().pods().find(container.uid())
                .filter(pod -> pod.isActive() && !isReleased)
                .ifPresent(pod -> placed.add(
                        new Placed(pod, container.who().name(), container.who().cgroup(), container.told()))));
        return placed;
    }

    /// Whether the runtime still has it.
    boolean has(String id) {
        return containers.containsKey(id);
    }

    /// Whose container this is.
    DriftLog.Whose whose(String id) {
        Optional<Tracked> container = Optional.ofNullable(containers.get(id));
        return new DriftLog.Whose(
                container.flatMap(known -> places.node().pods().find(known.uid())).map(pod -> pod.pod().fullName())
                        .orElse(""),
                container.map(known -> known.who().name()).orElse(id), () -> named(id));
    }

    /// Begins a log line on a container.
    Value.Builder named(String id) {
        Tracked container = containers.get(id);
        Value.Builder line = Value.mapping();
        if (container != null) {
            places.node().pods().find(container.uid()).ifPresent(pod -> line.with("pod", pod.pod().fullName()));
            line.with("name", container.who().name());
        }
        return line.with("container", id);
    }

    /// Looks into its cgroup; where that is not seen, the runtime's word counts.
    @Override
    public CompletableFuture<Arrival> arrival(String uid, String name, boolean withMemory) {
        Optional<Tracked> container = containers.values().stream()
                .filter(each -> each.uid().equals(uid) && each.who().name().equals(name)).findFirst();
        if (container.isEmpty()) {
            return CompletableFuture.completedFuture(Arrival.of(true));
        }
        CompletableFuture<Boolean> moved = due.goesOut();
        String cgroup = container.get().who().cgroup();
        Place place = place(uid, name);
        CompletableFuture<Boolean> isThere = cgroups.arrives(cgroup, place)
                .thenCompose(seen -> seen.map(CompletableFuture::completedFuture).orElse(moved));
        // The kernel says where memory is to be before it has brought it there, and the runtime answers after that.
        return isThere.thenCompose(yes -> !yes || !withMemory ? CompletableFuture.completedFuture(Arrival.of(yes))
                : moved.thenCompose(_ -> cgroups.leftBehind(cgroup, place.numaNodes()))
                        .thenApply(bytes -> new Arrival(true, bytes)));
    }

    /// Decides on a pod, anew if it was refused before: the runtime tries again because something may have changed.
    CompletableFuture<PodRecord> admit(AgentPod pod, DevicesGiven devices) {
        Optional<PodRecord> known = places.node().pods().find(pod.uid());
        if (known.filter(PodRecord::isActive).isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        return (known.isEmpty() ? CompletableFuture.completedFuture(true) : desk.remove(pod.uid())).thenCompose(_ -> {
            desk.given(devices);
            return desk.submit(pod);
        });
    }

    /// The uid of the pod that decides where a container runs, if one does already.
    Optional<String> decidedBy(String podUid, String aloneUid) {
        return List.of(podUid, aloneUid).stream()
                .filter(uid -> places.node().pods().find(uid).filter(PodRecord::isActive)
                        .isPresent())
                .findFirst();
    }

    /// A container that is about to be created.
    ///
    /// @param uid the pod that decides where it runs; empty if none does
    Place created(Identity who, String uid) {
        Place place = place(uid, who.name());
        containers.put(who.id(), new Tracked(who, uid, place, place, looks));
        return place;
    }

    /// A container is created: from now on the runtime can move it. What it was told before, of one that it did not have yet, it
    /// has dropped.
    void isThere(String id) {
        Tracked container = containers.get(id);
        if (container != null && !container.told().equals(container.born())) {
            due.untold(List.of(id));
        }
    }

    /// A container that was there before; it is due if it runs elsewhere than it should. That is told of one that was somewhere in
    /// particular.
    ///
    /// @param uid as of [#created]
    void found(Identity who, String uid, Place seen) {
        containers.put(who.id(), new Tracked(who, uid, seen, seen, looks));
        Place place = place(uid, who.name());
        // Where nobody is pinned, whoever has confined it was somebody else.
        boolean isAway = (!place.cpus().isEmpty() && !place.cpus().equals(seen.cpus()))
                || (!place.numaNodes().isEmpty() && !place.numaNodes().equals(seen.numaNodes()));
        if (isAway) {
            due.add(who.id());
            if (!seen.cpus().isEmpty()) {
                log.info("container-moved", Value.mapping().with("container", who.id()).with("name", who.name())
                        .with("from", seen.cpus().toListString()).with("to", place.cpus().toListString()));
            }
        }
    }

    /// A container that runs is to have other resources. Its CPUs are others then, or it stays where it is.
    ///
    /// @return why that is refused, if it is; what is due waits to be taken
    Optional<String> resize(String id, LinuxResources asked) {
        Tracked container = containers.get(id);
        if (container == null) {
            return Optional.empty();
        }
        Optional<PodRecord> record = places.node().pods().find(container.uid()).filter(PodRecord::isActive);
        Optional<ContainerResize> resize = record
                .flatMap(pod -> ContainerResize.of(pod, container.who().name(), asked));
        if (resize.isEmpty()) {
            return Optional.empty();
        }
        boolean isPinned = record.get().holdings().memory().containsKey(container.who().name());
        if (resize.get().changesMemory() && isPinned) {
            return Optional.of("Infeasible: memory that is pinned to NUMA nodes cannot be resized");
        }
        PodRecord result = desk.resize(resize.get().pod(), container.who().name(), resize.get().startedWith());
        return result.isActive() ? Optional.empty() : Optional.of(result.reason() + ": " + result.message());
    }

    /// From now on nobody is told where to run. Containers that were are to run on all CPUs, with memory of all NUMA nodes.
    List<Move> releaseAll() {
        Place all = everywhere();
        isReleased = true;
        due.clear();
        List<Move> moves = new ArrayList<>();
        containers.forEach((id, container) -> moves.add(new Move(id, new Place(all.cpus(), false,
                container.told().numaNodes().isEmpty() ? NumaNodeIds.EMPTY : all.numaNodes()), false)));
        return moves;
    }

    /// Whether nobody is told where to run any more.
    boolean isReleased() {
        return isReleased;
    }

    /// Where a container is to stay, whatever else is changed of it; nothing if it is not known.
    List<Move> stay(String id) {
        Tracked container = containers.get(id);
        return container == null ? List.of() : List.of(new Move(id, next(container), false));
    }

    /// A container is gone. What it was given alone is free.
    CompletableFuture<Boolean> gone(String id, String aloneUid) {
        Tracked container = containers.remove(id);
        due.remove(id);
        boolean isLast = container != null && container.uid().equals(aloneUid)
                && containers.values().stream().noneMatch(other -> other.uid().equals(aloneUid));
        // One that holds something still is not forgotten: the runtime tells of its end twice.
        return isLast ? desk.remove(aloneUid).whenComplete((_, failure) -> {
            if (failure != null) {
                containers.put(id, container);
            }
        }) : CompletableFuture.completedFuture(false);
    }

    /// A sandbox of a pod is gone: neither the pod nor one of its containers holds anything, unless the pod has another sandbox in
    /// which containers run. The old one is cleared away at some time.
    CompletableFuture<Boolean> podGone(String podUid, String sandbox) {
        if (podUid.isEmpty() || containers.values().stream().map(Tracked::who)
                .anyMatch(who -> who.podUid().equals(podUid) && !who.sandbox().equals(sandbox))) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> done = desk.remove(podUid);
        for (PodRecord record : places.node().records()) {
            if (PodRequests.isAloneOf(record.pod().uid(), podUid)) {
                done = done.thenCombine(desk.remove(record.pod().uid()), (one, other) -> one || other);
            }
        }
        return done;
    }

    /// The runtime tells of everything that it has: containers are forgotten, and found again one by one; pods that it no longer
    /// has are gone, and those that it has and that nobody has decided on are decided on now. What is due waits to be taken.
    ///
    /// @param present uids of what it has
    /// @param devices of those that nobody has decided on
    void begin(Set<String> present, Collection<AgentPod> unknown, DevicesGiven devices) {
        containers.clear();
        due.clear();
        due.hold();
        desk.given(devices);
        // Also those that were refused: another pod may have their name.
        List<String> gone = places.node().records().stream().map(record -> record.pod().uid())
                .filter(uid -> !present.contains(uid)).toList();
        List<PodRecord> _ = desk.adopt(gone, unknown);
    }

    /// The uids of all active pods.
    Set<String> decided() {
        return places.node().records().stream().filter(PodRecord::isActive).map(record -> record.pod().uid())
                .collect(Collectors.toSet());
    }

    /// Where a container belongs now: its own place, or the shared pool.
    private Place place(String uid, String name) {
        if (isReleased) {
            return new Place(CpuSet.EMPTY, false, NumaNodeIds.EMPTY);
        }
        return places.of(uid, name);
    }

    /// Where a container is to be from now on. A place that names no CPUs, or no NUMA nodes, is anywhere: one that was told nothing
    /// of them is there, and another one is told so.
    private Place next(Tracked container) {
        Place place = place(container.uid(), container.who().name());
        Place told = container.told();
        boolean widensCpus = place.cpus().isEmpty() && !told.cpus().isEmpty();
        boolean widensMemory = place.numaNodes().isEmpty() && !told.numaNodes().isEmpty();
        if (isReleased || !(widensCpus || widensMemory)) {
            return place;
        }
        Place all = everywhere();
        return new Place(widensCpus ? all.cpus() : place.cpus(), place.isExclusive(),
                widensMemory ? all.numaNodes() : place.numaNodes());
    }

    /// All CPUs, and all NUMA nodes with memory.
    private Place everywhere() {
        NodeTopology machine = places.node().node().node().topology();
        return new Place(machine.cpuSet(), false, NumaNodeIds.of(machine.numaNodes().stream()
                .filter(each -> each.memoryBytes() > 0).map(NumaNode::id).toList()));
    }

    /// True if a container must be moved to be where it belongs.
    private boolean isElsewhere(Tracked container) {
        Place place = next(container);
        Place told = container.told();
        return !place.cpus().equals(told.cpus()) || !place.numaNodes().equals(told.numaNodes());
    }
}
