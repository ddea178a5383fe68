package io.alidade.plan.fleet.replay;

import java.util.ArrayList;
import java.util.List;

/// The smallest part of a replay: one seed on one island, under all policies. No node and no pod is in two units of a seed.
public record Unit(int number, long seed, Island island) {
    /// All units of a question, by seed, then by island.
    public static List<Unit> of(List<Long> seeds, List<Island> islands) {
        List<Unit> units = new ArrayList<>();
        for (long seed : seeds) {
            for (Island island : islands) {
                units.add(new Unit(units.size(), seed, island));
            }
        }
        return units;
    }

    /// What was counted in a unit.
    ///
    /// @param tallies    by policy
    /// @param nodesToAdd by policy: how many nodes bring the admissions of the first policy back; empty if not looked for
    public record Result(int number, long seed, List<Tally> tallies, List<Growth> nodesToAdd) {
        public Result {
            tallies = List.copyOf(tallies);
            nodesToAdd = List.copyOf(nodesToAdd);
        }
    }

    /// Nodes that are to be added.
    ///
    /// @param nodes    the number that does it
    /// @param isEnough whether it does; else it is the most that was tried
    public record Growth(long nodes, boolean isEnough) {
        static final Growth NONE = new Growth(0, true);
    }
}
