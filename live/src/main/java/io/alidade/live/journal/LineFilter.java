package io.alidade.live.journal;

import io.alidade.kube.document.Bytes;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.JournalRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Tells of most lines of a segment that a query does not want them, by their bytes alone, as the writer writes them.
final class LineFilter {
    private final List<byte[]> kinds;
    private final List<byte[]> pods;
    private final List<byte[]> reasons;
    private final Optional<Instant> since;
    private final Optional<Instant> until;
    private final OptionalLong before;

    LineFilter(JournalQuery query) {
        this.kinds = fields("kind", query.kinds().stream().map(Kind::wireName).toList());
        this.pods = query.pod().stream()
                .flatMap(name -> Stream.of(field("pod", name), field("uid", name))).toList();
        this.reasons = fields("reason", query.reasons());
        this.since = query.since();
        this.until = query.until();
        this.before = query.before();
    }

    private static List<byte[]> fields(String key, Collection<String> values) {
        return values.stream().map(value -> field(key, value)).toList();
    }

    private static byte[] field(String key, String value) {
        String object = DocumentWriter.toCompactJson(Value.mapping().with(key, value).build());
        return object.substring(1, object.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    /// Whether a line may be wanted.
    boolean passes(byte[] line) {
        int start = SealedLine.recordIn(line);
        return start >= 0 && has(kinds, line, start) && has(pods, line, start) && has(reasons, line, start)
                && isBefore(line, start) && isInTime(line);
    }

    private static boolean has(List<byte[]> some, byte[] line, int start) {
        for (byte[] one : some) {
            if (Bytes.indexOf(line, one, start) >= 0) {
                return true;
            }
        }
        return some.isEmpty();
    }

    private boolean isBefore(byte[] line, int start) {
        return before.isEmpty() || SealedLine.numberIn(line, start) < before.getAsLong();
    }

    private boolean isInTime(byte[] line) {
        if (since.isEmpty() && until.isEmpty()) {
            return true;
        }
        Optional<Instant> time = JournalRecord.timeIn(line);
        return time.isPresent() && since.filter(time.get()::isBefore).isEmpty()
                && until.filter(time.get()::isAfter).isEmpty();
    }
}
