package io.alidade.conformance.speed;

import java.util.List;

/// The results of all cases, in file order.
public record SpeedReport(List<SpeedResult> cases) {
    public SpeedReport {
        cases = List.copyOf(cases);
    }
}
