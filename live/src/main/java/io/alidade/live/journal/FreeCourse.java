package io.alidade.live.journal;

import io.alidade.kube.document.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was free in the course of time: of each of several equal parts of a span the last that is known. Of a line only its time is
/// looked at until it is known which are the last ones: a month has a million.
final class FreeCourse {
    private static final byte[] FREE = "\"free\":[".getBytes(StandardCharsets.UTF_8);

    private final Instant since;
    private final Instant until;
    private final long partMillis;
    private final Map<Long, Line> byPart = new TreeMap<>();

    private record Line(Instant at, byte[] line) {}

    /// @param points how many parts, from 1
    FreeCourse(Instant since, Instant until, int points) {
        this.since = since;
        this.until = until;
        this.partMillis = Math.max(1, Duration.between(since, until).toMillis() / Math.max(1, points));
    }

    /// Whether something of a segment may be in the span.
    boolean touches(SegmentIndex segment) {
        return !segment.to().isBefore(since) && !segment.from().isAfter(until);
    }

    /// Looks at a line of a segment or of an index.
    ///
    /// @return whether it tells what was free
    boolean add(byte[] line) {
        if (Bytes.lastIndexOf(line, FREE) < 0) {
            return false;
        }
        JournalRecord.timeIn(line).filter(at -> !at.isBefore(since) && !at.isAfter(until))
                .ifPresent(at -> add(new Line(at, line)));
        return true;
    }

    private void add(Line own) {
        byPart.merge(Duration.between(since, own.at).toMillis() / partMillis, own,
                (one, other) -> other.at.isBefore(one.at) ? one : other);
    }

    /// Adds what another one of the same span and points knows.
    void add(FreeCourse other) {
        other.byPart.values().forEach(this::add);
    }

    /// The course, the oldest first.
    List<FreeSample> samples() {
        return byPart.values().stream().flatMap(own -> FreeSample.read(own.line).stream()).toList();
    }
}
