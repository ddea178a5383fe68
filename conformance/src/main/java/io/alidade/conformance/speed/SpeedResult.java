package io.alidade.conformance.speed;

import java.util.Optional;

/// What one case cost. Times are of whole admissions: hints, merge, allocation, the new node.
///
/// @param outcome `admitted`, or the reason of the refusal
public record SpeedResult(String id, String outcome, long medianNanos, long p99Nanos, long bytesPerAdmission,
        Optional<KubeletTime> kubelet) {}
