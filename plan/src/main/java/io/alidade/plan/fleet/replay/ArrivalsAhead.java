package io.alidade.plan.fleet.replay;

import io.alidade.plan.fleet.workload.Arrival;
import io.alidade.plan.fleet.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// The pods that come, in their order; the next ones are drawn or read while those before are replayed.
final class ArrivalsAhead implements AutoCloseable {
    private static final int TOGETHER = 128;

    private final Workload.Arrivals arrivals;
    private final SpareThreads spare;
    private List<Arrival> here = List.of();
    private int next;
    private Ahead<List<Arrival>> ahead;

    ArrivalsAhead(Workload.Arrivals arrivals, SpareThreads spare) {
        this.arrivals = arrivals;
        this.spare = spare;
        this.ahead = spare.ahead(this::draw);
    }

    /// One call at a time: the next one is made when the one before is over.
    private List<Arrival> draw() {
        List<Arrival> drawn = new ArrayList<>(TOGETHER);
        while (drawn.size() < TOGETHER && arrivals.hasNext()) {
            drawn.add(arrivals.next());
        }
        return drawn;
    }

    boolean hasNext() {
        if (next == here.size()) {
            here = ahead.get();
            next = 0;
            if (!here.isEmpty()) {
                ahead = spare.ahead(this::draw);
            }
        }
        return next < here.size();
    }

    /// When the next pod comes.
    long nextMillis() {
        return here.get(next).atMillis();
    }

    Arrival next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return here.get(next++);
    }

    @Override
    public void close() {
        arrivals.close();
    }
}
