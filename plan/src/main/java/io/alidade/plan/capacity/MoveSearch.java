package io.alidade.plan.capacity;

import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.Defragmentation.Found;
import io.alidade.plan.capacity.Defragmentation.Impossible;
import io.alidade.plan.capacity.Defragmentation.Move;
import io.alidade.plan.capacity.Defragmentation.NotFound;
import io.alidade.plan.capacity.Defragmentation.Place;
import io.alidade.plan.capacity.Defragmentation.Plan;
import io.alidade.plan.capacity.Defragmentation.Step;
import io.alidade.plan.capacity.Defragmentation.Unneeded;
import io.alidade.plan.explain.Explainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Looks for the fewest pods without which a pod fits, and for an order in which they come back beside it. All sets of one
/// pod are tried, then all of two, and so on; pods of low priority and with few CPUs first, so that of equally good plans
/// the one that hurts least is found.
public final class MoveSearch {
    /// More moves at once are no advice.
    public static final int MOST_MOVES = 4;
    /// What a search may take, in decisions of the engine.
    public static final int DEFAULT_DECISIONS = 200_000;

    private final KubeletNode node;
    private final PodManifest wanted;
    private final Patience patience;
    private final int most;
    private final Places places;
    private final List<Running> running;
    private int decisions;
    private Optional<Plan> best = Optional.empty();

    /// A pod that runs; without a manifest it can only be evicted.
    private record Running(String uid, String name, Optional<PodManifest> manifest, int priority, int cpus) {}

    private MoveSearch(KubeletNode node, PodManifest wanted, int most, Patience patience) {
        this.node = node;
        this.wanted = wanted;
        this.most = most;
        this.patience = patience;
        this.places = new Places(new CpuTopology(node.node().topology()));
        this.running = running();
    }

    /// Searches.
    ///
    /// @param empty the same node without pods
    /// @param most  decisions of the engine that the search may take
    public static Defragmentation of(KubeletNode empty, KubeletNode node, PodManifest wanted, int most,
            Patience patience) {
        if (!(empty.admit(wanted) instanceof PodDecision.Admitted)) {
            return new Impossible(Explainer.reasons(empty, wanted));
        }
        return new MoveSearch(node, wanted, most, patience).search();
    }

    private List<Running> running() {
        List<Running> all = new ArrayList<>();
        for (PodManifest pod : node.manifests()) {
            String uid = pod.request().uid();
            all.add(new Running(uid, pod.label(), Optional.of(pod), pod.priority().orElse(0), cpus(uid)));
        }
        node.node().holders().forEach(uid -> all.add(new Running(uid, uid, Optional.empty(), 0, cpus(uid))));
        all.sort(Comparator.comparingInt(Running::priority).thenComparingInt(Running::cpus)
                .thenComparing(Running::name));
        return all;
    }

    private int cpus(String uid) {
        return places.of(node.node(), uid).cpus().size();
    }

    private Defragmentation search() {
        if (admit(node, wanted) instanceof PodDecision.Admitted admitted) {
            return new Unneeded(place(admitted.node(), wanted));
        }
        int deepest = Math.min(MOST_MOVES, running.size());
        for (int moves = 1; moves <= deepest; moves++) {
            boolean isWhole = without(node, new ArrayList<>(), 0, moves);
            if (best.isPresent()) {
                Plan plan = best.get();
                return new Found(plan, plan.evictions() == 0 || moves == deepest ? List.of() : gentler(moves + 1),
                        decisions, isWhole || plan.evictions() == 0);
            }
            if (!isWhole) {
                return new NotFound(decisions, moves - 1);
            }
        }
        return new NotFound(decisions, deepest);
    }

    private List<Plan> gentler(int moves) {
        best = Optional.empty();
        without(node, new ArrayList<>(), 0, moves);
        return best.filter(plan -> plan.evictions() == 0).stream().toList();
    }

    private boolean isOver() {
        return decisions >= most || !patience.lasts();
    }

    /// Tries all sets of pods that continue the one that is gone.
    ///
    /// @return false if the search ended before
    private boolean without(KubeletNode left, List<Running> gone, int from, int moves) {
        if (gone.size() == moves) {
            patience.at(Math.min(decisions, most), most);
            if (admit(left, wanted) instanceof PodDecision.Admitted) {
                arrange(left, gone, new ArrayList<>(), false);
            }
            return true;
        }
        for (int next = from; next < running.size(); next++) {
            if (isOver()) {
                return false;
            }
            if (best.filter(plan -> plan.evictions() == 0).isPresent()) {
                return true;
            }
            Running pod = running.get(next);
            gone.add(pod);
            boolean isWhole = without(left.remove(pod.uid()), gone, next + 1, moves);
            gone.removeLast();
            if (!isWhole) {
                return false;
            }
        }
        return true;
    }

    /// Lets the pods of a set and the wanted one come in every order; who has come back stands in `back`.
    private void arrange(KubeletNode now, List<Running> gone, List<Running> back, boolean hasWanted) {
        if (isOver()) {
            return;
        }
        if (hasWanted) {
            consider(now, gone, back);
        } else if (admit(now, wanted) instanceof PodDecision.Admitted admitted) {
            List<Running> withWanted = new ArrayList<>(back);
            withWanted.add(new Running(wanted.request().uid(), wanted.label(), Optional.of(wanted), 0, 0));
            arrange(admitted.node(), gone, withWanted, true);
        }
        for (Running pod : gone) {
            if (!back.contains(pod) && pod.manifest().isPresent()
                    && best.filter(plan -> plan.evictions() == 0 && plan.moves().size() == gone.size()).isEmpty()
                    && admit(now, pod.manifest().get()) instanceof PodDecision.Admitted admitted) {
                List<Running> longer = new ArrayList<>(back);
                longer.add(pod);
                arrange(admitted.node(), gone, longer, hasWanted);
            }
        }
    }

    private void consider(KubeletNode end, List<Running> gone, List<Running> back) {
        long evictions = gone.stream().filter(pod -> !back.contains(pod)).count();
        if (best.filter(plan -> plan.evictions() <= evictions).isPresent()) {
            return;
        }
        List<Move> moves = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (Running pod : gone) {
            moves.add(new Move(pod.name(), places.of(node.node(), pod.uid()), back.contains(pod)
                    ? Optional.of(places.of(end.node(), pod.uid())) : Optional.empty()));
            steps.add(new Step(false, pod.name()));
        }
        back.forEach(pod -> steps.add(new Step(true, pod.name())));
        best = Optional.of(new Plan(moves, steps, place(end, wanted)));
    }

    private Place place(KubeletNode on, PodManifest pod) {
        return places.of(on.node(), pod.request().uid());
    }

    private PodDecision admit(KubeletNode on, PodManifest pod) {
        decisions++;
        return on.admit(pod);
    }
}
