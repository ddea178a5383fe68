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
import io.alidade.wire.nri.LinuxResources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The containers of a runtime, and where each was last told to run. On the decision thread.
///
/// Whenever the node changes, each container that is to be elsewhere is due. What is due goes out with the answer to the
/// event that caused it, so that the runtime moves the shared pool before it starts a container on those CPUs; otherwise by
/// itself. Whether it has come there is seen in its cgroup.
final class NriContainers implements PodRunning {
    /// What a runtime was told is done by the second look after.
    private static final int SETTLING_LOOKS = 2;

    private final NodeDesk desk;
    private final AgentLog log;
    private final ContainerCgroups cgroups;
    private final Function<List<Move>, CompletableFuture<Boolean>> unasked;
    private final Map<String, Tracked> containers = new LinkedHashMap<>();
    private final Set<String> due = new HashSet<>();
    private NodePlaces places;
    private boolean held;
    /// Nobody is told where to run any more.
    private boolean isReleased;
    private long looks;
    /// What became of the last moves that went out by themselves.
    private CompletableFuture<Boolean> lastMoved = CompletableFuture.completedFuture(true);

    /// A container of the runtime.
    ///
    /// @param uid    under which it was decided on, with its pod or alone; empty for one that nobody decides on
    /// @param name   in its pod
    /// @param cgroup as the runtime calls it
    /// @param told   where it runs, as far as the runtime knows
    /// @param since  the looks before it was told that
    private record Tracked(String uid, String name, String cgroup, Place told, long since) {}

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
    NriContainers(NodeDesk desk, AgentSnapshot start, AgentLog log, ContainerCgroups cgroups,
            Function<List<Move>, CompletableFuture<Boolean>> unasked) {
        this.desk = desk;
        this.places = NodePlaces.of(start);
        this.log = log;
        this.cgroups = cgroups;
        this.unasked = unasked;
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
            if (differs(container.told(), place(container.uid(), container.name()))) {
                due.add(id);
            }
        });
        if (!held) {
            release();
        }
    }

    /// From now on what is due waits for [#take].
    void hold() {
        held = true;
    }

    /// Everything that is due, for the answer to an event; from now on it goes out by itself again.
    List<Move> take() {
        held = false;
        List<Move> moves = new ArrayList<>();
        for (String id : due) {
            Tracked container = containers.get(id);
            if (container != null) {
                moves.add(told(id, container));
            }
        }
        due.clear();
        return moves;
    }

    /// From now on the runtime knows where a container belongs.
    private Move told(String id, Tracked container) {
        Place place = place(container.uid(), container.name());
        boolean movesMemory = !place.numaNodes().isEmpty() && !place.numaNodes().equals(container.told().numaNodes());
        if (movesMemory) {
            cgroups.migrateMemory(container.cgroup());
        }
        containers.put(id, new Tracked(container.uid(), container.name(), container.cgroup(), place, looks));
        return new Move(id, place, movesMemory);
    }

    /// [#take], for events whose answers carry no moves.
    void release() {
        CompletableFuture<Boolean> _ = send(take());
    }

    private CompletableFuture<Boolean> send(List<Move> moves) {
        if (!moves.isEmpty()) {
            lastMoved = unasked.apply(moves);
        }
        return lastMoved;
    }

    /// Tells the runtime again where containers belong.
    ///
    /// @return whether it has brought them there
    CompletableFuture<Boolean> move(Collection<String> ids) {
        List<Move> moves = new ArrayList<>();
        for (String id : ids) {
            Tracked container = containers.get(id);
            if (container != null) {
                moves.add(told(id, container));
            }
        }
        return send(moves);
    }

    /// Begins another look at containers: those that are to be where they were told to be some time ago.
    List<Settled> settled() {
        looks++;
        List<Settled> settled = new ArrayList<>();
        containers.forEach((id, container) -> {
            if (!isReleased && looks - container.since() >= SETTLING_LOOKS && !container.told().cpus().isEmpty()) {
                settled.add(new Settled(id, container.cgroup(), container.told()));
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
                        new Placed(pod, container.name(), container.cgroup(), container.told()))));
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
                container.map(Tracked::name).orElse(id), () -> named(id));
    }

    /// Begins a log line on a container.
    Value.Builder named(String id) {
        Tracked container = containers.get(id);
        Value.Builder line = Value.mapping();
        if (container != null) {
            places.node().pods().find(container.uid()).ifPresent(pod -> line.with("pod", pod.pod().fullName()));
            line.with("name", container.name());
        }
        return line.with("container", id);
    }

    /// Looks into its cgroup; where that is not seen, the runtime's word counts.
    @Override
    public CompletableFuture<Arrival> arrival(String uid, String name, boolean withMemory) {
        Optional<Tracked> container = containers.values().stream()
                .filter(each -> each.uid().equals(uid) && each.name().equals(name)).findFirst();
        if (container.isEmpty()) {
            return CompletableFuture.completedFuture(Arrival.of(true));
        }
        CompletableFuture<Boolean> moved = lastMoved;
        String cgroup = container.get().cgroup();
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
    /// @param uid    the pod that decides where it runs; empty if none does
    /// @param cgroup as the runtime calls it
    Place created(String id, String uid, String name, String cgroup) {
        Place place = place(uid, name);
        containers.put(id, new Tracked(uid, name, cgroup, place, looks));
        return place;
    }

    /// A container that was there before; it is due if it runs elsewhere than it should. That is told of one that was somewhere in
    /// particular.
    ///
    /// @param uid    as of [#created], like the cgroup
    void found(String id, String uid, String name, String cgroup, Place seen) {
        containers.put(id, new Tracked(uid, name, cgroup, seen, looks));
        Place place = place(uid, name);
        if (differs(seen, place)) {
            due.add(id);
            if (!seen.cpus().isEmpty()) {
                log.info("container-moved", Value.mapping().with("container", id).with("name", name)
                        .with("from", seen.cpus().toListString()).with("to", place.cpus().toListString()));
            }
        }
    }

    /// A container that runs is to have other resources. Its CPUs are others then, or it stays where it is.
    ///
    /// @return why that is refused, if it is; what is due waits for [#take]
    Optional<String> resize(String id, LinuxResources asked) {
        Tracked container = containers.get(id);
        if (container == null) {
            return Optional.empty();
        }
        Optional<PodRecord> record = places.node().pods().find(container.uid()).filter(PodRecord::isActive);
        Optional<ContainerResize> resize = record
                .flatMap(pod -> ContainerResize.of(pod, container.name(), asked));
        if (resize.isEmpty()) {
            return Optional.empty();
        }
        boolean isPinned = record.get().holdings().memory().containsKey(container.name());
        if (resize.get().changesMemory() && isPinned) {
            return Optional.of("Infeasible: memory that is pinned to NUMA nodes cannot be resized");
        }
        PodRecord result = desk.resize(resize.get().pod(), container.name(), resize.get().startedWith());
        return result.isActive() ? Optional.empty() : Optional.of(result.reason() + ": " + result.message());
    }

    /// From now on nobody is told where to run. Containers that were are to run on all CPUs, with memory of all NUMA nodes.
    List<Move> releaseAll() {
        NodeTopology machine = places.node().node().node().topology();
        CpuSet all = machine.cpuSet();
        NumaNodeIds memory = NumaNodeIds.of(machine.numaNodes().stream().filter(each -> each.memoryBytes() > 0)
                .map(NumaNode::id).toList());
        isReleased = true;
        due.clear();
        List<Move> moves = new ArrayList<>();
        containers.forEach((id, container) -> moves.add(new Move(id, new Place(all, false,
                container.told().numaNodes().isEmpty() ? NumaNodeIds.EMPTY : memory), false)));
        return moves;
    }

    /// Whether nobody is told where to run any more.
    boolean isReleased() {
        return isReleased;
    }

    /// Where a container is to stay, whatever else is changed of it; nothing if it is not known.
    List<Move> stay(String id) {
        Tracked container = containers.get(id);
        return container == null ? List.of() : List.of(new Move(id, place(container.uid(), container.name()), false));
    }

    /// A container is gone. What it was given alone is free.
    CompletableFuture<Boolean> gone(String id, String aloneUid) {
        Tracked container = containers.remove(id);
        due.remove(id);
        boolean isLast = container != null && container.uid().equals(aloneUid)
                && containers.values().stream().noneMatch(other -> other.uid().equals(aloneUid));
        return isLast ? desk.remove(aloneUid) : CompletableFuture.completedFuture(false);
    }

    /// A pod is gone: it holds nothing.
    CompletableFuture<Boolean> podGone(String uid) {
        return desk.remove(uid);
    }

    /// The runtime tells of everything that it has: containers are forgotten, and found again one by one; pods that it no longer
    /// has are gone, and those that it has and that nobody has decided on are decided on now. What is due waits for [#take].
    ///
    /// @param present uids of what it has
    /// @param devices of those that nobody has decided on
    void begin(Set<String> present, Collection<AgentPod> unknown, DevicesGiven devices) {
        containers.clear();
        due.clear();
        hold();
        desk.given(devices);
        List<PodRecord> _ = desk.adopt(decided().stream().filter(uid -> !present.contains(uid)).toList(), unknown);
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

    /// True if a container that is at one place must be moved to be at the other. A place that names no CPUs, or no NUMA
    /// nodes, leaves them as they are.
    private static boolean differs(Place told, Place place) {
        return (!place.cpus().isEmpty() && !place.cpus().equals(told.cpus()))
                || (!place.numaNodes().isEmpty() && !place.numaNodes().equals(told.numaNodes()));
    }
}
