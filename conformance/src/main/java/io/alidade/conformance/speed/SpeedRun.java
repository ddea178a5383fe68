package io.alidade.conformance.speed;

import com.sun.management.ThreadMXBean;
import io.alidade.conformance.speed.SpeedReport.SpeedResult;
import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.kube.document.BadInput;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/// Measures the admissions of a file, one after the other on this thread. A node is a value, so the same admission on the
/// same freshly started node can be repeated as often as the time allows.
public final class SpeedRun {
    private static final int MAX_SAMPLES = 20_000;
    private static final int MIN_SAMPLES = 20;

    private final Duration warmUp;
    private final Duration measure;
    private final IntConsumer progress;
    private final ThreadMXBean threads;

    /// Prepares a run.
    ///
    /// @param warmUp   how long each case is repeated before it is measured
    /// @param measure  how long each case is measured, at most 20,000 times and at least 20 times
    /// @param progress told the number of cases done, after each
    public SpeedRun(Duration warmUp, Duration measure, IntConsumer progress) {
        this.warmUp = warmUp;
        this.measure = measure;
        this.progress = progress;
        this.threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    }

    /// Measures every case of a file.
    ///
    /// @throws BadInput when the file cannot be used, or the managers of a case do not start
    public SpeedReport measure(Path file) {
        List<SpeedResult> results = new ArrayList<>();
        for (SpeedCase speedCase : SpeedCaseReader.read(file)) {
            results.add(measure(file, speedCase));
            progress.accept(results.size());
        }
        return new SpeedReport(results);
    }

    private SpeedResult measure(Path file, SpeedCase speedCase) {
        String id = speedCase.node().id();
        Node node = switch (speedCase.node().start()) {
            case NodeStart.Started started -> started.node();
            case NodeStart.Refused refused ->
                throw new BadInput(file + ", scenario " + id + ": the kubelet does not start: "
                        + refused.error() + ".", "Measure scenarios whose kubelet starts.");
        };
        repeat(node, speedCase, warmUp);
        long[] nanos = new long[MAX_SAMPLES];
        long thread = Thread.currentThread().threadId();
        long bytesBefore = threads.getThreadAllocatedBytes(thread);
        long end = System.nanoTime() + measure.toNanos();
        int samples = 0;
        Admission admission = node.admit(speedCase.pod());
        do {
            long start = System.nanoTime();
            admission = node.admit(speedCase.pod());
            nanos[samples++] = System.nanoTime() - start;
        } while (samples < MAX_SAMPLES && (samples < MIN_SAMPLES || System.nanoTime() < end));
        long bytes = (threads.getThreadAllocatedBytes(thread) - bytesBefore) / (samples + 1);
        long[] sorted = Arrays.copyOf(nanos, samples);
        Arrays.sort(sorted);
        return new SpeedResult(id, outcome(admission), sorted[samples / 2],
                sorted[Math.min(samples - 1, samples * 99 / 100)],
                bytes, speedCase.kubelet());
    }

    private static void repeat(Node node, SpeedCase speedCase, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        do {
            node.admit(speedCase.pod());
        } while (System.nanoTime() < end);
    }

    private static String outcome(Admission admission) {
        return switch (admission) {
            case Admission.Admitted _ -> "admitted";
            case Admission.Rejected rejected -> rejected.reason();
        };
    }
}
