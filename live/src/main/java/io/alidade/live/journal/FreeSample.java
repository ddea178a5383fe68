package io.alidade.live.journal;

import java.time.Instant;
import java.util.List;

/// What was free at a time.
///
/// @param free by NUMA node
public record FreeSample(Instant at, List<NumaFree> free) {
    public FreeSample {
        free = List.copyOf(free);
    }
}
