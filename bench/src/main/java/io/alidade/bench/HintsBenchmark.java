package io.alidade.bench;

import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.hint.ProviderHints;
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

/// The answer of one hint provider alone: which sets of NUMA nodes could hold what the container asks for.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class HintsBenchmark {
    @Param({"2x128", "4x128", "8x128", "16x256", "34x144", "64x256"})
    String machine;

    private Situation situation;
    private Allocations allocations;

    @Setup
    public void prepare() {
        situation = Situation.of(machine, "restricted", 5, "aligned");
        allocations = situation.node().allocations();
    }

    @Benchmark
    public ProviderHints cpu() {
        return allocations.cpus().hints(situation.pod(), situation.container());
    }

    @Benchmark
    public ProviderHints memory() {
        return allocations.memory().hints(situation.pod(), situation.container());
    }

    @Benchmark
    public ProviderHints device() {
        return allocations.devices().hints(situation.pod(), situation.container());
    }
}
