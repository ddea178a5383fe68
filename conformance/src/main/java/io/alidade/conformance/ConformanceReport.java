package io.alidade.conformance;

import java.util.List;

/// What replaying gave.
///
/// @param steps      entries of `steps` over all scenarios
/// @param mismatches places that differ: a start error, the state after start, a step, a readmitted pod, a checkpoint text
/// @param shown      the first mismatches, as many as asked for
public record ConformanceReport(int scenarios, int steps, int mismatches, List<Mismatch> shown) {
    public ConformanceReport {
        shown = List.copyOf(shown);
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
