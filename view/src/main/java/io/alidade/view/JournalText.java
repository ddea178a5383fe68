package io.alidade.view;

import io.alidade.live.journal.JournalPage;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.journal.JournalRecord.Pod;
import io.alidade.live.journal.NumaFree;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// Records of a journal for people: a line each, the newest first.
public final class JournalText {
    private JournalText() {}

    /// The text of a page.
    public static String of(JournalPage page, TextStyle style) {
        Paragraphs out = new Paragraphs(style);
        out.line(0, Ink.STRONG,
                page.records().isEmpty() ? "no records" : Words.counted(page.records().size(), "record"));
        page.notes().forEach(note -> out.line(0, Ink.WARNING, "! " + note));
        if (!page.records().isEmpty()) {
            out.gap();
            TextTable table = new TextTable().number("number").column("time").column("event").column("pod")
                    .column("what").column("free CPUs");
            page.records().forEach(record -> table.row(Long.toString(record.number()),
                    record.at().truncatedTo(ChronoUnit.SECONDS).toString(), record.kind().wireName(),
                    record.pod().map(Pod::label).orElse(""), what(record), free(record.free())));
            out.table(table, 0);
        }
        page.next()
                .ifPresent(next -> out.line(0, Ink.FAINT, "and more before record " + next + "; --limit shows them"));
        return out.toString();
    }

    private static String what(JournalRecord record) {
        if (record.lost() > 0) {
            return Words.counted(record.lost(), "record") + " lost: " + record.message();
        }
        return record.reason().isEmpty() ? record.message()
                : record.why().isEmpty() ? record.reason() : record.reason() + ": " + String.join("; ", record.why());
    }

    private static String free(List<NumaFree> free) {
        return free.stream().map(own -> Integer.toString(own.cpus())).collect(Collectors.joining(" + "));
    }
}
