package io.alidade.plan.capacity;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.LiveDefragmentation.Found;
import io.alidade.plan.capacity.LiveDefragmentation.Impossible;
import io.alidade.plan.capacity.LiveDefragmentation.Move;
import io.alidade.plan.capacity.LiveDefragmentation.NotFound;
import io.alidade.plan.capacity.LiveDefragmentation.Unneeded;
import io.alidade.plan.explain.Explainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks for the fewest containers whose CPUs have to move so that a pod fits; none is restarted, devices stay. All sets of one
/// container are tried, then all of two, and so on, those with few CPUs first. A set counts only if the pod would fit without what
/// the set holds. Its containers then move one after the other, in every order: each to what the engine would choose behind one L3
/// cache, on one NUMA node, on one socket, or anywhere.
///
/// [MoveSearch] asks the same of pods that may be stopped, and so may exchange places; here a place must be free before
/// somebody comes.
public final class LiveMoveSearch {
    /// More moves at once are no advice.
    public static final int MOST_MOVES = 8;
    /// What a search may take, in decisions of the engine.
    public static final int DEFAULT_DECISIONS = 50_000;

    private final KubeletNode start;
    private final PodManifest wanted;
    private final boolean withMemory;
    private final int most;
    private final List<CpuSet> domains;
    private int decisions;

    /// A container that may move, and its pod.
    private record Running(PodManifest pod, ContainerRequest container, int cpus) {}

    private LiveMoveSearch(KubeletNode start, PodManifest wanted, boolean withMemory, int most) {
        this.start = start;
        this.wanted = wanted;
        this.withMemory = withMemory;
        this.most = most;
        this.domains = domains(new CpuTopology(start.node().topology()));
    }

    /// Searches.
    ///
    /// @param empty      the same node without pods
    /// @param withMemory whether pinned memory may move with its container
    /// @param most       decisions of the engine that the search may take
    public static LiveDefragmentation of(KubeletNode empty, KubeletNode node, PodManifest wanted, boolean withMemory,
            int most) {
        if (!(empty.admit(wanted) instanceof PodDecision.Admitted)) {
            return new Impossible(Explainer.reasons(empty, wanted));
        }
        return new LiveMoveSearch(node, wanted, withMemory, most).search();
    }

    private static List<CpuSet> domains(CpuTopology topology) {
        Set<CpuSet> all = new LinkedHashSet<>();
        topology.uncoreCaches().stream().map(Group::cpus).forEach(all::add);
        topology.numaNodes().stream().map(Group::cpus).forEach(all::add);
        topology.sockets().stream().map(Group::cpus).forEach(all::add);
        all.add(topology.cpus());
        return List.copyOf(all);
    }

    private LiveDefragmentation search() {
        if (fits(start)) {
            return new Unneeded();
        }
        List<Running> movable = movable();
        boolean isWhole = true;
        for (int moves = 1; moves <= Math.min(MOST_MOVES, movable.size()); moves++) {
            Optional<List<Move>> found = without(start, movable, 0, new ArrayList<>(), moves);
            isWhole = decisions < most;
            if (found.isPresent()) {
                return new Found(found.get(), isWhole || moves == 1);
            }
            if (!isWhole) {
                return new NotFound(moves - 1);
            }
        }
        return new NotFound(Math.min(MOST_MOVES, movable.size()));
    }

    private List<Running> movable() {
        List<Running> all = new ArrayList<>();
        for (PodManifest pod : start.manifests()) {
            for (ContainerRequest container : pod.request().containers()) {
                if (start.node().allocations().cpus().isMovable(pod.request(), container)) {
                    all.add(new Running(pod, container, start.node().allocations().cpus()
                            .assigned(pod.request().uid(), container.name()).orElse(CpuSet.EMPTY).size()));
                }
            }
        }
        all.sort(Comparator.comparingInt(Running::cpus).thenComparing(running -> running.pod().label())
                .thenComparing(running -> running.container().name()));
        return all;
    }

    private boolean fits(KubeletNode node) {
        decisions++;
        return node.admit(wanted) instanceof PodDecision.Admitted admitted && admitted.evicted().isEmpty();
    }

    /// Tries all sets of containers that continue the one that has given up its CPUs.
    private Optional<List<Move>> without(KubeletNode left, List<Running> movable, int from, List<Running> set,
            int moves) {
        if (set.size() == moves) {
            return fits(left) ? arrange(start, set, new ArrayList<>()) : Optional.empty();
        }
        for (int next = from; next < movable.size() && decisions < most; next++) {
            Running running = movable.get(next);
            set.add(running);
            Optional<List<Move>> found = without(left.lifting(running.pod(), running.container(), withMemory), movable,
                    next + 1, set, moves);
            set.removeLast();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Moves the containers of a set one after the other.
    private Optional<List<Move>> arrange(KubeletNode node, List<Running> left, List<Move> made) {
        if (left.isEmpty()) {
            return fits(node) ? Optional.of(List.copyOf(made)) : Optional.empty();
        }
        for (Running running : left) {
            List<Running> rest = new ArrayList<>(left);
            rest.remove(running);
            for (CpuSet to : targets(node, running)) {
                if (decisions >= most) {
                    return Optional.empty();
                }
                Optional<Move> move = move(node, running, to);
                if (move.isPresent()) {
                    made.add(move.get());
                    Optional<List<Move>> found = arrange(move.get().after(), rest, made);
                    made.removeLast();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Where a container could be instead.
    private Set<CpuSet> targets(KubeletNode node, Running running) {
        KubeletNode lifted = node.lifting(running.pod(), running.container(), withMemory);
        CpuSet own = own(node, running);
        Set<CpuSet> targets = new LinkedHashSet<>();
        for (CpuSet domain : domains) {
            for (CpuSet among : List.of(domain, domain.andNot(own))) {
                decisions++;
                lifted.node().allocations().cpus().choice(running.pod().request(), running.container(), among)
                        .ifPresent(targets::add);
            }
        }
        targets.remove(own);
        return targets;
    }

    private Optional<Move> move(KubeletNode node, Running running, CpuSet to) {
        decisions++;
        return node.moving(running.pod(), running.container(), to, withMemory).map(after -> new Move(
                running.pod().request().uid(), running.pod().label(), running.container().name(), own(node, running),
                to,
                memory(node, running), memory(after, running), after));
    }

    private static CpuSet own(KubeletNode node, Running running) {
        return node.node().allocations().cpus().assigned(running.pod().request().uid(), running.container().name())
                .orElse(CpuSet.EMPTY);
    }

    private static NumaNodeIds memory(KubeletNode node, Running running) {
        return node.node().placements(running.pod().request()).stream()
                .filter(placement -> placement.name().equals(running.container().name())).findFirst()
                .map(ContainerPlacement::mems).map(node.node().topology()::numaNodeIds).map(NumaNodeIds::of)
                .orElse(NumaNodeIds.EMPTY);
    }
}
