package io.alidade.live.journal;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Bytes;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.Value;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Something that happened on a node, as a journal has it in the `meta` of a line.
///
/// @param number  records are numbered as they come, whatever the clock says; of a [Kind#SCENARIO] that of the next
/// @param at      what the clock said
/// @param pod     absent of what is about no pod
/// @param reason  of a refusal or an end, as the kubelet calls it; else empty
/// @param message the sentence for people that belongs to it
/// @param why     of a refusal: its causes, a sentence each
/// @param took    of a decision: from the pod's arrival until it was on disk
/// @param free    after it, by NUMA node; absent of a refusal that was found in an index
/// @param lost    of a [Kind#GAP]: how many records are missing before it, itself included
public record JournalRecord(long number, Instant at, Kind kind, Optional<Pod> pod, String reason, String message,
        List<String> why, Duration took, List<NumaFree> free, long lost) {
    private static final int NANOS_OF_A_MICRO = 1_000;
    private static final int KEY_LENGTH = "\"meta\":".length();
    private static final byte[] TIME = "\"at\":\"".getBytes(StandardCharsets.UTF_8);

    public JournalRecord {
        why = List.copyOf(why);
        free = List.copyOf(free);
    }

    /// What happened.
    public enum Kind {
        /// A pod was admitted.
        ADMITTED,
        /// A pod was refused.
        REFUSED,
        /// A pod's containers have ended, or it was evicted: it holds nothing any more.
        ENDED,
        /// A pod is gone.
        REMOVED,
        /// Records are missing.
        GAP,
        /// The whole node is written down, and steps go on from there.
        SCENARIO;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /// As it stands in a record.
        public String wireName() {
            return wireName;
        }

        private static Optional<Kind> named(String name) {
            return Arrays.stream(values()).filter(kind -> kind.wireName().equals(name)).findFirst();
        }
    }

    /// A pod by its names.
    public record Pod(String namespace, String name, String uid) {
        /// NAMESPACE/NAME.
        public String label() {
            return namespace + "/" + name;
        }
    }

    /// The same, shorter.
    JournalRecord withoutFree() {
        return new JournalRecord(number, at, kind, pod, reason, message, why, took, List.of(), lost);
    }

    /// Of a kind that is about no pod.
    static JournalRecord of(long number, Instant at, Kind kind, String message, List<NumaFree> free, long lost) {
        return new JournalRecord(number, at, kind, Optional.empty(), "", message, List.of(), Duration.ZERO, free,
                lost);
    }

    /// The fields of `meta`.
    Value.Mapping toDocument() {
        Value.Builder meta = Value.mapping().with("n", number).with("at", at.toString()).with("kind", kind.wireName());
        pod.ifPresent(named -> meta.with("pod", named.label()).with("uid", named.uid()));
        if (!took.isZero()) {
            meta.with("micros", micros(took));
        }
        text(meta, "reason", reason);
        text(meta, "message", message);
        if (!why.isEmpty()) {
            meta.with("why", Value.texts(why));
        }
        if (lost > 0) {
            meta.with("lost", lost);
        }
        if (!free.isEmpty()) {
            meta.with("free", Value.sequence(free.stream().map(NumaFree::toDocument).toList()));
        }
        return meta.build();
    }

    private static void text(Value.Builder meta, String key, String text) {
        if (!text.isEmpty()) {
            meta.with(key, text);
        }
    }

    /// The time of a line's record: of `meta`, the last field. In a text the quotes would stand behind backslashes.
    static Optional<Instant> timeIn(byte[] line) {
        int start = Bytes.lastIndexOf(line, TIME) + TIME.length;
        int end = start;
        while (end < line.length && line[end] != '"') {
            end++;
        }
        return instant(new String(line, start, end - start, StandardCharsets.ISO_8859_1));
    }

    /// Reads a line of a journal; only its `meta` is looked at, which is the last of its fields.
    ///
    /// @param source names it for people
    /// @return nothing if it has no `meta` that is one
    static Optional<JournalRecord> read(String source, byte[] line) {
        int start = SealedLine.recordIn(line);
        if (start < 0) {
            return Optional.empty();
        }
        try {
            byte[] meta = Arrays.copyOfRange(line, start + KEY_LENGTH, line.length - 1);
            return DocumentReader.readOne(source, meta) instanceof DocumentNode.Mapping fields ? read(fields)
                    : Optional.empty();
        } catch (BadInput _) {
            return Optional.empty();
        }
    }

    /// Reads `meta`.
    ///
    /// @throws BadInput if a field is of another kind than it is written with
    static Optional<JournalRecord> read(DocumentNode.Mapping meta) {
        Fields fields = Fields.of(meta);
        Optional<Kind> kind = fields.string("kind").flatMap(Kind::named);
        Optional<Instant> at = fields.string("at").flatMap(JournalRecord::instant);
        if (kind.isEmpty() || at.isEmpty()) {
            return Optional.empty();
        }
        String uid = fields.string("uid").orElse("");
        return Optional.of(new JournalRecord(fields.integer("n", 0, Long.MAX_VALUE).orElse(0), at.get(), kind.get(),
                fields.string("pod").map(label -> pod(label, uid)), fields.string("reason").orElse(""),
                fields.string("message").orElse(""), fields.stringList("why"),
                took(fields.integer("micros", 0, Long.MAX_VALUE / NANOS_OF_A_MICRO).orElse(0)),
                fields.objects("free").stream().map(NumaFree::read).toList(),
                fields.integer("lost", 0, Long.MAX_VALUE).orElse(0)));
    }

    static long micros(Duration took) {
        return took.toNanos() / NANOS_OF_A_MICRO;
    }

    static Duration took(long micros) {
        return Duration.ofNanos(micros * NANOS_OF_A_MICRO);
    }

    static Pod pod(String label, String uid) {
        int slash = label.indexOf('/');
        return new Pod(slash < 0 ? "" : label.substring(0, slash), label.substring(slash + 1), uid);
    }

    /// A time as a record has it; nothing of a text that is none.
    static Optional<Instant> instant(String text) {
        try {
            return Optional.of(WrittenTime.read(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
