package io.alidade.live.measure;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.live.measure.CommandResult.Trial;
import io.alidade.live.measure.MeasureReport.NumaNodeFacts;
import io.alidade.live.measure.MeasureReport.VirtualMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports to judge.
final class Reports {
    private static final Map<Integer,
            Map<String, Long>> COUNTERS = Map.of(0, Map.of("numa_hit", 1000L, "numa_miss", 0L),
                    1, Map.of("numa_hit", 900L, "numa_miss", 3L));

    private Reports() {}

    static Figure figure(Aspect aspect, int threads, int from, int to, Double... rounds) {
        return new Figure(aspect, threads, from, to, new Spread(List.of(rounds)));
    }

    static MemoryResult memory(Figure... figures) {
        return new MemoryResult(1L << 30, PageSize.HUGE, Optional.of(1.0), 3, Duration.ofMillis(50), List.of(figures),
                Map.of(0, 1.0, 1, 1.0), List.of("a note"));
    }

    static MeasureReport of(MemoryResult memory) {
        return report(Optional.empty(), 2, Optional.of(memory), Optional.empty());
    }

    static MeasureReport of(CommandResult command) {
        return report(Optional.empty(), 2, Optional.empty(), Optional.of(command));
    }

    static MeasureReport report(Optional<VirtualMachine> virtual, int numaNodes, Optional<MemoryResult> memory,
            Optional<CommandResult> command) {
        return new MeasureReport("worker", Instant.parse("2026-11-28T20:00:00Z"), virtual,
                List.of(new NumaNodeFacts(0, "0-3", 4, 32L << 20, 7L << 30),
                        new NumaNodeFacts(1, "4-7", 4, 32L << 20, 6L << 30)).subList(0, numaNodes),
                memory, command, COUNTERS, Map.of(0, 2L << 30, 1, 2L << 30));
    }

    static Trial trial(CommandPlace.Kind kind, Double... seconds) {
        return new Trial(new CommandPlace(kind, CpuSet.of(1, 2), NumaNodeIds.of(List.of(0))),
                new Spread(List.of(seconds)), List.of(seconds), Map.of(0, 3L << 20, 1, 1L << 20), COUNTERS);
    }
}
