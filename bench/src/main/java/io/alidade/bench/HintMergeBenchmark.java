package io.alidade.bench;

import io.alidade.engine.hint.HintMerge;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.TopologyHint;
import java.util.List;
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

/// The merge alone, of the hints of all providers for CPUs, memory, GPUs and NICs.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class HintMergeBenchmark {
    @Param({"2x128", "4x128", "8x128", "16x256", "34x144", "64x256"})
    String machine;

    @Param({"aligned", "split"})
    String fit;

    private HintMerge merge;
    private List<ProviderHints> hints;

    @Setup
    public void prepare() {
        Situation situation = Situation.of(machine, "restricted", 4, fit);
        merge = new HintMerge(situation.node().topology(), false);
        hints = situation.hints();
    }

    @Benchmark
    public TopologyHint merge() {
        return merge.merge(hints);
    }

    @Benchmark
    public TopologyHint mergeSingleNumaNode() {
        return merge.mergeSingleNumaNode(hints);
    }
}
