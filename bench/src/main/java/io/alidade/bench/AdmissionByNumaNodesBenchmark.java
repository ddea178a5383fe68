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

/// A whole admission - hints, merge, CPUs, memory, devices, the new node - over machines with ever more NUMA nodes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1000, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class AdmissionByNumaNodesBenchmark {
    @Param({"2x128", "4x128", "8x128", "16x256", "34x144", "64x256"})
    String machine;

    @Param({"restricted", "best-effort"})
    String policy;

    @Param({"3", "4"})
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
