package io.alidade.live.measure;

import io.alidade.live.measure.Judgement.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A report beside an earlier one: what both have measured, and whether it differs.
///
/// @param changes in the order of the later report
public record MeasureComparison(MeasureReport before, List<Change> changes) {
    public MeasureComparison {
        changes = List.copyOf(changes);
    }

    /// One figure of both.
    ///
    /// @param about `read, 8 cores, NUMA node 0 to memory of 1`; `command, aligned`
    public record Change(String about, String unit, boolean isMoreBetter, Spread before, Spread after) {
        /// The later figure by the earlier one.
        public Spread.Ratio ratio() {
            return after.to(before);
        }

        /// Whether they differ.
        public Outcome outcome() {
            return ratio().isNoisy() ? Outcome.TOO_NOISY : ratio().tells() ? Outcome.DIFFERENT : Outcome.ALIKE;
        }

        /// Whether they differ, and the later one is the better one.
        public boolean isBetter() {
            return outcome() == Outcome.DIFFERENT && ratio().value() > 1 == isMoreBetter;
        }
    }

    /// Compares.
    public static MeasureComparison of(MeasureReport before, MeasureReport after) {
        List<Change> changes = new ArrayList<>();
        after.memory().ifPresent(memory -> memory.figures().forEach(figure -> before.memory()
                .flatMap(old -> old.find(figure.subject()))
                .ifPresent(old -> changes.add(new Change(about(figure), figure.aspect().unit(),
                        figure.aspect().isMoreBetter(), old.spread(), figure.spread())))));
        after.command().ifPresent(command -> command.trials().forEach(trial -> trial(before, command, trial)
                .ifPresent(old -> changes.add(new Change("command, " + trial.place().kind().wireName(), "s", false,
                        old.seconds(), trial.seconds())))));
        return new MeasureComparison(before, changes);
    }

    private static Optional<CommandResult.Trial> trial(MeasureReport before, CommandResult command,
            CommandResult.Trial trial) {
        return before.command().filter(old -> old.command().equals(command.command()))
                .flatMap(old -> old.find(trial.place().kind()));
    }

    private static String about(Figure figure) {
        return figure.subject().kind() + ", NUMA node " + figure.cpuNumaNode() + " to memory of "
                + figure.memoryNumaNode();
    }
}
