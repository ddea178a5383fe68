package io.alidade.bench;

import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryAllocations;
import io.alidade.engine.provider.AllocationOutcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The allocation of memory and hugepages alone: on one NUMA node, or over all that have any.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class MemoryBenchmark {
    @Param({"2x128", "8x128", "34x144", "64x256"})
    String machine;

    @Param({"one", "all"})
    String affinity;

    private Situation situation;
    private MemoryAllocations memory;
    private TopologyHint hint;

    @Setup
    public void prepare() {
        situation = Situation.of(machine, "restricted", 5, "aligned");
        memory = situation.node().allocations().memory();
        int populated = MachineSize.parse(machine).populatedNumaNodes();
        hint = TopologyHint.of(NumaMask.firstPositions(affinity.equals("one") ? 1 : populated), true);
        if (!(allocate() instanceof AllocationOutcome.Allocated<MemoryAllocations>)) {
            throw new IllegalStateException(machine + " should have the memory, but: " + allocate());
        }
    }

    @Benchmark
    public AllocationOutcome<MemoryAllocations> allocate() {
        return memory.allocate(situation.pod(), situation.container(), hint);
    }
}
