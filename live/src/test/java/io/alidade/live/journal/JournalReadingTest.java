package io.alidade.live.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.JournalRecord.Kind;
import io.alidade.live.journal.JournalRecord.Pod;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is written is found, by queries of all kinds, in a segment and by its index.
class JournalReadingTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    /// Also of clocks that were never set, and that are wrong by far.
    private static final List<Instant> TIMES = List.of(NOON, NOON.plusNanos(1), NOON.plusMillis(1500),
            NOON.minusSeconds(3600), Instant.EPOCH, Instant.parse("2400-01-01T00:00:00Z"));
    private static final List<
            String> NAMES = List.of("a", "b-1", "a\"kind\":\"refused\"", "ä", "two words", "back\\slash");
    private static final List<String> REASONS = List.of("OutOfcpu", "TopologyAffinityError", "\"reason\":\"OutOfcpu\"");

    @TempDir
    Path folder = Path.of("");

    private static JournalRecord record(Randomness random, long number) {
        Kind kind = random.pick(List.of(Kind.REFUSED, Kind.REFUSED, Kind.REFUSED, Kind.ADMITTED, Kind.ENDED,
                Kind.REMOVED, Kind.GAP, Kind.SCENARIO));
        boolean isOfPod = kind != Kind.GAP && kind != Kind.SCENARIO;
        boolean hasReason = kind == Kind.REFUSED || kind == Kind.ENDED;
        return new JournalRecord(number, random.pick(TIMES), kind,
                isOfPod ? Optional.of(new Pod(random.pick(NAMES), random.pick(NAMES), random.pick(NAMES)))
                        : Optional.empty(),
                hasReason ? random.pick(REASONS) : "", random.pick(NAMES),
                kind == Kind.REFUSED ? random.list(0, 2, () -> random.pick(NAMES)) : List.of(),
                Duration.ofNanos(1_000L * random.between(0, 2_000)), List.of(), kind == Kind.GAP ? 3 : 0);
    }

    private static List<JournalRecord> records(Randomness random) {
        List<JournalRecord> records = new ArrayList<>();
        for (long number = 1; number <= random.growing(0, 60); number++) {
            records.add(record(random, number));
        }
        return records;
    }

    private static byte[] line(JournalRecord record) {
        return SealedLine.seal(DocumentWriter.toCompactJson(
                Value.mapping().with("step", "told").with("meta", record.toDocument()).build()));
    }

    private static JournalQuery query(Randomness random) {
        return new JournalQuery(
                random.chance(40) ? JournalQuery.ALL
                        : random.chance(50) ? JournalQuery.REFUSALS
                        : new HashSet<>(random.subset(JournalQuery.ALL)),
                maybe(random, TIMES), maybe(random, TIMES),
                new HashSet<>(random.chance(60) ? List.of() : random.subset(REASONS)),
                random.chance(60) ? Optional.empty()
                        : Optional.of(random.flip() ? random.pick(NAMES)
                                : random.pick(NAMES) + "/" + random.pick(NAMES)),
                random.chance(70) ? OptionalLong.empty() : OptionalLong.of(random.between(1, 60)),
                random.chance(20) ? 100_000 : random.between(1, 20));
    }

    private static <T> Optional<T> maybe(Randomness random, List<T> values) {
        return random.chance(70) ? Optional.empty() : Optional.of(random.pick(values));
    }

    /// As the query itself says.
    private static JournalPage expected(List<JournalRecord> records, JournalQuery query) {
        List<JournalRecord> wanted = records.reversed().stream().filter(query::matches).toList();
        List<JournalRecord> page = wanted.subList(0, Math.min(wanted.size(), query.limit()));
        return new JournalPage(page, wanted.size() > page.size() ? OptionalLong.of(page.getLast().number())
                : OptionalLong.empty(), List.of());
    }

    @Test
    void page_ofASegment_isWhatTheQuerySays() {
        Path segment = folder.resolve("journal-000000000000000001-v1.36.jsonl");
        Property.check("a page of a segment", 400, random -> {
            List<JournalRecord> records = random.note("records", records(random));
            JournalQuery query = random.note("query", query(random));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            records.forEach(record -> bytes.writeBytes(line(record)));
            Files.write(segment, bytes.toByteArray());
            assertThat(Journal.in(folder).page(query)).isEqualTo(expected(records, query));
        });
    }

    @Test
    void lineThatIsNoRecordAfterAll_takesNoPlaceOnAPage() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(line(JournalRecord.of(1, NOON, Kind.GAP, "one", List.of(), 1)));
        bytes.writeBytes(line(JournalRecord.of(2, NOON, Kind.GAP, "two", List.of(), 1)));
        bytes.writeBytes(
                SealedLine.seal("{\"meta\":{\"n\":3,\"at\":\"" + NOON + "\",\"kind\":\"gap\",\"lost\":\"x\"}}"));
        Files.write(folder.resolve("journal-000000000000000001-v1.36.jsonl"), bytes.toByteArray());
        JournalPage page = Journal.in(folder).page(JournalQuery.refusals(1));
        assertThat(page.records()).extracting(JournalRecord::number).containsExactly(2L);
        assertThat(page.next()).hasValue(2);
    }

    private static SegmentIndex index(List<JournalRecord> records) {
        SegmentIndex.Gathering gathering = new SegmentIndex.Gathering();
        records.forEach(gathering::add);
        return gathering.index(0);
    }

    private Path written(SegmentIndex index) throws IOException {
        Path file = folder.resolve("index.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            index.write(out);
        }
        return file;
    }

    @Test
    void index_holdsEveryRefusal_inOrder() {
        Property.check("the refusals of an index", 300, random -> {
            SegmentIndex index = random.note("index", index(records(random)));
            assertThat(SegmentIndex.read(written(index), _ -> true)).hasValueSatisfying(
                    read -> assertThat(read.refusals()).isEqualTo(index.refusals()));
        });
    }

    @Test
    void index_ofManyRefusals_hasLinesThatAreBounded() throws IOException {
        String message = "m".repeat(1_000);
        List<JournalRecord> records = new ArrayList<>();
        for (int number = 1; number <= 20_000; number++) {
            records.add(new JournalRecord(number, NOON.plusSeconds(number), Kind.REFUSED,
                    Optional.of(new Pod("shop", "pod-" + number, "uid-" + number)), "OutOfcpu",
                    number % 2 == 0 ? message + number : "", List.of(), Duration.ZERO, List.of(), 0));
        }
        Path file = written(index(records));
        assertThat(SegmentIndex.read(file, _ -> true).orElseThrow().refusals()).isEqualTo(records);
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .allMatch(line -> line.length() < 2 << 20).hasSizeBetween(11, 20);
        }
    }

    @Test
    void index_whoseColumnsDoNotFit_isNone() throws IOException {
        JournalRecord refusal = new JournalRecord(7, NOON, Kind.REFUSED,
                Optional.of(new Pod("shop", "a", "uid-a")), "OutOfcpu", "", List.of(), Duration.ZERO, List.of(), 0);
        String text;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(written(index(List.of(refusal)))))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String[] change : new String[][] {{"\"count\":1", "\"count\":2"}, {"\"cause\":\"0\"", "\"cause\":\"1\""},
            {"\"cause\":\"0\"", "\"cause\":\"-1\""}, {"\"n\":\"7\"", "\"n\":\"seven\""},
            {"\"begin\":\"" + NOON + "\"", "\"begin\":\"noon\""}, {"\"count\":1", "\"count\":\"one\""}}) {
            assertThat(text).contains(change[0]);
            Path file = folder.resolve("changed");
            try (OutputStream out = Files.newOutputStream(file)) {
                for (String line : text.replace(change[0], change[1]).lines().toList()) {
                    out.write(SealedLine.seal(line.substring(0, line.lastIndexOf(",\"crc\"")) + "}}"));
                }
            }
            assertThat(SegmentIndex.read(file, _ -> true)).as(Arrays.toString(change)).isEmpty();
        }
    }
}
