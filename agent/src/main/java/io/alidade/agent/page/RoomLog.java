package io.alidade.agent.page;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.plan.capacity.Room;
import io.alidade.view.page.RoomSeries;
import io.alidade.view.page.RoomSeries.Amount;
import io.alidade.view.page.RoomSeries.Sample;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Free and stranded CPUs over time, in at most 360 samples: one every ten seconds at first; when there is no room for more, every
/// other one goes and the distance doubles, until the samples reach over a day. Then the oldest go. For any thread.
final class RoomLog {
    private static final int MOST = 360;
    private static final int FIRST_STEP_SECONDS = 10;
    private static final int LAST_STEP_SECONDS = 320;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private int stepSeconds = FIRST_STEP_SECONDS;
    private int ticks;

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
