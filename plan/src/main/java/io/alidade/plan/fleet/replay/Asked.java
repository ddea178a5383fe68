package io.alidade.plan.fleet.replay;

import io.alidade.plan.capacity.Shape;
import io.alidade.plan.fleet.scheduler.NodeChoice.Wanted;
import io.alidade.plan.fleet.workload.AskedPods;
import java.util.ArrayDeque;
import java.util.Deque;

/// A shape in a replay: what it wants, its pods that no node has room for, and what is counted of it.
final class Asked {
    final Shape shape;
    final Wanted wanted;
    final ShapeTally tally;
    final int priority;
    /// In the order in which they came.
    final Deque<Waiting> unschedulable = new ArrayDeque<>();

    Asked(Shape shape, Wanted wanted, ShapeTally tally) {
        this.shape = shape;
        this.wanted = wanted;
        this.tally = tally;
        this.priority = AskedPods.priority(shape);
    }
}
