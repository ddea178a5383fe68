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
}
