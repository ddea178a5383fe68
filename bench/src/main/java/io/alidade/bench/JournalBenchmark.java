package io.alidade.bench;

import io.alidade.conformance.ConformanceReport;
import io.alidade.conformance.ConformanceRun;
import io.alidade.live.journal.FreeSample;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalEvent;
import io.alidade.live.journal.JournalPage;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.JournalWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What an agent's journal costs: in the decision path, and of a month the replay and questions ([JournalLoad]).
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "--sun-misc-unsafe-memory-access=allow"})
public class JournalBenchmark {
    private static final int EVENTS = 4_000;
    private static final long SEED = 1;

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }

    /// Events that are handed in at once, which is more than an agent has to.
    @State(Scope.Thread)
    public static class Load {
        private Path folder = Path.of("");
        private List<JournalEvent> events = List.of();
        private Optional<JournalWriter> writer = Optional.empty();
        private Optional<JournalLoad> load = Optional.empty();

        @Setup
        public void open() throws IOException {
            folder = Files.createTempDirectory("journal");
            JournalLoad own = new JournalLoad(1_000_000, SEED);
            load = Optional.of(own);
            writer = Optional.of(own.open(folder));
        }

        @Setup(Level.Invocation)
        public void settle() {
            writer.orElseThrow().settle();
            events = load.orElseThrow().events(EVENTS / 2).subList(0, EVENTS / 2);
        }

        @TearDown
        public void close() throws IOException {
            JournalWriter own = writer.orElseThrow();
            own.close();
            if (own.counts().lost() > 0) {
                throw new IllegalStateException("some are lost: " + own.counts());
            }
            remove(folder);
        }
    }

    /// A month of decisions on disk.
    @State(Scope.Benchmark)
    public static class Month {
        @Param("1000000")
        int decisions;

        private Path folder = Path.of("");
        private String pod = "";

        @Setup
        public void write() throws IOException {
            folder = Files.createTempDirectory("journal");
            pod = JournalLoad.write(folder, decisions, SEED);
        }

        @TearDown
        public void clear() throws IOException {
            remove(folder);
        }

        private JournalPage page(JournalQuery query) {
            JournalPage page = Journal.in(folder).page(query);
            if (page.records().isEmpty()) {
                throw new IllegalStateException("nothing is found: " + query);
            }
            return page;
        }
    }

    /// Time of the decision thread for one record.
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(EVENTS / 2)
    @Warmup(iterations = 20)
    @Measurement(iterations = 20)
    public void enqueue(Load load) {
        JournalWriter writer = load.writer.orElseThrow();
        load.events.forEach(writer::append);
    }

    /// All of the month, decided again.
    @Benchmark
    public ConformanceReport replay(Month month) {
        ConformanceReport report = new ConformanceRun(Optional.empty(), 1, _ -> {}).replay(List.of(month.folder));
        if (report.mismatches() > 0 || report.steps() < month.decisions) {
            throw new IllegalStateException("not replayed: " + report);
        }
        return report;
    }

    /// The last hundred refusals.
    @Benchmark
    public JournalPage newestRefusals(Month month) {
        return month.page(JournalQuery.refusals(100));
    }

    /// All refusals, as `alidade journal` asks for them.
    @Benchmark
    public JournalPage allRefusals(Month month) {
        return month.page(JournalQuery.refusals(100_000));
    }

    /// All that is known of one pod.
    @Benchmark
    public JournalPage onePod(Month month) {
        return month.page(new JournalQuery(JournalQuery.ALL, Optional.empty(), Optional.empty(), Set.of(),
                Optional.of(month.pod), OptionalLong.empty(), 100));
    }

    /// What was free, for a picture of the month.
    @Benchmark
    public List<FreeSample> free(Month month) {
        Instant start = Instant.parse("2026-11-01T00:00:00Z");
        return Journal.in(month.folder).free(start, start.plus(Duration.ofDays(30)), 500);
    }
}
