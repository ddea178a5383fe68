package io.alidade.plan.fleet.rollout;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.plan.capacity.Patience;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.replay.Tally;
import io.alidade.plan.fleet.replay.Unit;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.rollout.RolloutPlan.Flexible;
import io.alidade.plan.fleet.rollout.RolloutPlan.Stage;
import io.alidade.plan.fleet.rollout.RolloutPlan.Stopping;
import io.alidade.plan.fleet.rollout.RolloutPlan.Suffering;
import io.alidade.plan.fleet.scheduler.Reach;
import io.alidade.plan.fleet.workload.PodSource;
import io.alidade.plan.fleet.workload.Workload;
import io.alidade.plan.whatif.RunningKubelet;
import io.alidade.plan.whatif.WhatIf;
import io.alidade.plan.whatif.WhatIfSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans a roll-out by replaying it: the target as a whole, to know which pools it hurts least, then stage by stage.
public final class RolloutPlanner {
    /// More pools go together.
    private static final int MOST_STAGES = 8;
    private static final int SHOWN_PODS = 20;
    private static final int SHOWN_CURES = 3;
    /// Twice what is expected, and never less than this: a handful of refusals in an hour is nobody's alarm.
    private static final long LEAST_ABORT = 5;
    private static final double SECONDS_PER_HOUR = 3600;
    /// Shapes that run less often by less than this are left out.
    private static final double NOTABLE = 0.005;
    private static final int MOST_FLEXIBLE = 4096;

    private final FleetReplay.Question question;
    private final Fleet today;
    private final Policy target;
    private final Patience patience;
    private final int threads;
    private final Workload.Survey survey;
    private final long podsOfAReplay;
    private final long expectedPods;
    private long replayedPods;

    private RolloutPlanner(FleetReplay.Question question, Policy target, Patience patience, int threads) {
        this.question = question;
        this.today = question.policies().getFirst().fleet();
        this.target = target;
        this.patience = patience;
        this.threads = threads;
        this.survey = question.workload().survey();
        this.podsOfAReplay = survey.pods() * question.seeds().size();
        this.expectedPods = podsOfAReplay * (2 + stages(changing()).size());
    }

    /// Plans it.
    ///
    /// @param question the fleet of today as the only policy, with workload, scheduler and seeds
    /// @param target   as all of it is to be; its kubelets start
    public static RolloutPlan plan(FleetReplay.Question question, Policy target, List<String> warnings,
            Patience patience, int threads) {
        return new RolloutPlanner(question, target, patience, threads).plan(warnings);
    }

    private RolloutPlan plan(List<String> warnings) {
        List<Tally> ends = tallies(List.of(question.policies().getFirst(), target));
        Tally before = ends.getFirst();
        Tally after = ends.getLast();
        List<List<NodePool>> order = order(after);
        List<Policy> steps = new ArrayList<>();
        Set<String> changed = new HashSet<>();
        for (List<NodePool> stage : order) {
            stage.forEach(pool -> changed.add(pool.name()));
            Set<String> sofar = Set.copyOf(changed);
            steps.add(new Policy("stage " + (steps.size() + 1), today.map(pool -> sofar.contains(pool.name())
                    ? target.fleet().pool(pool.name()).orElse(pool) : pool), false));
        }
        List<Tally> replayed = tallies(steps);
        List<Stage> stages = new ArrayList<>();
        for (int index = 0; index < order.size(); index++) {
            stages.add(stage(order.get(index), replayed.get(index)));
        }
        List<Shape> lost = survey.shapes().stream().filter(shape -> never(after, shape) && !never(before, shape))
                .toList();
        boolean isCut = before.isCut() || after.isCut() || replayed.stream().anyMatch(Tally::isCut);
        return new RolloutPlan(target.name(), new Figures(before).admitted(), stages,
                lost.stream().map(shape -> stopping(shape, after)).toList(), suffering(before, after),
                isCut || lost.isEmpty() ? Optional.empty() : flexible(lost), warnings, isCut);
    }

    private static boolean never(Tally tally, Shape shape) {
        return Optional.ofNullable(tally.shapes().get(shape.name())).filter(own -> own.never().isPresent())
                .isPresent();
    }

    private List<Tally> tallies(List<Policy> policies) {
        if (policies.isEmpty()) {
            return List.of();
        }
        FleetReplay replay = new FleetReplay(new FleetReplay.Question(policies, question.workload(),
                question.scheduler(), question.seeds(), false), patience.within(replayedPods, expectedPods));
        List<Unit.Result> results = replay.run(replay.units(), threads);
        replayedPods += podsOfAReplay * policies.size();
        List<Tally> sums = new ArrayList<>();
        for (int policy = 0; policy < policies.size(); policy++) {
            int index = policy;
            sums.add(Tally.sum(results.stream().map(result -> result.tallies().get(index)).toList()));
        }
        return sums;
    }

    /// The pools that change, those with the fewest refusals for each node first, of these the smallest.
    private List<List<NodePool>> order(Tally after) {
        return stages(changing().stream()
                .sorted(Comparator.comparingDouble((NodePool pool) -> (double) after.pool(pool.name()).refusals()
                        / pool.count()).thenComparingInt(NodePool::count).thenComparing(NodePool::name))
                .toList());
    }

    private List<NodePool> changing() {
        return today.pools().stream()
                .filter(pool -> !target.fleet().pool(pool.name()).equals(Optional.of(pool))).toList();
    }

