package io.alidade.plan.capacity;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.EffectiveRequests;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks for the fewest pods without which a pod fits, and for an order in which they come back beside it. All sets of one
/// pod are tried, then all of two, and so on; pods of low priority and with few CPUs first, so that of equally good plans
/// the one that hurts least is found. Sets that are too small by sums are passed over, and of pods that ask for the same
/// and lie on the same NUMA nodes one is as good as another.
public final class MoveSearch {
    /// More moves at once are no advice.
    public static final int MOST_MOVES = 32;
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
    ///
    /// @param shape what it asks for, as a number that pods which ask for the same share
    /// @param place likewise, of those that also lie on the same NUMA nodes
    private record Running(String uid, String name, Optional<PodManifest> manifest, int priority, int cpus, int shape,
            int place) {
        boolean isIn(List<Running> pods) {
            return pods.stream().anyMatch(pod -> pod.uid.equals(uid));
        }
    }

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
        Map<Object, Integer> numbers = new HashMap<>();
        List<Running> all = new ArrayList<>();
        for (PodManifest pod : node.manifests()) {
            Place place = place(node, pod);
            int shape = number(numbers, pod.nameless());
            all.add(new Running(pod.request().uid(), pod.label(), Optional.of(pod), pod.priority().orElse(0),
                    place.cpus().size(), shape, number(numbers, List.of(shape, pod.priority(), place.numaNodes()))));
        }
        node.node().holders().forEach(uid -> all.add(new Running(uid, uid, Optional.empty(), 0,
                places.of(node.node(), uid).cpus().size(), number(numbers, uid), number(numbers, List.of(uid)))));
        all.sort(Comparator.comparingInt(Running::priority).thenComparingInt(Running::cpus)
                .thenComparingInt(Running::place).thenComparing(Running::name));
        return all;
    }

    private static int number(Map<Object, Integer> numbers, Object like) {
        return numbers.computeIfAbsent(like, _ -> numbers.size());
    }

    /// The fewest pods that have to go by sums: with less the node has too little of some resource in all.
    private int fewest() {
        if (!node.node().holders().isEmpty()) {
            return 1;
        }
        int fewest = 1;
        Map<String, Quantity> offered = node.fit().allocatable().allocatable();
        for (Map.Entry<String, Quantity> wanting : requests(wanted).entrySet()) {
            String resource = wanting.getKey();
            Quantity left = offered.getOrDefault(resource, wanting.getValue());
            List<Quantity> taken = new ArrayList<>();
            for (PodManifest pod : node.manifests()) {
                Quantity own = requests(pod).getOrDefault(resource, Quantity.ZERO);
                left = left.subtract(own);
                taken.add(own);
            }
            taken.sort(Comparator.reverseOrder());
            int gone = 0;
            while (gone < taken.size() && left.compareTo(wanting.getValue()) < 0) {
                left = left.add(taken.get(gone++));
            }
            fewest = Math.max(fewest, gone);
        }
        return fewest;
    }

    private Map<String, Quantity> requests(PodManifest pod) {
        return EffectiveRequests.of(pod, node.fit().gates());
    }

    private Defragmentation search() {
        if (admit(node, wanted) instanceof PodDecision.Admitted admitted) {
            return new Unneeded(place(admitted.node(), wanted));
        }
        int deepest = Math.min(MOST_MOVES, running.size());
        for (int moves = fewest(); moves <= deepest; moves++) {
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
            if (next > from && running.get(next - 1).place() == pod.place()) {
                continue;
            }
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
            withWanted.add(new Running(wanted.request().uid(), wanted.label(), Optional.of(wanted), 0, 0, -1, -1));
            arrange(admitted.node(), gone, withWanted, true);
        }
        Set<Integer> tried = new HashSet<>();
        for (Running pod : gone) {
            if (!pod.isIn(back) && pod.manifest().isPresent() && !isSettled(gone.size()) && tried.add(pod.shape())
                    && admit(now, pod.manifest().get()) instanceof PodDecision.Admitted admitted
                    && admitted.evicted().isEmpty()) {
                List<Running> longer = new ArrayList<>(back);
                longer.add(pod);
                arrange(admitted.node(), gone, longer, hasWanted);
            }
        }
    }

    /// Whether a plan with so many moves and no eviction is found already.
    private boolean isSettled(int moves) {
        return best.filter(plan -> plan.evictions() == 0 && plan.moves().size() == moves).isPresent();
    }

    private void consider(KubeletNode end, List<Running> gone, List<Running> back) {
        long evictions = gone.stream().filter(pod -> !pod.isIn(back)).count();
        if (best.filter(plan -> plan.evictions() <= evictions).isPresent()) {
            return;
        }
        List<Move> moves = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (Running pod : gone) {
            moves.add(new Move(pod.name(), places.of(node.node(), pod.uid()), pod.isIn(back)
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
