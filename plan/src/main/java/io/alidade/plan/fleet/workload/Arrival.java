package io.alidade.plan.fleet.workload;

import io.alidade.plan.capacity.Shape;

/// A pod that comes.
///
/// @param atMillis       since the start of the workload
/// @param lifetimeMillis how long it runs once it was admitted; [#FOR_EVER] for one that stays
public record Arrival(long atMillis, Shape shape, String podName, long lifetimeMillis) {
    public static final long FOR_EVER = -1;

    /// Whether it goes by itself.
    public boolean ends() {
        return lifetimeMillis != FOR_EVER;
    }
}
