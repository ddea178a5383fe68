package io.alidade.plan.fleet.report;

import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.replay.Tally;
import io.alidade.plan.fleet.replay.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What each policy costs on a fleet.
///
/// @param head     what was replayed
/// @param rows     one for each policy, the one that the others are compared with first
/// @param warnings what its reader should know
public record FleetReport(Head head, List<Row> rows, List<String> warnings) {
    public FleetReport {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }

    /// What was replayed.
    ///
    /// @param nodes     of the fleet
    /// @param seeds     replays of the same workload, drawn anew
    /// @param scheduler in words
    public record Head(int nodes, List<Pool> pools, List<Long> seeds, String scheduler) {
        public Head {
            pools = List.copyOf(pools);
            seeds = List.copyOf(seeds);
        }

        /// Of a question.
        public static Head of(FleetReplay.Question question) {
            Fleet fleet = question.policies().stream().filter(Policy::isToday).findFirst()
                    .orElse(question.policies().getFirst()).fleet();
            return new Head(fleet.nodes(), fleet.pools().stream().map(Pool::of).toList(), question.seeds(),
                    question.scheduler().toString());
        }
    }

    /// A pool as it is today.
    public record Pool(String name, int nodes, String policy, String scope) {
        static Pool of(NodePool pool) {
            return new Pool(pool.name(), pool.count(), pool.configuration().topologyManagerPolicy(),
                    pool.configuration().topologyManagerScope());
        }
    }

    /// A policy.
    ///
    /// @param isToday    whether the fleet is configured so
    /// @param obstacle   why it was not replayed
    /// @param tally      the sum over islands and seeds; empty if it was not replayed
    /// @param nodesToAdd to admit what the first policy admits, the median over seeds; absent if not looked for
    public record Row(String policy, boolean isToday, Optional<String> obstacle, Tally tally,
            Optional<Unit.Growth> nodesToAdd) {}

    /// The rows of results by policy.
    public static List<Row> rows(List<String> policies, List<Boolean> isToday, List<Unit.Result> results) {
        List<Unit.Result> ordered = results.stream().sorted(Comparator.comparingInt(Unit.Result::number)).toList();
        List<Row> rows = new ArrayList<>();
        for (int policy = 0; policy < policies.size(); policy++) {
            int index = policy;
            Tally sum = Tally.sum(ordered.stream().map(result -> result.tallies().get(index)).toList());
            rows.add(new Row(policies.get(policy), isToday.get(policy), Optional.empty(), sum,
                    growth(ordered, index)));
        }
        return rows;
    }

    private static Optional<Unit.Growth> growth(List<Unit.Result> results, int policy) {
        if (results.stream().anyMatch(result -> result.nodesToAdd().isEmpty())) {
            return Optional.empty();
        }
        TreeMap<Long, Unit.Growth> bySeed = new TreeMap<>();
        results.forEach(result -> bySeed.merge(result.seed(), result.nodesToAdd().get(policy),
                (one, other) -> new Unit.Growth(one.nodes() + other.nodes(), one.isEnough() && other.isEnough())));
        List<Unit.Growth> sorted = bySeed.values().stream()
                .sorted(Comparator.comparingLong(Unit.Growth::nodes)).toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get((sorted.size() - 1) / 2));
    }

    /// The report with a policy that could not be replayed, at the end.
    public FleetReport and(String policy, String obstacle) {
        List<Row> more = new ArrayList<>(rows);
        more.add(new Row(policy, false, Optional.of(obstacle), new Tally(), Optional.empty()));
        return new FleetReport(head, more, warnings);
    }

    /// Whether the replay was ended before its end.
    public boolean isCut() {
        return rows.stream().anyMatch(row -> row.tally().isCut());
    }
}
