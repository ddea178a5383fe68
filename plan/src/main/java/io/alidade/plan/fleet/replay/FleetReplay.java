package io.alidade.plan.fleet.replay;

import io.alidade.plan.capacity.Patience;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import io.alidade.plan.fleet.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Replays a workload on a fleet under several policies. The first policy is the one that the others are compared with.
public final class FleetReplay {
    /// Of the admissions of the first policy, how many may be missing when nodes are added: one in a thousand.
    private static final long TOLERANCE = 1000;
    private static final int LEAST_LIMIT = 16;
    private static final int PRECISION = 100;

    private final Question question;
    private final Workload.Survey survey;
    private final List<Island> islands;
    private final Pace pace;

    /// What is asked.
    ///
    /// @param policies    under which it is replayed; all kubelets start
    /// @param seeds       of workloads that are drawn, and of nothing else
    /// @param wantsGrowth whether it is looked for nodes to add
    public record Question(List<Policy> policies, Workload workload, SchedulerModel scheduler, List<Long> seeds,
            boolean wantsGrowth) {
        /// @throws IllegalArgumentException if there is no policy or no seed
        public Question {
            policies = List.copyOf(policies);
            seeds = List.copyOf(seeds);
            if (policies.isEmpty() || seeds.isEmpty()) {
                throw new IllegalArgumentException("a replay has a policy and a seed. Name both.");
            }
        }
    }

    /// Looks through the workload.
    ///
    /// @param patience is told how many pods have come; when it is over, replays end with what they have counted
    public FleetReplay(Question question, Patience patience) {
        this.question = question;
        this.survey = question.workload().survey();
        this.islands = Island.of(question.policies().getFirst().fleet(), survey);
        this.pace = new Pace(patience,
                survey.pods() * question.policies().size() * question.seeds().size());
    }

    /// Why a policy cannot be replayed, if it cannot: a kubelet does not start.
    public static Optional<String> obstacle(Policy policy) {
        return policy.fleet().pools().stream().flatMap(pool -> FleetNodes.obstacle(pool).stream()).findFirst();
    }

    public Question question() {
        return question;
    }

    /// What is known of the workload.
    public Workload.Survey survey() {
        return survey;
    }

    /// All units, in their order.
    public List<Unit> units() {
        return Unit.of(question.seeds(), islands);
    }

    /// Replays units on as many threads as are given; the result does not depend on how many.
    public List<Unit.Result> run(List<Unit> units, int threads) {
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
                SpareThreads spare = new SpareThreads(threads)) {
            return gathered(units, pool, spare);
        }
    }

    private List<Unit.Result> gathered(List<Unit> units, ExecutorService pool, SpareThreads spare) {
        int policies = question.policies().size();
        List<Callable<Tally>> replays = new ArrayList<>();
        for (Unit unit : units) {
            question.policies().forEach(policy -> replays.add(() -> replay(unit, policy, spare)));
        }
        List<Tally> tallies = all(pool, replays);
        List<Callable<Unit.Growth>> searches = new ArrayList<>();
        for (int unit = 0; unit < units.size(); unit++) {
            for (int policy = 0; policy < policies; policy++) {
                Unit own = units.get(unit);
                Tally reference = tallies.get(unit * policies);
                Tally counted = tallies.get(unit * policies + policy);
                Policy wanted = question.policies().get(policy);
                searches.add(() -> growth(own, wanted, reference, counted, spare));
            }
        }
        List<Unit.Growth> growth = question.wantsGrowth() && policies > 1 && !pace.isOver()
                ? all(pool, searches) : List.of();
        List<Unit.Result> results = new ArrayList<>();
        for (int unit = 0; unit < units.size(); unit++) {
            results.add(new Unit.Result(units.get(unit).number(), units.get(unit).seed(),
                    tallies.subList(unit * policies, (unit + 1) * policies),
                    growth.isEmpty() ? List.of() : growth.subList(unit * policies, (unit + 1) * policies)));
        }
        return results;
    }

    private static <T> List<T> all(ExecutorService pool, Collection<Callable<T>> tasks) {
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                answers.add(future.get());
            }
            return answers;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw new IllegalStateException(failure);
        }
    }

    private Tally replay(Unit unit, Policy policy, SpareThreads spare) {
        return spare.whileReplaying(
                () -> new Replay(unit.island().of(policy.fleet()), question.scheduler(), question.workload(),
                        unit.island()::takes, survey.lastMillis(), unit.seed(), pace, spare)
                        .run(survey.shapes()));
    }

    /// Doubles the nodes that are added until the pods of the first policy run, then halves the last step.
    private Unit.Growth growth(Unit unit, Policy policy, Tally reference, Tally counted, SpareThreads spare) {
        long wanted = admissible(reference, counted);
        if (admissible(counted, counted) >= wanted - wanted / TOLERANCE || counted.isCut()) {
            return Unit.Growth.NONE;
        }
        String pool = grown(unit, policy.fleet(), counted);
        int nodes = unit.island().of(policy.fleet()).stream().mapToInt(NodePool::count).sum();
        int limit = Math.max(LEAST_LIMIT, 2 * nodes);
        int low = 0;
        int high = Math.max(1, nodes / PRECISION);
        while (!isEnough(unit, policy, pool, high, wanted, counted, spare)) {
            low = high;
            high *= 2;
            if (low >= limit || pace.isOver()) {
                return new Unit.Growth(low, false);
            }
        }
        while (high - low > Math.max(1, nodes / PRECISION) && !pace.isOver()) {
            int middle = (low + high) / 2;
            if (isEnough(unit, policy, pool, middle, wanted, counted, spare)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return new Unit.Growth(high, true);
    }

    private boolean isEnough(Unit unit, Policy policy, String pool, int more, long wanted, Tally counted,
            SpareThreads spare) {
        Policy grown = policy.on(fleet -> fleet.map(own -> own.name().equals(pool) ? own.grownBy(more) : own));
        return admissible(replay(unit, grown, spare), counted) >= wanted - wanted / TOLERANCE;
    }

    /// The pool that refuses most; without refusals the largest.
    private static String grown(Unit unit, Fleet fleet, Tally counted) {
        return unit.island().of(fleet).stream().max(Comparator
                .comparingLong((NodePool pool) -> counted.pool(pool.name()).refusals())
                .thenComparingInt(NodePool::count).thenComparing(NodePool::name)).orElseThrow().name();
    }

    /// Admissions of shapes that a node of the second tally's policy would run: others no node brings back.
    private static long admissible(Tally tally, Tally under) {
        return tally.shapes().entrySet().stream()
                .filter(shape -> under.shapes().containsKey(shape.getKey())
                        && under.shapes().get(shape.getKey()).never().isEmpty())
                .mapToLong(shape -> shape.getValue().get(ShapeTally.Count.ADMITTED)).sum();
    }
}
