package io.alidade.bench;

import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.quantity.Quantity;
import java.util.Map;
import java.util.Optional;
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

/// The choice of CPUs alone, from all CPUs of an empty machine: a few, or a third of them.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class CpuChoiceBenchmark {
    @Param({"2x64", "2x128", "8x256", "34x144", "64x256", "64x1024"})
    String machine;

    /// `4`, or `third` of the machine.
    @Param({"4", "third"})
    String cpus;

    /// A CPU Manager policy option, or `none`.
    @Param({"none", "prefer-align-cpus-by-uncorecache"})
    String option;

    private CpuAllocations allocations;
    private PodRequest pod;
    private Optional<NumaMask> affinity;

    @Setup
    public void prepare() {
        MachineSize size = MachineSize.parse(machine);
        Map<String, String> options = option.equals("none") ? Map.of() : Map.of(option, "true");
        allocations = Situation.start(size, "none", options).allocations().cpus();
        int count = cpus.equals("third") ? size.cpus() / 6 * 2 : Integer.parseInt(cpus);
        pod = Request.pod("measured", Map.of("cpu", Quantity.of(count), "memory", Quantity.ofBytes(MachineSize.GIB)));
        affinity = Optional.empty();
        if (!(choose() instanceof AllocationOutcome.Allocated<CpuAllocations> done)
                || done.state().assigned("measured", "main").filter(given -> given.size() == count).isEmpty()) {
            throw new IllegalStateException(machine + " should give " + count + " CPUs, but: " + choose());
        }
    }

    @Benchmark
    public AllocationOutcome<CpuAllocations> choose() {
        return allocations.allocate(pod, pod.containers().getFirst(), affinity);
    }
}
