package io.alidade.conformance.speed;

import java.util.List;
import java.util.Optional;

/// The results of all cases, in file order.
public record SpeedReport(List<SpeedResult> cases) {
    public SpeedReport {
        cases = List.copyOf(cases);
    }

    /// What one case cost. Times are of whole admissions: hints, merge, allocation, the new node.
    ///
    /// @param outcome `admitted`, or the reason of the refusal
    public record SpeedResult(String id, String outcome, long medianNanos, long p99Nanos, long bytesPerAdmission,
            Optional<KubeletTime> kubelet) {}
}
