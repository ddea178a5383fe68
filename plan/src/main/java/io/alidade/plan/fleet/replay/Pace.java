package io.alidade.plan.fleet.replay;

import io.alidade.plan.capacity.Patience;
import java.util.concurrent.atomic.LongAdder;

/// How far all replays of a question are together, by the pods that have come. For any number of threads.
final class Pace {
    private final Patience patience;
    private final long expected;
    private final LongAdder arrived = new LongAdder();

    /// @param expected pods of all replays, or 0 if that is not known; tries of other fleets come on top
    Pace(Patience patience, long expected) {
        this.patience = patience;
        this.expected = expected;
    }

    /// True as soon as replays are to end at their next event, with what they have counted.
    boolean isOver() {
        return !patience.lasts();
    }

    /// So many more pods have come in one of the replays.
    void arrived(long pods) {
        arrived.add(pods);
        patience.at(arrived.sum(), expected);
    }
}
