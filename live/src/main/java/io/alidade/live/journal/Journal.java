package io.alidade.live.journal;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.SealedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The journal in a folder, as it is read, also while an agent writes it. What cannot be read is passed over and said. For any
/// thread.
///
/// Of closed segments their indexes are asked first: refusals come from there alone, and segments that hold nothing that is asked
/// for are not opened.
public final class Journal {
    private static final int AT_ONCE = 8;
    /// So many lines are kept until it is known which of them are the last.
    private static final int READ_LAST = 1_000;

    private final Path folder;

    private Journal(Path folder) {
        this.folder = folder;
    }

    /// The journal of a folder.
    public static Journal in(Path folder) {
        return new Journal(folder);
    }

    /// Whether there is one.
    ///
    /// @throws BadInput if the folder cannot be read
    public boolean isThere() {
        return !segments().isEmpty();
    }

    /// The newest records that a query asks for.
    ///
    /// @throws BadInput if the folder cannot be read
    public JournalPage page(JournalQuery query) {
        List<JournalRecord> found = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<Segment> newest = segments().reversed();
        int to;
        for (int from = 0; from < newest.size() && found.size() <= query.limit(); from = to) {
            // The last few come from the last segment; whoever wants more wants many.
            to = Math.min(newest.size(), from + Math.min(from + 1, AT_ONCE));
            newest.subList(from, to).parallelStream().map(segment -> find(segment, query)).toList().forEach(part -> {
                found.addAll(part.records());
                notes.addAll(part.notes());
            });
        }
        boolean isMore = found.size() > query.limit();
        List<JournalRecord> page = found.subList(0, Math.min(found.size(), query.limit()));
        return new JournalPage(page, isMore && !page.isEmpty() ? OptionalLong.of(page.getLast().number())
                : OptionalLong.empty(), notes);
    }

    private static JournalPage find(Segment segment, JournalQuery query) {
        try {
            Optional<SegmentIndex> index = segment.isClosed()
                    ? SegmentIndex.read(segment.index(), head -> query.isOfRefusals() && query.mayMatch(head))
                    : Optional.empty();
            if (index.isPresent() && !query.mayMatch(index.get())) {
                return page(List.of(), segment, index.get().damaged());
            }
            return index.isPresent() && query.isOfRefusals()
                    ? page(index.get().refusals().stream().filter(query::matches).toList(), segment,
                            index.get().damaged())
                    : scan(segment, query);
        } catch (BadInput problem) {
            return Files.exists(segment.file())
                    ? new JournalPage(List.of(), OptionalLong.empty(), List.of(String.valueOf(problem.getMessage())))
                    : again(segment, query);
        }
    }

    /// It was compressed, or has become too old, while it was to be read.
    private static JournalPage again(Segment segment, JournalQuery query) {
        return !segment.isClosed() && Files.exists(segment.compressed())
                ? find(new Segment(segment.compressed(), segment.first(), true), query)
                : new JournalPage(List.of(), OptionalLong.empty(), List.of());
    }

    private static JournalPage scan(Segment segment, JournalQuery query) {
        return query.limit() <= READ_LAST ? scanLast(segment, query) : scanAll(segment, query);
    }

