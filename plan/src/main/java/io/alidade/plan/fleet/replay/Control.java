package io.alidade.plan.fleet.replay;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// What goes between a replay and who waits for it: how far it is, and whether to stop. For any number of threads.
public final class Control {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LongAdder arrived = new LongAdder();

    /// Ends all replays at their next event; what they have counted is kept.
    public void stop() {
        stopped.set(true);
    }

    public boolean isStopped() {
        return stopped.get();
    }

    void arrived() {
        arrived.increment();
    }

    /// How many pods have come, in all replays together.
    public long arrivedPods() {
        return arrived.sum();
    }
}
