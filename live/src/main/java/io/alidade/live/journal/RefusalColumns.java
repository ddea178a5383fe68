package io.alidade.live.journal;

import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.JournalRecord.Kind;
import io.alidade.live.journal.JournalRecord.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Refusals of an index, many in one line: names and numbers in columns, each a text with blanks between, so that a hundred thousand
/// are read at once. Numbers are differences to the one before.
final class RefusalColumns {
    /// What a line of them is, where a record has its number.
    static final String KIND = "refusals";

    private static final int MOST = 4096;
    private static final int MOST_LETTERS = 1 << 20;
    /// Nearer than this, times differ by a number of nanoseconds.
    private static final Duration FAR = Duration.ofDays(36_500);

    private final StringBuilder pods = new StringBuilder();
    private final StringBuilder uids = new StringBuilder();
    private final Numbers numbers = new Numbers();
    private final Numbers times = new Numbers();
    private final Numbers micros = new Numbers();
    private final Numbers causes = new Numbers();
    private final Map<Cause, Integer> places = new LinkedHashMap<>();
    private final Instant begin;
    private int causeLetters;
    private int count;

    private record Cause(String reason, String message, List<String> why) {
        int letters() {
            return reason.length() + message.length() + why.stream().mapToInt(String::length).sum();
        }

        Value.Mapping toDocument() {
            return Value.mapping().with("reason", reason).with("message", message).with("why", Value.texts(why))
                    .build();
        }

        static Cause read(Fields fields) {
            return new Cause(fields.string("reason").orElse(""), fields.string("message").orElse(""),
                    fields.stringList("why"));
        }
    }

    /// @param begin a time that is not far from those of the refusals
    RefusalColumns(Instant begin) {
        this.begin = begin;
    }

    /// Takes a record, if it fits in and there is room.
    boolean add(JournalRecord record) {
        if (!fits(record) || count >= MOST || pods.length() + uids.length() + causeLetters > MOST_LETTERS) {
            return false;
        }
        Pod pod = record.pod().orElseThrow();
        Cause cause = new Cause(record.reason(), record.message(), record.why());
        Integer place = places.get(cause);
        if (place == null) {
            place = places.size();
            places.put(cause, place);
            causeLetters += cause.letters();
        }
        pods.append(count == 0 ? "" : " ").append(pod.label());
        uids.append(count == 0 ? "" : " ").append(pod.uid());
        numbers.add(record.number());
        times.add(Duration.between(begin, record.at()).toNanos());
        micros.add(JournalRecord.micros(record.took()));
        causes.add(place);
        count++;
        return true;
    }

    private boolean fits(JournalRecord record) {
        return record.kind() == Kind.REFUSED && record.lost() == 0
                && record.pod().filter(pod -> isWord(pod.label()) && isWord(pod.uid())).isPresent()
                && Duration.between(begin, record.at()).abs().compareTo(FAR) < 0;
    }

    private static boolean isWord(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// The fields of `meta`.
    Value.Mapping toDocument() {
        return Value.mapping().with("kind", KIND).with("count", count).with("n", numbers.toString())
                .with("begin", begin.toString()).with("at", times.toString()).with("micros", micros.toString())
                .with("pods", pods.toString()).with("uids", uids.toString())
                .with("causes", Value.sequence(places.keySet().stream().map(Cause::toDocument).toList()))
                .with("cause", causes.toString()).build();
    }

    /// Reads the fields of `meta`.
    ///
    /// @throws IllegalArgumentException if they are none that were written
    static List<JournalRecord> read(Fields meta) {
        long count = meta.integer("count", 0, MOST).orElse(0);
        Instant begin = meta.string("begin").flatMap(JournalRecord::instant)
                .orElseThrow(() -> new IllegalArgumentException("no begin"));
        Words pods = words(meta, "pods");
        Words uids = words(meta, "uids");
        Words numbers = words(meta, "n");
        Words times = words(meta, "at");
        Words micros = words(meta, "micros");
        Words places = words(meta, "cause");
        List<Cause> causes = meta.objects("causes").stream().map(Cause::read).toList();
        List<JournalRecord> records = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            long place = places.number();
            if (place < 0 || place >= causes.size()) {
                throw new IllegalArgumentException("no cause " + place);
            }
            Cause cause = causes.get((int) place);
            records.add(new JournalRecord(numbers.number(), begin.plusNanos(times.number()), Kind.REFUSED,
                    Optional.of(JournalRecord.pod(pods.next(), uids.next())), cause.reason, cause.message, cause.why,
                    JournalRecord.took(micros.number()), List.of(), 0));
        }
        return records;
    }

    private static Words words(Fields meta, String key) {
        return new Words(meta.string(key).orElse(""));
    }

    /// A column of numbers that is written.
    private static final class Numbers {
        private final StringBuilder text = new StringBuilder();
        private long last;

        void add(long number) {
            text.append(text.isEmpty() ? "" : " ").append(number - last);
            last = number;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    /// A column that is read.
    private static final class Words {
        private static final int TEN = 10;

        private final String text;
        private int at;
        private long last;

        Words(String text) {
            this.text = text;
        }

        String next() {
            int start = start();
            return text.substring(start, at - 1);
        }

        long number() {
            int start = start();
            last += Long.parseLong(text, start, at - 1, TEN);
            return last;
        }

        /// Where the next word begins; behind it stands one blank, or the end.
        private int start() {
            int start = at;
            int blank = text.indexOf(' ', start);
            int end = blank < 0 ? text.length() : blank;
            if (start >= end) {
                throw new IllegalArgumentException("a column is too short");
            }
            at = end + 1;
            return start;
        }
    }
}
