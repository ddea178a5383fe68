package io.alidade.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// The processor time that the measuring thread used per operation, in microseconds, beside JMH's elapsed time: what an operation
/// costs also where other work keeps the thread waiting. Time in the garbage collector is not in it.
///
/// JMH's option is `-prof io.alidade.bench.CpuTimeProfiler`.
public final class CpuTimeProfiler implements InternalProfiler {
    /// The name of the result in JMH's reports.
    public static final String METRIC = "cpu.time";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long nanosBefore;

    @Override
    public String getDescription() {
        return "Processor time of the measuring thread per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        nanosBefore = workerNanos();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
            IterationResult result) {
        long operations = result.getMetadata().getAllOps();
        double micros = (workerNanos() - nanosBefore) / 1000.0 / Math.max(1, operations);
        return List.of(new ScalarResult(METRIC, micros, "us/op", AggregationPolicy.AVG));
    }

    private long workerNanos() {
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains("-jmh-worker-")) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }
}