    private static JournalPage scanAll(Segment segment, JournalQuery query) {
        LineFilter filter = new LineFilter(query);
        List<JournalRecord> records = new ArrayList<>();
        try (SealedLines lines = SealedLines.open(segment.file())) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                line.filter(filter::passes).flatMap(own -> JournalRecord.read(segment.file().toString(), own))
                        .filter(query::matches).ifPresent(records::add);
            }
            return page(records, segment, lines.damaged());
        }
    }

    /// Of the lines that may be wanted only the last are read, as many as are wanted and one; if one of them is not wanted after all,
    /// earlier ones are.
    private static JournalPage scanLast(Segment segment, JournalQuery query) {
        LineFilter filter = new LineFilter(query);
        ArrayDeque<byte[]> last = new ArrayDeque<>();
        boolean isMore = false;
        try (SealedLines lines = SealedLines.open(segment.file())) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (filter.passes(line.get())) {
                    last.add(line.get());
                    if (last.size() > query.limit() + 1) {
                        byte[] _ = last.remove();
                        isMore = true;
                    }
                }
            }
            List<JournalRecord> records = last.stream()
                    .flatMap(line -> JournalRecord.read(segment.file().toString(), line).stream())
                    .filter(query::matches).toList();
            return isMore && records.size() < last.size() ? scanAll(segment, query)
                    : page(records, segment, lines.damaged());
        }
    }

    /// @param records the oldest first
    private static JournalPage page(List<JournalRecord> records, Segment segment, long damaged) {
        List<JournalRecord> newest = new ArrayList<>(records);
        Collections.reverse(newest);
        return new JournalPage(newest, OptionalLong.empty(), damaged == 0 ? List.of()
                : List.of(segment.file() + " has " + (damaged == 1 ? "one line that is" : damaged + " lines that are")
                        + " cut or damaged, which is passed over"));
    }

    /// The lines that lead to a record; its segment is read as far as to it.
    ///
    /// @param number of the record, no scenario
    /// @return nothing if it is not there, or has gone, or lines before it are damaged, so that nobody knows how the node was
    /// @throws BadInput if the folder or the segment cannot be read
    public Optional<Passage> passage(long number) {
        Optional<Segment> holds = segments().stream().filter(segment -> segment.first() <= number)
                .reduce((_, later) -> later);
        if (holds.isEmpty()) {
            return Optional.empty();
        }
        try {
            return passage(holds.get().file(), number);
        } catch (BadInput problem) {
            if (Files.exists(holds.get().file())) {
                throw problem;
            }
            // It was compressed meanwhile, or has become too old.
            Path compressed = holds.get().compressed();
            return Files.exists(compressed) ? passage(compressed, number) : Optional.empty();
        }
    }

    private static Optional<Passage> passage(Path segment, long number) {
        List<byte[]> passage = new ArrayList<>();
        long damaged = 0;
        try (SealedLines lines = SealedLines.open(segment)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                Optional<JournalRecord> record = JournalRecord.read(segment.toString(), line.get());
                boolean isScenario = record.filter(own -> own.kind() == JournalRecord.Kind.SCENARIO).isPresent();
                if (isScenario || lines.damaged() > damaged) {
                    damaged = lines.damaged();
                    passage.clear();
                }
                if (isScenario || !passage.isEmpty()) {
                    passage.add(line.get());
                }
                if (!isScenario && record.filter(own -> own.number() == number).isPresent()) {
                    return passage.isEmpty() ? Optional.empty() : Optional.of(new Passage(segment, passage));
                }
            }
            return Optional.empty();
        }
    }

    /// What was free in the course of time: of each of several equal parts of a span the last that is known.
    ///
    /// @param points how many parts, from 1
    /// @throws BadInput if the folder cannot be read
    public List<FreeSample> free(Instant since, Instant until, int points) {
        FreeCourse whole = new FreeCourse(since, until, points);
        segments().parallelStream().map(segment -> course(segment, new FreeCourse(since, until, points))).toList()
                .forEach(whole::add);
        return whole.samples();
    }

    private static FreeCourse course(Segment segment, FreeCourse course) {
        if (segment.isClosed() && SegmentIndex.readInto(course, segment.index())) {
            return course;
        }
        try (SealedLines lines = SealedLines.open(segment.file())) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                course.add(line.get());
            }
        } catch (BadInput _) {
            // It has gone meanwhile, or cannot be read: what is known of other times is told.
        }
        return course;
    }

    private List<Segment> segments() {
        try {
            return Segment.in(folder);
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be read: " + DurableFiles.reason(failure) + ".",
                    "Check its permissions, or name another folder.");
        }
    }
}
