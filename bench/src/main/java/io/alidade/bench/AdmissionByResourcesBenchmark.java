package io.alidade.bench;

import io.alidade.engine.Admission;
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

/// A whole admission of pods that ask for ever more kinds of resources.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1000, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class AdmissionByResourcesBenchmark {
    @Param({"2x128", "8x128", "8x256"})
    String machine;

    @Param({"restricted", "best-effort", "single-numa-node"})
    String policy;

    @Param({"2", "3", "4", "5"})
    int resources;

    @Param({"aligned", "split"})
    String fit;

    private Situation situation;

    @Setup
    public void prepare() {
        situation = Situation.of(machine, policy, resources, fit);
    }

    @Benchmark
    public Admission admit() {
        return situation.node().admit(situation.pod());
    }
}