    private static List<List<NodePool>> stages(List<NodePool> pools) {
        int together = Math.max(1, Math.ceilDiv(pools.size(), MOST_STAGES));
        List<List<NodePool>> stages = new ArrayList<>();
        for (int first = 0; first < pools.size(); first += together) {
            stages.add(pools.subList(first, Math.min(pools.size(), first + together)));
        }
        return stages;
    }

    private Stage stage(List<NodePool> pools, Tally tally) {
        double hours = Math.max(1, (tally.moments().isEmpty() ? 0 : tally.moments().lastKey()) / SECONDS_PER_HOUR)
                * question.seeds().size();
        long refusals = pools.stream().mapToLong(pool -> tally.pool(pool.name()).refusals()).sum();
        double perHour = refusals / hours;
        return new Stage(pools.stream().map(NodePool::name).toList(), pools.stream().mapToInt(NodePool::count).sum(),
                pools.stream().map(RolloutPlanner::names).collect(Collectors.joining("|")),
                new Figures(tally).admitted(), perHour, Math.max(LEAST_ABORT, (long) Math.ceil(2 * perHour)),
                RolloutPlan.LABEL + "=" + label());
    }

    private String label() {
        return target.fleet().pools().getFirst().configuration().topologyManagerPolicy();
    }

    private static String names(NodePool pool) {
        return pool.nodeNames().isEmpty() ? literal(pool.name()) + "-[0-9]+"
                : pool.nodeNames().stream().map(RolloutPlanner::literal).collect(Collectors.joining("|"));
    }

    /// Dots are the only signs of node names that mean something in an expression.
    private static String literal(String name) {
        return name.replace(".", "\\.");
    }

    private Stopping stopping(Shape shape, Tally after) {
        ShapeTally tally = after.shape(shape.name());
        List<String> names = question.workload().sources().stream()
                .filter(source -> source.shape().name().equals(shape.name()))
                .flatMap(source -> source instanceof PodSource.Standing standing ? standing.podNames().stream()
                        : Stream.of(shape.name()))
                .distinct().limit(SHOWN_PODS).toList();
        return new Stopping(shape.name(), names.isEmpty() ? List.of(shape.name()) : names,
                tally.get(Count.ARRIVED) / question.seeds().size(), tally.never().orElse(""), cures(shape));
    }

    /// Tried on an empty node of the first pool that such a pod may go to.
    private List<String> cures(Shape shape) {
        for (NodePool pool : target.fleet().pools()) {
            if (!Reach.of(shape.pod(), pool).isEmpty()
                    && pool.start() instanceof KubeletStart.Started(KubeletNode node, var _)) {
                PodDecision decision = node.admit(shape.pod());
                RunningKubelet kubelet = new RunningKubelet(pool.machine(), pool.configuration(), pool.version(),
                        Optional.empty(), node, List.of(shape.pod()));
                return decision instanceof PodDecision.Admitted ? List.of()
                        : WhatIfSearch.of(kubelet, shape.pod(), decision, Optional.empty()).answers().stream()
                                .map(WhatIf::description).limit(SHOWN_CURES).toList();
            }
        }
        return List.of();
    }

    private List<Suffering> suffering(Tally before, Tally after) {
        return before.shapes().entrySet().stream()
                .filter(shape -> after.shape(shape.getKey()).never().isEmpty())
                .map(shape -> new Suffering(shape.getKey(), Figures.admitted(shape.getValue()),
                        Figures.admitted(after.shape(shape.getKey()))))
                .filter(own -> own.today() - own.then() > NOTABLE)
                .sorted(Comparator.comparingDouble(own -> own.then() - own.today())).toList();
    }

    /// How many nodes, configured as today, run the pods that stop fitting as well as they run today: replayed with these
    /// pods alone. Nothing of a recording that can be read once.
    private Optional<Flexible> flexible(List<Shape> lost) {
        if (!question.workload().isRepeatable()) {
            return Optional.empty();
        }
        Set<String> names = lost.stream().map(Shape::name).collect(Collectors.toSet());
        NodePool pool = today.pools().stream().filter(own -> !Reach.of(lost.getFirst().pod(), own).isEmpty())
                .max(Comparator.comparingInt(NodePool::count)).orElse(today.pools().getFirst());
        var workload = question.workload().only(names);
        int low = 0;
        int high = 1;
        while (!runsAll(workload, pool, high) && high < MOST_FLEXIBLE && patience.lasts()) {
            low = high;
            high *= 2;
        }
        while (high - low > 1 && patience.lasts()) {
            int middle = (low + high) / 2;
            if (runsAll(workload, pool, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Optional.of(new Flexible(pool.name(), high, names.stream().sorted().toList()));
    }

    private boolean runsAll(Workload workload, NodePool pool, int nodes) {
        NodePool own = new NodePool(pool.name(), nodes, pool.machine(), pool.configuration(), pool.version(),
                List.of(), Optional.empty());
        FleetReplay replay = new FleetReplay(new FleetReplay.Question(
                List.of(Policy.today("today", new Fleet(List.of(own)))), workload, question.scheduler(),
                question.seeds(), false), patience.within(replayedPods, expectedPods));
        Tally sum = Tally.sum(replay.run(replay.units(), threads).stream()
                .map(result -> result.tallies().getFirst()).toList());
        return new Figures(sum).starved() * 100 <= sum.total().get(Count.ARRIVED);
    }
}
