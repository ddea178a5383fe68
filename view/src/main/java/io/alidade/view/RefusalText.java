package io.alidade.view;

import io.alidade.plan.refusal.RefusalReport;
import io.alidade.plan.refusal.RefusalReport.Group;
import io.alidade.plan.refusal.RefusalReport.Told;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A [RefusalReport] for people: what is to be looked at first, then the groups, then the last refusals.
public final class RefusalText {
    private static final int INDENT = 2;
    private static final int SHOWN = 10;

    private final RefusalReport report;
    private final Paragraphs out;

    private RefusalText(RefusalReport report, TextStyle style) {
        this.report = report;
        this.out = new Paragraphs(style);
    }

    /// The text of a report.
    public static String of(RefusalReport report, TextStyle style) {
        RefusalText text = new RefusalText(report, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        long all = report.reasons().values().stream().mapToLong(Long::longValue).sum();
        String where = report.areNodesKnown() ? " on " + Words.counted(report.nodes().size(), "node") : "";
        out.line(0, Ink.STRONG, all == 0 ? "no refusals"
                : Words.counted(all, "refusal") + where + ": " + reasons(report.reasons()));
        report.storms().stream().limit(SHOWN).forEach(storm -> out.line(0, Ink.BAD, "✘ a storm: " + storm.name()
                + " was refused " + storm.refusals() + " times from " + time(storm.first()) + " to "
                + time(storm.last())));
        report.notes().forEach(note -> out.line(0, Ink.WARNING, "! " + note));
        groups("controller", report.controllers());
        if (report.areNodesKnown()) {
            groups("node", report.nodes());
        }
        groups("shape", report.shapes());
        refusals();
    }

    private static String reasons(Map<String, Long> reasons) {
        return reasons.entrySet().stream().map(own -> own.getValue() + " " + own.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void groups(String title, List<Group> groups) {
        if (groups.isEmpty()) {
            return;
        }
        out.gap();
        TextTable table = new TextTable().column(title).number("refused").number("pods").column("last")
                .column("reasons");
        groups.stream().limit(SHOWN).forEach(group -> table.row(group.name(), Long.toString(group.refusals()),
                Integer.toString(group.pods()), time(group.last()), reasons(group.reasons())));
        out.table(table, 0);
        more(groups.size());
    }

    private void more(int count) {
        if (count > SHOWN) {
            out.line(INDENT, Ink.FAINT, "and " + (count - SHOWN) + " more; -o json has all");
        }
    }

    private void refusals() {
        if (report.refusals().isEmpty()) {
            return;
        }
        out.gap();
        out.line(0, Ink.STRONG, "the last refusals");
        List<Told> last = report.refusals().subList(Math.max(0, report.refusals().size() - SHOWN),
                report.refusals().size());
        for (Told told : last.reversed()) {
            out.line(INDENT, Ink.NORMAL, time(told.refusal().at()) + " " + told.refusal().pod()
                    + told.refusal().node().map(node -> " on " + node).orElse("")
                    + (told.refusal().times() == 1 ? "" : ", " + told.refusal().times() + " times") + ": "
                    + told.refusal().reason());
            out.line(2 * INDENT, Ink.FAINT, told.refusal().message());
            told.why().forEach(why -> out.line(2 * INDENT, Ink.BAD, why));
        }
        more(report.refusals().size());
    }
}
