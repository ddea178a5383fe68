package io.alidade.view;

import io.alidade.plan.fleet.replay.PoolTally.TrapNode;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.replay.Tally.Moment;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.report.FleetReport.Row;
import io.alidade.view.report.BarRows;
import io.alidade.view.report.CurvePlot;
import io.alidade.view.report.CurvePlot.Axis;
import io.alidade.view.report.ReportPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// A [FleetReport] as a page. What it costs stands first, in one sentence and in a card for each policy; then how it came to be
/// over time, then shapes and trap nodes.
public final class FleetPage {
    private static final int SHOWN_TRAPS = 10;

    private final FleetReport report;
    private final List<Row> rows;
    private final ReportPage page = new ReportPage("What a policy costs on a fleet");

    private FleetPage(FleetReport report) {
        this.report = report;
        this.rows = report.rows().stream().filter(row -> row.obstacle().isEmpty()).toList();
    }

    /// The page of a report.
    public static String of(FleetReport report) {
        FleetPage page = new FleetPage(report);
        page.write();
        return page.page.done();
    }

    private void write() {
        FleetReport.Head head = report.head();
        page.element("h1", "", Words.counted(head.nodes(), "node") + " · "
                + Words.counted(new Figures(rows.getFirst().tally()).get(Count.ARRIVED), "pod") + " · scheduler "
                + head.scheduler() + " · " + (head.seeds().size() == 1 ? "seed " + head.seeds().getFirst()
                        : head.seeds().size() + " replays"));
        page.element("div", "lead", FleetWords.cost(report));
        FleetWords.proposal(report).ifPresent(text -> page.element("p", "good", text));
        if (report.isCut()) {
            page.element("p", "warn", "Stopped before the end: this is what was known by then.");
        }
        page.open("cards");
        report.rows().forEach(this::card);
        page.close().open("plots");
        if (rows.stream().noneMatch(row -> row.tally().moments().size() < 2)) {
            plots();
        }
        page.close();
        FleetWords.subject(report).or(() -> rows.stream().findFirst()).ifPresent(row -> {
            shapes(row);
            traps(row);
        });
        if (!report.warnings().isEmpty()) {
            page.element("h2", "", "Remarks").list(report.warnings());
        }
    }

    private void card(Row row) {
        page.open("card").element("h3", "", FleetWords.title(row));
        if (row.obstacle().isPresent()) {
            page.element("p", "bad", row.obstacle().get()).close();
            return;
        }
        Figures own = new Figures(row.tally());
        double lost = new Figures(rows.getFirst().tally()).admitted() - own.admitted();
        page.raw("<div class=\"big " + (lost > 0 ? "warn" : "good") + "\">" + FleetWords.percent(own.admitted())
                + " <small>of pods ran" + (lost > 0 ? String.format(Locale.ROOT, ", −%.1f", 100 * lost) : "")
                + "</small></div>\n");
        BarRows bars = new BarRows("shares under " + row.policy(), 1);
        bar(bars, "ran", own.admitted(), true);
        own.aligned().ifPresent(share -> bar(bars, "aligned", share, false));
        own.resources().forEach(resource -> own.used(resource)
                .ifPresent(share -> bar(bars, FleetWords.resource(resource) + " used", share, false)));
        page.raw(bars.svg());
        List<String> sentences = new ArrayList<>();
        row.nodesToAdd().ifPresent(_ -> sentences.add("nodes to add: " + FleetWords.nodes(row)));
        sentences.add(own.starved() + " never ran, refused at a node: " + own.get(Count.REFUSED));
        sentences.add("trap nodes: " + own.traps().size() + ", pending (95 of 100): "
                + FleetWords.span(own.pendingP95()));
        sentences.forEach(sentence -> page.element("p", "", sentence));
        page.close();
    }

    private static void bar(BarRows bars, String name, double share, boolean isStrong) {
        bars.bar(name, share, 0, FleetWords.percent(share), isStrong);
    }

    private void plots() {
        long most = Math.max(1, rows.stream().flatMap(row -> row.tally().moments().values().stream())
                .mapToLong(Moment::waiting).max().orElse(0));
        plot("Pods that wait", new Axis("pods", List.of("0", "", Long.toString(most))),
                moment -> (double) moment.waiting() / most);
        plot("CPU asked for by running pods", Axis.percent("of all CPUs"),
                moment -> moment.offered() == 0 ? 0 : (double) moment.used() / moment.offered());
    }

    private void plot(String title, Axis up, ToDoubleFunction<Moment> share) {
        long last = rows.stream().mapToLong(row -> row.tally().moments().lastKey()).max().orElse(1);
        CurvePlot plot = new CurvePlot(title + ", over time, under each policy",
                new Axis("time", List.of("start", FleetWords.span(last / 2), FleetWords.span(last))), up);
        for (int row = 0; row < rows.size(); row++) {
            plot.curve(rows.get(row).policy(), rows.get(row).tally().moments().values().stream()
                    .map(moment -> Math.clamp(share.applyAsDouble(moment), 0, 1)).toList(), row, false);
        }
        page.figure(title, plot.svg(), "");
    }

    private void shapes(Row row) {
        List<List<String>> lines = new ArrayList<>();
        for (Map.Entry<String, ShapeTally> entry : row.tally().shapes().entrySet()) {
            ShapeTally shape = entry.getValue();
            long pinned = shape.get(Count.ALIGNED) + shape.get(Count.SPLIT);
            lines.add(List.of(entry.getKey() + (shape.never().isPresent() ? " — never fits" : ""),
                    Long.toString(shape.get(Count.ARRIVED)), FleetWords.percent(Figures.admitted(shape)),
                    Long.toString(shape.get(Count.REFUSED)), Long.toString(shape.recreations().quantile(1)),
                    shape.get(Count.ADMITTED) == 0 ? "–" : FleetWords.span(shape.pendingSeconds().quantile(0.95)),
                    pinned == 0 ? "–" : FleetWords.percent((double) shape.get(Count.ALIGNED) / pinned),
                    FleetWords.percent(Figures.blocked(shape))));
        }
        page.element("h2", "", "Pods by shape under " + row.policy()).table(List.of("shape", "pods", "ran", "refused",
                "made again, most", "pending, 95 of 100", "aligned", "nodes with room that refuse"), lines, 7, -1);
        FleetWords.never(row).forEach(why -> page.element("p", "bad", why));
    }

    private void traps(Row row) {
        List<TrapNode> traps = new Figures(row.tally()).traps();
        if (!traps.isEmpty()) {
            page.element("h2", "", "Trap nodes under " + row.policy()).element("p", "", traps.size()
                    + " nodes had room by number, and refused three pods or more in a row. The worst:");
            page.table(List.of("node", "refused", "admitted", "refused in a row"), traps.stream().limit(SHOWN_TRAPS)
                    .map(trap -> List.of(trap.node(), Long.toString(trap.refused()), Long.toString(trap.admitted()),
                            Long.toString(trap.inARow())))
                    .toList(), 3, -1);
        }
    }
}
