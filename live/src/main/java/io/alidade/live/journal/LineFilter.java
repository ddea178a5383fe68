package io.alidade.live.journal;

import io.alidade.kube.document.Bytes;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.JournalRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// Tells of most lines of a segment that a query does not want them, by their bytes alone, as the writer writes them.
final class LineFilter {
    private final List<byte[]> kinds;
    private final List<byte[]> pods;
    private final List<byte[]> reasons;
    private final JournalQuery query;

    LineFilter(JournalQuery query) {
        this.kinds = fields("kind", query.kinds().stream().map(Kind::wireName).toList());
        this.pods = query.pod().stream()
                .flatMap(name -> Stream.of(field("pod", name), field("uid", name))).toList();
        this.reasons = fields("reason", query.reasons());
        this.query = query;
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
                && query.isOnPage(SealedLine.numberIn(line, start)) && isInTime(line);
    }

    private static boolean has(List<byte[]> some, byte[] line, int start) {
        for (byte[] one : some) {
            if (Bytes.indexOf(line, one, start) >= 0) {
                return true;
            }
        }
        return some.isEmpty();
    }

    /// The time is read only if it matters.
    private boolean isInTime(byte[] line) {
        return (query.since().isEmpty() && query.until().isEmpty())
                || JournalRecord.timeIn(line).filter(query::isInTime).isPresent();
    }
}
