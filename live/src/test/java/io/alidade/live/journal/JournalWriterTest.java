package io.alidade.live.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.live.journal.JournalRecord.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWriterTest {
    private static final String SMALL = "cpu: 2, memory: 1Gi";
    private static final String WIDE = "cpu: 12, memory: 1Gi";

    @TempDir
    Path folder = Path.of("");

    private final LivingNode node = new LivingNode();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    private JournalWriter open(long bytes) {
        return JournalWriter.open(new JournalSettings(folder, bytes, Duration.ofDays(30)), node.situation(),
                () -> node.now, (_, pod) -> List.of("too wide: " + pod.request().name()), problems::add);
    }

    private JournalWriter open() {
        return open(JournalSettings.DEFAULT_BYTES);
    }

    private JournalPage all() {
        return Journal.in(folder).page(all(1_000));
    }

    private static JournalQuery all(int limit) {
        return new JournalQuery(JournalQuery.ALL, Optional.empty(), Optional.empty(), Set.of(), Optional.empty(),
                OptionalLong.empty(), limit);
    }

    private static List<Long> numbers(JournalPage page) {
        return page.records().stream().map(JournalRecord::number).toList();
    }

    private List<Path> segments(String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private Path active() throws IOException {
        return segments(".jsonl").getLast();
    }

    @Test
    void decisions_areFoundAgain_theNewestFirst() {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", SMALL));
            writer.append(node.come("b", WIDE));
            writer.append(node.go("a"));
            writer.settle();
            JournalPage page = all();
            assertThat(page.records()).extracting(JournalRecord::number, JournalRecord::kind).containsExactly(
                    tuple(3L, Kind.REMOVED),
                    tuple(2L, Kind.REFUSED),
                    tuple(1L, Kind.ADMITTED));
            JournalRecord refused = page.records().get(1);
            assertThat(refused.reason()).isEqualTo("TopologyAffinityError");
            assertThat(refused.why()).containsExactly("too wide: b");
            assertThat(refused.pod().orElseThrow().label()).isEqualTo("shop/b");
            assertThat(page.records().getLast().free()).extracting(NumaFree::numaNode, NumaFree::cpus)
                    .containsExactly(tuple(0, 4),
                            tuple(1, 8));
            assertThat(writer.counts().records()).isEqualTo(3);
            assertThat(writer.counts().lost()).isZero();
        }
    }

    @Test
    void segment_beginsWithTheWholeNode_andIsReadableJson() throws IOException {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", SMALL));
        }
        List<String> lines = Files.readAllLines(active());
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("{\"id\":").contains("\"kubeletConfiguration\"", "\"before\"")
                .endsWith("\"}}");
        // By these bytes a replay knows pods that ask for the same.
        assertThat(lines.getLast()).startsWith("{\"op\":\"admit\"").contains("\"crc\":\"")
                .contains("\"manifest\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\","
                        + "\"namespace\":\"shop\",\"uid\":\"")
                .contains("},\"expect\":{");
    }

    @Test
    void whatIsNoEvent_isWrittenDownAsTheWholeNode_beforeTheNextStep() throws IOException {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", SMALL));
            node.changeUnseen();
            writer.append(node.come("b", SMALL));
            writer.append(node.come("c", SMALL));
        }
        assertThat(Files.readAllLines(active()).stream().map(line -> line.substring(0, 5)).toList())
                .containsExactly("{\"id\"", "{\"op\"", "{\"id\"", "{\"op\"", "{\"op\"");
    }

    @Test
    void refusal_thatDoesNotFollowFromTheNode_isARecordAndNoStep() throws IOException {
        try (JournalWriter writer = open()) {
            JournalEvent.Decided fits = node.come("a", SMALL);
            Situation then = fits.before();
            writer.append(new JournalEvent.Decided(fits.at(), fits.pod(), fits.object(), Optional.empty(),
                    "UnexpectedAdmissionError", "Allocate failed due to a plugin, which is unexpected", then,
                    fits.took(), then, then));
        }
        assertThat(Files.readAllLines(active()).getLast()).startsWith("{\"meta\":");
        assertThat(all().records()).extracting(JournalRecord::kind).containsExactly(Kind.REFUSED);
    }

    @Test
    void restart_goesOnWithTheNextNumber_andCompressesWhatWasBefore() throws IOException {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", SMALL));
        }
        try (JournalWriter writer = open()) {
            writer.append(node.come("b", WIDE));
            writer.settle();
            assertThat(segments(".jsonl")).hasSize(1);
            assertThat(segments(".jsonl.gz")).hasSize(1);
            assertThat(segments(".index.gz")).hasSize(1);
            assertThat(numbers(all())).containsExactly(2L, 1L);
        }
        try (JournalWriter writer = open()) {
            writer.settle();
            assertThat(numbers(all())).as("of closed segments").containsExactly(2L, 1L);
            assertThat(numbers(Journal.in(folder).page(JournalQuery.refusals(10)))).containsExactly(2L);
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void lineCutAtAnyByte_losesThatRecordAlone_andTheNextStartCountsIt() throws IOException {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", SMALL));
            writer.append(node.come("b", WIDE));
        }
        Path segment = active();
        byte[] whole = Files.readAllBytes(segment);
        int last = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n') + 1;
        for (int length = last; length < whole.length - 1; length++) {
            Files.write(segment, Arrays.copyOf(whole, length));
            JournalPage page = all();
            assertThat(numbers(page)).as("cut to %d bytes", length).containsExactly(1L);
            assertThat(page.notes()).hasSize(length == last ? 0 : 1);
        }
        try (JournalWriter writer = open()) {
            writer.append(node.come("c", WIDE));
            writer.settle();
            assertThat(all().records()).extracting(JournalRecord::number, JournalRecord::kind, JournalRecord::lost)
                    .containsExactly(tuple(3L, Kind.REFUSED, 0L),
                            tuple(2L, Kind.GAP, 1L),
                            tuple(1L, Kind.ADMITTED, 0L));
            assertThat(writer.counts().lost()).isEqualTo(1);
        }
    }

    @Test
    void noise_inAnySegment_losesOnlyWhatItHits() throws IOException {
        try (JournalWriter writer = open()) {
            for (int i = 0; i < 20; i++) {
                writer.append(node.come("a" + i, WIDE));
            }
        }
        Path segment = active();
        byte[] whole = Files.readAllBytes(segment);
        long seed = Long.getLong("alidade.seed", 15);
        for (int round = 0; round < 200; round++) {
            SplittableRandom random = new SplittableRandom(seed + round);
            byte[] noisy = whole.clone();
            byte[] noise = new byte[1 + random.nextInt(400)];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, noisy, random.nextInt(noisy.length - noise.length), noise.length);
            Files.write(segment, noisy);
            JournalPage page = all();
            assertThat(numbers(page)).as("seed %d", seed + round).hasSizeBetween(17, 20);
            assertThat(page.records().stream().map(JournalRecord::reason).distinct())
                    .containsExactly("TopologyAffinityError");
            assertThat(page.notes()).hasSizeLessThanOrEqualTo(1);
        }
        Files.write(segment, new byte[10_000]);
        assertThat(numbers(all())).isEmpty();
        assertThat(all().notes()).hasSize(1);
    }

    @Test
    void compressedSegment_thatIsCutOrWithoutIndex_isReadAsFarAsItGoes() throws IOException {
        try (JournalWriter writer = open()) {
            for (int i = 0; i < 200; i++) {
                writer.append(node.come("a" + i, WIDE));
            }
        }
        try (JournalWriter writer = open()) {
            writer.settle();
        }
        Files.delete(segments(".index.gz").getFirst());
        assertThat(numbers(all())).hasSize(200);
        Path closed = segments(".jsonl.gz").getFirst();
        byte[] whole = Files.readAllBytes(closed);
        Files.write(closed, Arrays.copyOf(whole, whole.length / 2));
        assertThat(numbers(all())).hasSizeBetween(1, 199);
        assertThat(all().notes()).hasSize(1);
        Files.write(closed, new byte[] {0x1f, (byte) 0x8b, 1});
        assertThat(numbers(all())).isEmpty();
        assertThat(all().notes()).hasSize(1);
    }

    @Test
    void folderThatIsLost_stopsNothing_andWhatWasLostIsCountedWhenItIsBack() throws IOException {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", WIDE));
            writer.settle();
            Path elsewhere = folder.resolveSibling("elsewhere");
            Files.move(folder, elsewhere);
            Files.createFile(folder);
            writer.append(node.come("b", WIDE));
            writer.append(node.come("c", WIDE));
            writer.settle();
            writer.append(node.come("d", WIDE));
            writer.settle();
            assertThat(writer.counts().lost()).isEqualTo(3);
            assertThat(problems).anyMatch(problem -> problem.contains("decisions go on"));
            Files.delete(folder);
            Files.move(elsewhere, folder);
            writer.append(node.come("e", WIDE));
            writer.settle();
            assertThat(problems.getLast()).isEqualTo("the journal is written again");
            assertThat(all().records()).extracting(JournalRecord::number, JournalRecord::lost)
                    .startsWith(tuple(5L, 0L), tuple(4L, 3L));
        }
    }

    @Test
    void folder_thatCannotBeMade_isSaid() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> JournalWriter.open(
                new JournalSettings(file.resolve("journal"), JournalSettings.DEFAULT_BYTES, Duration.ofDays(1)),
                node.situation(), () -> node.now, (_, _) -> List.of(), problems::add)).isInstanceOf(BadInput.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void clockThatJumps_changesNoOrder_andRemovesNothing() throws IOException {
        try (JournalWriter writer = open()) {
            writer.append(node.come("a", WIDE));
            writer.settle();
            node.now = LivingNode.START.plus(Duration.ofDays(4_000));
            writer.append(node.come("b", WIDE));
            writer.settle();
            node.now = LivingNode.START.minus(Duration.ofDays(4_000));
            writer.append(node.come("c", WIDE));
            writer.settle();
        }
        assertThat(numbers(all())).containsExactly(3L, 2L, 1L);
        // Closed while the clock is far ahead of the other one.
        try (JournalWriter writer = open()) {
            node.now = LivingNode.START.plus(Duration.ofDays(8_000));
            writer.append(node.come("d", WIDE));
            writer.settle();
            assertThat(numbers(all())).containsExactly(4L, 3L, 2L, 1L);
        }
        assertThat(Journal.in(folder).page(new JournalQuery(JournalQuery.ALL,
                Optional.of(LivingNode.START.plus(Duration.ofDays(3_000))), Optional.empty(), Set.of(),
                Optional.empty(), OptionalLong.empty(), 10)).records()).hasSize(2);
    }

    @Test
    void oldSegments_go_oneAtATime() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (JournalWriter writer = open()) {
                writer.append(node.come("a" + i, WIDE));
                writer.settle();
            }
        }
        node.now = LivingNode.START.plus(Duration.ofDays(31));
        try (JournalWriter writer = open()) {
            writer.settle();
        }
        assertThat(numbers(all())).containsExactly(3L, 2L);
    }

    @Test
    void journal_staysWithinItsSize_theOldestGo() throws IOException {
        try (JournalWriter writer = open(JournalSettings.LEAST_BYTES)) {
            for (int i = 0; i < 3_000; i++) {
                writer.append(node.come("pod-" + i, WIDE));
                if (i % 100 == 0) {
                    writer.settle();
                }
            }
            writer.settle();
            assertThat(writer.counts().lost()).isZero();
            assertThat(writer.counts().bytes()).isGreaterThan(2 * JournalSettings.LEAST_BYTES);
        }
        long size = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                size += Files.size(file);
            }
        }
        assertThat(size).isLessThan(JournalSettings.LEAST_BYTES + JournalSettings.LEAST_BYTES / 4);
        List<Long> numbers = numbers(Journal.in(folder).page(all(5_000)));
        assertThat(numbers.getFirst()).isEqualTo(3_000);
        assertThat(numbers).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void closedSegment_replaysFromItsBeginning() throws IOException {
        try (JournalWriter writer = open(JournalSettings.LEAST_BYTES)) {
            for (int i = 0; i < 500; i++) {
                writer.append(node.come("pod-" + i, WIDE));
            }
            writer.settle();
        }
        List<Path> closed = segments(".jsonl.gz");
        assertThat(closed).isNotEmpty();
        for (Path segment : closed) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(segment))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("{\"id\":");
            }
            assertThat(segment.getFileName().toString()).contains("-v" + KubeletVersion.V1_37.minor());
        }
    }

    @Test
    void queries_chooseByReasonPodTimeAndPage() {
        try (JournalWriter writer = open()) {
            for (int i = 0; i < 5; i++) {
                node.now = LivingNode.START.plusSeconds(60L * i);
                writer.append(node.come("wide-" + i, WIDE));
            }
            writer.append(node.come("huge", "cpu: 2, memory: 1Ti"));
            writer.append(node.come("small", SMALL));
        }
        for (int closed = 0; closed < 2; closed++) {
            Journal journal = Journal.in(folder);
            assertThat(numbers(journal.page(JournalQuery.refusals(100)))).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
            JournalPage first = journal.page(JournalQuery.refusals(2));
            assertThat(numbers(first)).containsExactly(6L, 5L);
            assertThat(numbers(journal.page(JournalQuery.refusals(2).before(first.next().orElseThrow()))))
                    .containsExactly(4L, 3L);
            assertThat(journal.page(JournalQuery.refusals(6)).next()).isEmpty();
            assertThat(numbers(journal.page(query(Optional.of(LivingNode.START.plusSeconds(61)),
                    Optional.of(LivingNode.START.plusSeconds(181)), Set.of(), Optional.empty()))))
                    .containsExactly(4L, 3L);
            assertThat(numbers(journal.page(query(Optional.empty(), Optional.empty(), Set.of("OutOfcpu"),
                    Optional.empty())))).isEmpty();
            assertThat(numbers(journal.page(query(Optional.empty(), Optional.empty(), Set.of(),
                    Optional.of("shop/small"))))).containsExactly(7L);
            assertThat(numbers(journal.page(query(Optional.empty(), Optional.empty(), Set.of(),
                    Optional.of("shop/nobody"))))).isEmpty();
            assertThat(journal.free(LivingNode.START, LivingNode.START.plusSeconds(300), 10)).hasSize(5)
                    .allSatisfy(sample -> assertThat(sample.free()).hasSize(2));
            try (JournalWriter writer = open()) {
                writer.settle();
            }
        }
    }

    private static JournalQuery query(Optional<Instant> since, Optional<Instant> until, Set<String> reasons,
            Optional<String> pod) {
        return new JournalQuery(JournalQuery.ALL, since, until, reasons, pod, OptionalLong.empty(), 100);
    }

    @Test
    void killedProcess_leavesWholeRecords_andTheNextOneCountsWhatIsMissing() throws IOException, InterruptedException {
        long handedIn = 0;
        for (int round = 0; round < 3; round++) {
            Process writing = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), JournalKilled.class.getName(), folder.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (BufferedReader output = writing.inputReader()) {
                for (int line = 0; line < 50 + 37 * round; line++) {
                    handedIn = Math.max(handedIn, Long.parseLong(output.readLine()));
                }
            } finally {
                writing.destroyForcibly().waitFor();
            }
        }
        try (JournalWriter writer = open()) {
            writer.settle();
        }
        List<JournalRecord> oldestFirst = Journal.in(folder).page(all(1_000_000)).records().reversed();
        long expected = 1;
        for (JournalRecord record : oldestFirst) {
            expected += Math.max(0, record.lost() - 1);
            assertThat(record.number()).isEqualTo(expected);
            expected++;
        }
        assertThat(expected).as("every record that was handed in is there or counted").isGreaterThan(handedIn);
    }
}
