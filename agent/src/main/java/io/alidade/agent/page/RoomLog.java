package io.alidade.agent.page;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.live.journal.FreeSample;
import io.alidade.live.journal.NumaFree;
import io.alidade.plan.capacity.Room;
import io.alidade.view.page.RoomSeries;
import io.alidade.view.page.RoomSeries.Amount;
import io.alidade.view.page.RoomSeries.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Free and stranded CPUs over time, in at most 360 samples: one every ten seconds at first; when there is no room for more, every
/// other one goes and the distance doubles, until the samples reach over a day. Then the oldest go. For any thread.
final class RoomLog {
    private static final int MOST = 360;
    private static final int FIRST_STEP_SECONDS = 10;
    private static final int LAST_STEP_SECONDS = 320;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private int stepSeconds = FIRST_STEP_SECONDS;
    private int ticks;

    /// How far samples reach at most.
    static final Duration REACH = Duration.ofSeconds((long) MOST * LAST_STEP_SECONDS);

    /// How often [#isDue] is to be asked.
    static final Duration TICK = Duration.ofSeconds(FIRST_STEP_SECONDS);

    /// Whether a sample is to be taken at this tick.
    synchronized boolean isDue() {
        boolean isDue = ticks % (stepSeconds / FIRST_STEP_SECONDS) == 0;
        ticks++;
        return isDue;
    }

    synchronized void add(Sample sample) {
        samples.addLast(sample);
        if (samples.size() <= MOST) {
            return;
        }
        if (stepSeconds >= LAST_STEP_SECONDS) {
            samples.removeFirst();
            return;
        }
        stepSeconds *= 2;
        ticks = 1;
        boolean[] stays = {false};
        samples.removeIf(_ -> {
            stays[0] = !stays[0];
            return !stays[0];
        });
    }

    /// Puts what was known at earlier times before the samples that were taken here, at the same distances, which grow with the time
    /// that there is to tell of. Between two times it was as at the first of them.
    ///
    /// @param past the oldest first
    synchronized void recall(List<FreeSample> past, Instant now) {
        Instant begun = now.minusSeconds((long) stepSeconds * samples.size());
        NavigableMap<Instant, FreeSample> earlier = new TreeMap<>();
        past.stream().filter(sample -> sample.at().isBefore(begun)).forEach(sample -> earlier.put(sample.at(), sample));
        if (earlier.isEmpty()) {
            return;
        }
        int before = stepSeconds;
        long seconds = Math.min(REACH.toSeconds(), Duration.between(earlier.firstKey(), now).toSeconds());
        while (seconds / stepSeconds > MOST) {
            stepSeconds *= 2;
        }
        List<Sample> own = List.copyOf(samples);
        samples.clear();
        for (long ago = seconds / stepSeconds * stepSeconds; ago > 0; ago -= stepSeconds) {
            long index = own.size() - ago / before;
            if (index >= 0) {
                samples.addLast(own.get((int) index));
            } else {
                Optional.ofNullable(earlier.floorEntry(now.minusSeconds(ago)))
                        .ifPresent(known -> samples.addLast(sample(known.getValue())));
            }
        }
        ticks = 0;
    }

    private static Sample sample(FreeSample known) {
        return new Sample(known.free().stream().collect(Collectors.toMap(NumaFree::numaNode,
                free -> new Amount(free.cpus(), free.strandedCpus()), (one, _) -> one)));
    }

    synchronized RoomSeries series() {
        return new RoomSeries(Duration.ofSeconds(stepSeconds), samples.stream().toList());
    }

    static Sample sample(NodeTopology topology, Room room) {
        Map<Integer, Amount> amounts = new HashMap<>();
        for (CpuTopology.Group numaNode : new CpuTopology(topology).numaNodes()) {
            CpuSet cpus = numaNode.cpus();
            amounts.put(numaNode.id(), new Amount(room.freeCpus().andSize(cpus), room.strandedCpus().andSize(cpus)));
        }
        return new Sample(amounts);
    }
}
