package io.alidade.bench;

import io.alidade.engine.Node;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/// A node that lives: at 80 % of its CPUs, every operation removes a pod and admits another ([Churn]).
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1000, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class ChurnBenchmark {
    @Param({"2x192", "8x256", "34x144", "64x256"})
    String machine;

    @Param({"restricted", "best-effort"})
    String policy;

    @Param({"1"})
    long seed;

    private Churn churn;

    /// The decisions that were refusals: JMH prints how many beside the time.
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Counters {
        public long operations;
        public long refusals;
    }

    @Setup
    public void prepare() {
        churn = new Churn(MachineSize.parse(machine), policy, seed);
    }

    @Benchmark
    public Node replaceOnePod(Counters counters) {
        counters.operations++;
        counters.refusals += churn.step();
        return churn.node();
    }
}
