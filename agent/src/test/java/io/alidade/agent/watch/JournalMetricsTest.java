package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.SocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMetricsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder = Path.of("");

    private Agent agent() {
        return Samples.agent(Samples.journaling(folder), Samples.node());
    }

    private List<String> lines() {
        return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain", new byte[0])
                .body(), StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("alidade_journal_")).toList();
    }

    private long value(String series) {
        String line = lines().stream().filter(own -> own.startsWith(series + " ")).findFirst().orElseThrow();
        return (long) Double.parseDouble(line.substring(series.length() + 1));
    }

    private long size() throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("journal-")).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    /// What is written down is so after a moment.
    private static void await(Callable<Boolean> isSo) throws Exception {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !isSo.call(); Thread.sleep(20)) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void records_areCounted_andWhatTheyTakeOnDisk() throws Exception {
        try (Agent agent = agent()) {
            agent.pods().submit(Samples.pod("a", "cpu: 2, memory: 1Gi")).join();
            agent.pods().submit(Samples.pod("wide", "cpu: 12, memory: 1Gi")).join();
            await(() -> lines().contains("alidade_journal_records_total 2.0"));
            assertThat(lines()).contains("alidade_journal_segments 1.0",
                    "alidade_journal_failing 0.0", "alidade_journal_lost_records_total{reason=\"killed\"} 0.0",
                    "alidade_journal_lost_records_total{reason=\"crowded\"} 0.0",
                    "alidade_journal_lost_records_total{reason=\"disk\"} 0.0",
                    "alidade_journal_lost_records_total{reason=\"malformed\"} 0.0");
            assertThat(value("alidade_journal_bytes")).isEqualTo(size());
        }
        try (Agent _ = agent()) {
            await(() -> value("alidade_journal_segments") == 2 && value("alidade_journal_bytes") == size());
        }
    }

    @Test
    void journal_thatCannotBeOpened_isFailing_andWhatIsLostIsCounted() throws IOException {
        Files.createFile(folder.resolve("journal"));
        try (Agent agent = agent()) {
            assertThat(agent.pods().submit(Samples.pod("a", "cpu: 2, memory: 1Gi")).join().isActive()).isTrue();
            agent.pods().submit(Samples.pod("wide", "cpu: 12, memory: 1Gi")).join();
            assertThat(lines()).contains("alidade_journal_failing 1.0",
                    "alidade_journal_lost_records_total{reason=\"disk\"} 2.0", "alidade_journal_records_total 0.0");
        }
    }

    @Test
    void agent_withoutAJournal_tellsNothingOfOne() {
        try (Agent agent = Samples.agent(Samples.settings(folder), Samples.node())) {
            agent.pods().submit(Samples.pod("a", "cpu: 2, memory: 1Gi")).join();
            assertThat(lines()).isEmpty();
        }
    }
}
