package io.alidade.view;

import io.alidade.plan.fleet.replay.PoolTally.TrapNode;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.report.FleetReport.Row;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A [FleetReport] for people: what it costs, figure by figure for each policy, then shapes and trap nodes.
public final class FleetText {
    private static final int INDENT = 2;
    private static final int SHOWN_TRAPS = 5;
    private static final int SHOWN_SHAPES = 20;

    private final FleetReport report;
    private final List<Row> rows;
    private final List<Figures> figures;
    private final Paragraphs out;

    private FleetText(FleetReport report, TextStyle style) {
        this.report = report;
        this.rows = report.rows().stream().filter(row -> row.obstacle().isEmpty()).toList();
        this.figures = rows.stream().map(row -> new Figures(row.tally())).toList();
        this.out = new Paragraphs(style);
    }

    /// The text of a report.
    public static String of(FleetReport report, TextStyle style) {
        FleetText text = new FleetText(report, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        FleetReport.Head head = report.head();
        long pods = figures.getFirst().get(Count.ARRIVED);
        out.line(0, Ink.FAINT, Words.counted(head.nodes(), "node") + " in " + Words.counted(head.pools().size(), "pool")
                + " · " + Words.counted(pods, "pod") + (head.seeds().size() > 1 ? " in " + head.seeds().size()
                        + " replays" : "")
                + " · " + head.scheduler() + " · seed " + head.seeds().getFirst());
        out.line(0, Ink.STRONG, FleetWords.cost(report));
        FleetWords.proposal(report).ifPresent(text -> out.line(0, Ink.GOOD, text));
        if (report.isCut()) {
            out.line(0, Ink.WARNING, "! stopped before the end: this is what was known by then");
        }
        report.warnings().forEach(warning -> out.line(0, Ink.WARNING, "! " + warning));
        report.rows().forEach(row -> row.obstacle()
                .ifPresent(why -> out.line(0, Ink.BAD, "✘ " + row.policy() + ": " + why)));
        out.gap();
        figures();
        FleetWords.subject(report).or(() -> rows.stream().findFirst()).ifPresent(row -> {
            shapes(row);
            traps(row);
        });
    }

    private void figures() {
        TextTable table = new TextTable().column("");
        rows.forEach(row -> table.number(FleetWords.title(row)));
        row(table, "pods that ran", own -> FleetWords.percent(own.admitted()));
        row(table, "pods that never ran", own -> Long.toString(own.starved()));
        row(table, "refused at a node", own -> Long.toString(own.get(Count.REFUSED)));
        row(table, "pods refused and made again", own -> Long.toString(own.get(Count.RECREATED)));
        row(table, "most often one was", own -> Long.toString(own.recreations().quantile(1)));
        row(table, "pending, median", own -> FleetWords.span(own.pendingMedian()));
        row(table, "pending, 95 of 100", own -> FleetWords.span(own.pendingP95()));
        row(table, "pending, longest", own -> FleetWords.span(own.pendingMost()));
        row(table, "aligned", own -> FleetWords.percent(own.aligned()));
        for (String resource : figures.getFirst().resources()) {
            row(table, FleetWords.resource(resource) + " used", own -> FleetWords.percent(own.used(resource)));
        }
        for (String resource : figures.getFirst().resources()) {
            row(table, FleetWords.resource(resource) + " stranded",
                    own -> FleetWords.percent(own.stranded(resource)));
        }
        row(table, "trap nodes", own -> Integer.toString(own.traps().size()));
        List<Cell> nodes = new ArrayList<>(List.of(Cell.of("nodes to add")));
        rows.forEach(own -> nodes.add(Cell.of(FleetWords.nodes(own))));
        if (rows.stream().anyMatch(own -> own.nodesToAdd().isPresent())) {
            table.row(nodes);
        }
        out.table(table, 0);
    }

    private void row(TextTable table, String title, Function<Figures, String> text) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.of(title)));
        figures.forEach(own -> cells.add(Cell.of(text.apply(own))));
        table.row(cells);
    }

    private void shapes(Row row) {
        out.gap();
        out.line(0, Ink.STRONG, "pods by shape under " + row.policy());
        TextTable table = new TextTable().column("shape");
        List.of("pods", "ran", "refused", "made again, most", "pending, 95 of 100", "aligned", "nodes that refuse")
                .forEach(table::number);
        row.tally().shapes().entrySet().stream().limit(SHOWN_SHAPES).forEach(shape -> table.row(shape(shape)));
        out.table(table, INDENT);
        if (row.tally().shapes().size() > SHOWN_SHAPES) {
            out.line(INDENT, Ink.FAINT, "and " + (row.tally().shapes().size() - SHOWN_SHAPES)
                    + " more; -o json has all");
        }
        FleetWords.never(row).forEach(why -> out.line(INDENT, Ink.BAD, "✘ " + why));
    }

    private static List<Cell> shape(Map.Entry<String, ShapeTally> entry) {
        ShapeTally shape = entry.getValue();
        long pinned = shape.get(Count.ALIGNED) + shape.get(Count.SPLIT);
        return List.of(Cell.of(entry.getKey()), Cell.of(Long.toString(shape.get(Count.ARRIVED))),
                Cell.of(FleetWords.percent(Figures.admitted(shape))), Cell.of(Long.toString(shape.get(Count.REFUSED))),
                Cell.of(Long.toString(shape.recreations().quantile(1))),
                Cell.of(shape.get(Count.ADMITTED) == 0 ? "" : FleetWords.span(shape.pendingSeconds().quantile(0.95))),
                Cell.of(pinned == 0 ? "" : FleetWords.percent((double) shape.get(Count.ALIGNED) / pinned)),
                Cell.of(FleetWords.percent(Figures.blocked(shape))));
    }

    private void traps(Row row) {
        List<TrapNode> traps = new Figures(row.tally()).traps();
        if (traps.isEmpty()) {
            return;
        }
        out.gap();
        out.line(0, Ink.STRONG, "trap nodes under " + row.policy() + ": " + traps.size()
                + " had room by number, and refused three pods or more in a row");
        TextTable table = new TextTable().column("node");
        List.of("refused", "admitted", "refused in a row").forEach(table::number);
        traps.stream().limit(SHOWN_TRAPS).forEach(trap -> table.row(trap.node(), Long.toString(trap.refused()),
                Long.toString(trap.admitted()), Long.toString(trap.inARow())));
        out.table(table, INDENT);
        if (traps.size() > SHOWN_TRAPS) {
            out.line(INDENT, Ink.FAINT, "and " + (traps.size() - SHOWN_TRAPS) + " more");
        }
    }
}
