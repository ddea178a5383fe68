package io.alidade.live.journal;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Bytes;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.SealedLines;
import io.alidade.kube.document.Trees;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.JournalRecord.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What a segment is about: enough to pass it over, and all of its refusals, so that a question for these never reads it.
///
/// @param first    the least number of a record, 0 if there is none
/// @param last     the greatest
/// @param from     the earliest time of a record, which need not be that of the first: clocks jump
/// @param to       the latest
/// @param damaged  lines that are not whole
/// @param reasons  of refusals and ends, with how often each
/// @param pods     those that it tells of
/// @param refusals and gaps, the oldest first
/// @param samples  what was free, once a minute; none of one that was read
record SegmentIndex(long first, long last, Instant from, Instant to, long damaged, Map<String, Long> reasons,
        PodFilter pods, List<JournalRecord> refusals, List<FreeSample> samples) {
    private static final String KIND = "kind";
    private static final String INDEX = "index";
    private static final byte[] COLUMNS = ("{\"meta\":{\"kind\":\"" + RefusalColumns.KIND + "\"")
            .getBytes(StandardCharsets.UTF_8);

    SegmentIndex {
        reasons = new TreeMap<>(reasons);
        refusals = List.copyOf(refusals);
        samples = List.copyOf(samples);
    }

    /// Gathers an index from the records of a segment.
    static final class Gathering {
        private final Map<String, Long> reasons = new TreeMap<>();
        private final Set<String> pods = new HashSet<>();
        private final List<JournalRecord> refusals = new ArrayList<>();
        private final List<FreeSample> samples = new ArrayList<>();
        private long first;
        private long last;
        private Instant from = Instant.MAX;
        private Instant to = Instant.MIN;
        private Instant minute = Instant.MIN;

        void add(JournalRecord record) {
            from = record.at().isBefore(from) ? record.at() : from;
            to = record.at().isAfter(to) ? record.at() : to;
            sample(record);
            if (record.kind() == Kind.SCENARIO) {
                return;
            }
            first = first == 0 ? record.number() : Math.min(first, record.number());
            last = Math.max(last, record.number());
            record.pod().ifPresent(pod -> {
                pods.add(pod.label());
                pods.add(pod.uid());
            });
            if (!record.reason().isEmpty()) {
                reasons.merge(record.reason(), 1L, Long::sum);
            }
            if (JournalQuery.REFUSALS.contains(record.kind())) {
                refusals.add(record.withoutFree());
            }
        }

        private void sample(JournalRecord record) {
            Instant own = record.at().truncatedTo(ChronoUnit.MINUTES);
            if (!record.free().isEmpty() && !own.equals(minute)) {
                minute = own;
                samples.add(new FreeSample(record.at(), record.free()));
            }
        }

        SegmentIndex index(long damaged) {
            boolean isEmpty = from.isAfter(to);
            return new SegmentIndex(first, last, isEmpty ? Instant.EPOCH : from, isEmpty ? Instant.EPOCH : to, damaged,
                    reasons, PodFilter.of(pods), refusals, samples);
        }
    }

    /// Of a segment, which is read.
    ///
    /// @throws BadInput if it cannot be read
    static SegmentIndex of(Path segment) {
        Gathering gathering = new Gathering();
        try (SealedLines lines = SealedLines.open(segment)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                JournalRecord.read(segment.toString(), line.get()).ifPresent(gathering::add);
            }
            return gathering.index(lines.damaged());
        }
    }

    /// Writes it.
    void write(OutputStream out) throws IOException {
        line(out, Value.mapping().with(KIND, INDEX).with("first", first).with("last", last)
                .with("from", from.toString()).with("to", to.toString()).with("damaged", damaged)
                .with("reasons", counts()).with("podBits", pods.size()).with("pods", pods.toText()).build());
        // First these: who asks for them reads no further.
        for (FreeSample sample : samples) {
            line(out, sample.toDocument());
        }
        RefusalColumns columns = new RefusalColumns(from);
        for (JournalRecord record : refusals) {
            if (!columns.add(record)) {
                columns = written(out, columns);
                if (!columns.add(record)) {
                    line(out, record.toDocument());
                }
            }
        }
        RefusalColumns _ = written(out, columns);
    }

    private RefusalColumns written(OutputStream out, RefusalColumns columns) throws IOException {
        if (!columns.isEmpty()) {
            line(out, columns.toDocument());
        }
        return new RefusalColumns(from);
    }

    private Value.Mapping counts() {
        Value.Builder counts = Value.mapping();
        reasons.forEach(counts::with);
        return counts.build();
    }

    private static void line(OutputStream out, Value.Mapping meta) throws IOException {
        out.write(SealedLine.seal(DocumentWriter.toCompactJson(Value.mapping().with("meta", meta).build())));
    }

    /// Reads one that was written, without samples.
    ///
    /// @param isWanted is given it without refusals, and says whether these are to be read
    /// @return nothing if there is none, or it is damaged
    static Optional<SegmentIndex> read(Path file, Predicate<SegmentIndex> isWanted) {
        try (SealedLines lines = SealedLines.open(file)) {
            Optional<SegmentIndex> head = lines.next().flatMap(line -> head(file, line));
            if (head.isEmpty() || !isWanted.test(head.get())) {
                return head;
            }
            SegmentIndex known = head.get();
            List<JournalRecord> refusals = new ArrayList<>();
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                addRefusals(file, line.get(), refusals);
            }
            return lines.damaged() > 0 ? Optional.empty()
                    : Optional.of(new SegmentIndex(known.first, known.last, known.from, known.to, known.damaged,
                            known.reasons, known.pods, refusals, List.of()));
        } catch (BadInput | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void addRefusals(Path file, byte[] line, List<JournalRecord> refusals) {
        if (Bytes.startWith(line, COLUMNS, 0)) {
            meta(file, line).map(RefusalColumns::read).ifPresent(refusals::addAll);
        } else {
            JournalRecord.read(file.toString(), line).ifPresent(refusals::add);
        }
    }

    /// Reads the samples of one that was written.
    ///
    /// @return false if there is none, or it is damaged
    static boolean readInto(FreeCourse course, Path file) {
        try (SealedLines lines = SealedLines.open(file)) {
            Optional<SegmentIndex> head = lines.next().flatMap(line -> head(file, line));
            if (head.filter(course::touches).isEmpty()) {
                return head.isPresent();
            }
            Optional<byte[]> line = lines.next();
            while (line.filter(course::add).isPresent()) {
                line = lines.next();
            }
            return lines.damaged() == 0;
        } catch (BadInput _) {
            return false;
        }
    }

    private static Optional<Fields> meta(Path file, byte[] line) {
        DocumentNode document = DocumentReader.readOne(file.toString(), line);
        return Trees.mapping(document, "meta").map(Fields::of);
    }

    private static Optional<SegmentIndex> head(Path file, byte[] line) {
        try {
            return meta(file, line).filter(fields -> fields.string(KIND).orElse("").equals(INDEX))
                    .map(SegmentIndex::head);
        } catch (DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static SegmentIndex head(Fields fields) {
        Map<String, Long> reasons = new TreeMap<>();
        fields.object("reasons").ifPresent(counts -> counts.keys().forEach(
                reason -> reasons.put(reason, counts.integer(reason, 0, Long.MAX_VALUE).orElse(0))));
        return new SegmentIndex(fields.integer("first", 0, Long.MAX_VALUE).orElse(0),
                fields.integer("last", 0, Long.MAX_VALUE).orElse(0),
                Instant.parse(fields.string("from").orElse("")), Instant.parse(fields.string("to").orElse("")),
                fields.integer("damaged", 0, Long.MAX_VALUE).orElse(0), reasons,
                PodFilter.parse(fields.string("pods").orElse(""),
                        (int) fields.integer("podBits", 0, Integer.MAX_VALUE).orElse(0)),
                List.of(), List.of());
    }
}
