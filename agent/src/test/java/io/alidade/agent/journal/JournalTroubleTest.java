package io.alidade.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalPage;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.journal.JournalRecord.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What befalls the journal of an agent: decisions go on, and what is lost is said and counted.
class JournalTroubleTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant START = Instant.parse("2026-11-28T20:00:00Z");
    private static final int BALLAST = 900 << 10;

    @TempDir
    Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Agent agent() {
        InstantSource clock = now::get;
        return Agent.start(Samples.journaling(folder), Samples.node(), new AgentLog(log::add, LogFormat.TEXT, clock),
                clock);
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private JournalPage page() {
        return Journal.in(journal()).page(JournalQuery.all(10_000));
    }

    private List<Long> numbers() {
        return page().records().stream().map(JournalRecord::number).toList();
    }

    private Path active() throws IOException {
        try (Stream<Path> files = Files.list(journal())) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().getLast();
        }
    }

    private static void await(Callable<Boolean> isSo) throws Exception {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !isSo.call(); Thread.sleep(20)) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
        }
    }

    private long figure(String series) {
        String line = new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain",
                new byte[0]).body(), StandardCharsets.UTF_8).lines().filter(own -> own.startsWith(series + " "))
                .findFirst().orElseThrow();
        return (long) Double.parseDouble(line.substring(series.length() + 1));
    }

    private long lost(String reason) {
        return figure("alidade_journal_lost_records_total{reason=\"" + reason + "\"}");
    }

    /// A pod that is refused, as it is whatever became of others.
    private static void refuse(Agent agent, String name) {
        assertThat(agent.pods().submit(Samples.pod(name, "cpu: 99, memory: 1Gi")).join().reason())
                .isEqualTo("TopologyAffinityError");
    }

    @Test
    void journal_cutInTheMiddleOfARecord_losesThatOne_whichTheNextAgentCounts() throws Exception {
        try (Agent agent = agent()) {
            refuse(agent, "a");
            refuse(agent, "b");
        }
        byte[] whole = Files.readAllBytes(active());
        Files.write(active(), Arrays.copyOf(whole, whole.length - 40));
        try (Agent agent = agent()) {
            refuse(agent, "c");
            await(() -> numbers().contains(3L));
            assertThat(page().records()).extracting(JournalRecord::number, JournalRecord::kind, JournalRecord::lost)
                    .containsExactly(tuple(3L, Kind.REFUSED, 0L), tuple(2L, Kind.GAP, 1L),
                            tuple(1L, Kind.REFUSED, 0L));
            assertThat(page().notes()).singleElement().asString().contains("one line that is cut or damaged");
            assertThat(lost("killed")).isEqualTo(1);
            assertThat(figure("alidade_journal_failing")).isZero();
        }
    }

    @Test
    void journal_filledWithNoise_stopsNoAgent_andIsGoneOnWith() throws Exception {
        try (Agent agent = agent()) {
            for (int count = 0; count < 5; count++) {
                refuse(agent, "before-" + count);
            }
        }
        SplittableRandom random = new SplittableRandom(Long.getLong("alidade.seed", 15));
        try (Stream<Path> files = Files.list(journal())) {
            for (Path file : files.toList()) {
                byte[] noise = new byte[(int) Files.size(file)];
                random.nextBytes(noise);
                Files.write(file, noise);
            }
        }
        try (Agent agent = agent()) {
            refuse(agent, "after");
            await(() -> numbers().size() == 1);
            assertThat(page().records().getFirst().pod().orElseThrow().name()).isEqualTo("after");
            assertThat(log).anyMatch(line -> line.contains("is damaged from its first record on, and is begun anew"));
            assertThat(figure("alidade_journal_records_total")).isEqualTo(1);
        }
    }

    @Test
    void clock_thatJumps_changesNoOrder_andRemovesNothing() throws Exception {
        List<Duration> jumps = List.of(Duration.ZERO, Duration.ofDays(4_000), Duration.ofDays(-4_000),
                Duration.ofSeconds(-1));
        for (int run = 0; run < 2; run++) {
            try (Agent agent = agent()) {
                for (Duration jump : jumps) {
                    now.set(START.plus(jump));
                    refuse(agent, "run-" + run + "-" + jump.toSeconds());
                }
            }
        }
        assertThat(numbers()).containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(page().notes()).isEmpty();
        now.set(START.minus(Duration.ofDays(8_000)));
        try (Agent agent = agent()) {
            refuse(agent, "last");
            await(() -> numbers().contains(9L));
            assertThat(page().records()).noneMatch(record -> record.kind() == Kind.GAP);
            assertThat(numbers()).hasSize(9);
            assertThat(lost("killed") + lost("disk") + lost("crowded") + lost("malformed")).isZero();
            String shown = new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/", "text/html",
                    new byte[0]).body(), StandardCharsets.UTF_8);
            assertThat(shown.indexOf("default/last")).isPositive().isLessThan(shown.indexOf("default/run-1--1 "));
        }
    }

    /// The disk of the journal alone: on a full disk of the state folder pods are refused, which is not about the journal.
    @Test
    void disk_thatIsFull_letsDecisionsGoOn_andWhatIsLostIsCounted() throws Exception {
        Files.createDirectories(journal());
        assumeTrue(isDone("mount", "-t", "tmpfs", "-o", "size=1m", "none", journal().toString()),
                "NOT TESTED: only who may mount can make a full disk");
        try {
            Path ballast = journal().resolve("ballast");
            Files.write(ballast, new byte[BALLAST]);
            try (Agent agent = agent()) {
                refuse(agent, "first");
                await(() -> numbers().contains(1L));
                for (int count = 0; lost("disk") == 0; count++) {
                    refuse(agent, "many-" + count);
                }
                assertThat(figure("alidade_journal_failing")).isEqualTo(1);
                assertThat(log).anyMatch(line -> line.contains("decisions go on: No space left on device"));
                assertThat(page().notes()).as("no line is cut").isEmpty();
                Files.delete(ballast);
                refuse(agent, "room");
                await(() -> figure("alidade_journal_failing") == 0);
                assertThat(log).anyMatch(line -> line.contains("the journal is written again"));
                await(() -> page().records().getFirst().pod().filter(pod -> pod.name().equals("room")).isPresent());
                long missing = page().records().stream().mapToLong(JournalRecord::lost).sum();
                assertThat(missing).isEqualTo(lost("disk"));
                long there = page().records().stream().filter(record -> record.kind() != Kind.GAP).count();
                assertThat(there + missing).as("every record is there or counted").isEqualTo(numbers().getFirst());
            }
        } finally {
            assertThat(isDone("umount", "-l", journal().toString())).isTrue();
        }
    }

    private static boolean isDone(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor() == 0;
    }
}
