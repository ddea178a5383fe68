package io.alidade.plan.fleet.replay;

import io.alidade.plan.fleet.workload.Arrival;

/// A pod that came and does not run yet.
final class Waiting {
    final Asked asked;
    final Arrival arrival;
    /// Its place among all that came.
    final long order;
    int refusals;

    Waiting(Asked asked, Arrival arrival, long order) {
        this.asked = asked;
        this.arrival = arrival;
        this.order = order;
    }
}
