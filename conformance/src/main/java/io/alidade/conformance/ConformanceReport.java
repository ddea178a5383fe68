package io.alidade.conformance;

import java.util.List;
import java.util.stream.Stream;

/// What replaying gave.
///
/// @param steps      entries of `steps` over all scenarios
/// @param mismatches places that differ: a start error, the state after start, a step, a readmitted pod, a checkpoint text
/// @param shown      the first mismatches, as many as asked for
/// @param damaged    lines of journals that are cut or damaged, which are passed over
/// @param skipped    steps behind them, of which nobody knows how the node was
public record ConformanceReport(int scenarios, int steps, int mismatches, List<Mismatch> shown, long damaged,
        long skipped) {
    /// Nothing was replayed.
    static final ConformanceReport NOTHING = new ConformanceReport(0, 0, 0, List.of(), 0, 0);

    public ConformanceReport {
        shown = List.copyOf(shown);
    }

    /// Both.
    ///
    /// @param show how many mismatches are described
    ConformanceReport and(ConformanceReport other, int show) {
        return new ConformanceReport(scenarios + other.scenarios, steps + other.steps, mismatches + other.mismatches,
                Stream.concat(shown.stream(), other.shown.stream()).limit(show).toList(), damaged + other.damaged,
                skipped + other.skipped);
    }

    /// One place of a scenario that differs from the recording, with what differs there.
    ///
    /// @param file     as given
    /// @param scenario the scenario's id
    /// @param place    `startError`, `afterStart`, `step 3 (admit p2)`, `step 4 (restart), pod p1`, `cpuManagerState`
    public record Mismatch(String file, String scenario, String place, List<String> differences) {
        public Mismatch {
            differences = List.copyOf(differences);
        }
    }
}
