package io.alidade.view;

import io.alidade.plan.fleet.replay.PoolTally.TrapNode;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.report.FleetReport.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A [FleetReport] as a page that stands by itself, without script and without anything from outside: first what it costs,
/// in one sentence and a card for each policy, then how it came to be over time, then shapes and trap nodes.
public final class FleetPage {
    private static final int SHOWN_TRAPS = 10;
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1b2430; --faint: #55606e; --rule: #d3d9e0; --paper: #fff;
              --card: #f4f6f8; --bad: #b3261e; --good: #00694d; --bar: #0072b2 }
            @media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --faint: #a4afbd; --rule: #3b4656;
              --paper: #12161c; --card: #1d242e; --bad: #ff8a80; --good: #5fd3ae; --bar: #56b4e9 } }
            body { margin: 1.2rem auto; max-width: 68rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
              font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif;
              font-variant-numeric: tabular-nums }
            h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .3rem } h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem }
            p { margin: .2rem 0 .9rem; color: var(--faint) }
            .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .8rem }
            .card { background: var(--card); border-radius: .5rem; padding: .8rem 1rem; border: 2px solid transparent }
            .card.today { border-color: var(--bar) }
            .card h3 { margin: 0; font-size: 1rem } .card small { color: var(--faint); font-weight: 400 }
            .big { font-size: 2.3rem; font-weight: 650; line-height: 1.2 } .loss { color: var(--bad) } .none { color: var(--good) }
            .bar { height: .55rem; background: var(--rule); border-radius: .3rem; overflow: hidden; margin: .3rem 0 .6rem }
            .bar i { display: block; height: 100%; background: var(--bar) }
            dl { display: grid; grid-template-columns: 1fr auto; gap: .12rem .6rem; margin: 0; font-size: .92rem }
            dt { color: var(--faint) } dd { margin: 0; text-align: right }
            table { border-collapse: collapse; font-size: .92rem; width: 100% }
            th, td { text-align: right; padding: .3rem .5rem; border-bottom: 1px solid var(--rule) }
            th:first-child, td:first-child { text-align: left } th { color: var(--faint); font-weight: 600 }
            .warn { color: var(--bad) } figure { margin: 0 } svg text { fill: var(--faint); font-size: 12px }
            .legend { margin: .2rem 0; font-size: .9rem } .legend span { margin-right: 1.2rem; white-space: nowrap }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1rem }
            """;

    private final FleetReport report;
    private final List<Row> rows;
    private final StringBuilder html = new StringBuilder();

    private FleetPage(FleetReport report) {
        this.report = report;
        this.rows = report.rows().stream().filter(row -> row.obstacle().isEmpty()).toList();
    }

    /// The page of a report.
    public static String of(FleetReport report) {
        FleetPage page = new FleetPage(report);
        page.write();
        return page.html.toString();
    }

    private void write() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\""
                + " content=\"width=device-width\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src"
                + " 'none'; style-src 'unsafe-inline'\">\n<title>What a policy costs on a fleet</title>\n<style>\n")
                .append(STYLE).append("</style>\n</head>\n<body>\n");
        element("h1", FleetWords.cost(report));
        FleetWords.proposal(report).ifPresent(text -> html.append("<p class=\"none\">").append(escaped(text))
                .append("</p>\n"));
        FleetReport.Head head = report.head();
        element("p", Words.counted(head.nodes(), "node") + " · "
                + Words.counted(new Figures(rows.getFirst().tally()).get(Count.ARRIVED), "pod") + " · scheduler "
                + head.scheduler() + " · " + (head.seeds().size() == 1 ? "seed " + head.seeds().getFirst()
                        : head.seeds().size() + " replays"));
        if (report.isCut()) {
            html.append("<p class=\"warn\">Stopped before the end: this is what was known by then.</p>\n");
        }
        html.append("<div class=\"cards\">\n");
        report.rows().forEach(this::card);
        html.append("</div>\n");
        html.append("<div class=\"plots\">\n");
        FleetPlots.of(rows).forEach(html::append);
        html.append("</div>\n");
        FleetWords.subject(report).or(() -> rows.stream().findFirst()).ifPresent(row -> {
            shapes(row);
            traps(row);
        });
        if (!report.warnings().isEmpty()) {
            element("h2", "Warnings");
            html.append("<ul>\n");
            report.warnings().forEach(warning -> element("li", warning));
            html.append("</ul>\n");
        }
        html.append("</body>\n</html>\n");
    }

    private void card(Row row) {
        html.append("<section class=\"card").append(row.isToday() ? " today" : "").append("\"><h3>")
                .append(escaped(row.policy())).append(row.isToday() ? " <small>today</small>" : "").append("</h3>\n");
        if (row.obstacle().isPresent()) {
            html.append("<p class=\"warn\">").append(escaped(row.obstacle().get())).append("</p></section>\n");
            return;
        }
        Figures own = new Figures(row.tally());
        double lost = new Figures(rows.getFirst().tally()).admitted() - own.admitted();
        html.append("<div class=\"big\">").append(FleetWords.percent(own.admitted()))
                .append("</div><div>of pods ran ");
        if (row.equals(rows.getFirst())) {
            html.append("<small>(the measure)</small>");
        } else {
            html.append(lost > 0 ? "<b class=\"loss\">−" + String.format(Locale.ROOT, "%.1f", 100 * lost) + "</b>"
                    : "<b class=\"none\">no loss</b>");
        }
        html.append("</div><div class=\"bar\"><i style=\"width:").append(String.format(Locale.ROOT, "%.1f",
                100 * own.admitted())).append("%\"></i></div>\n<dl>");
        row.nodesToAdd().ifPresent(_ -> figure("nodes to add", FleetWords.nodes(row)));
        figure("never ran", Long.toString(own.starved()));
        figure("refused at a node", Long.toString(own.get(Count.REFUSED)));
        figure("trap nodes", Integer.toString(own.traps().size()));
        figure("pending, 95 of 100", FleetWords.span(own.pendingP95()));
        figure("aligned", own.aligned().isPresent() ? FleetWords.percent(own.aligned()) : "–");
        for (String resource : own.resources()) {
            figure(FleetWords.resource(resource) + " used", FleetWords.percent(own.used(resource)));
        }
        html.append("</dl></section>\n");
    }

    private void figure(String name, String value) {
        html.append("<dt>").append(escaped(name)).append("</dt><dd>").append(escaped(value)).append("</dd>");
    }

    private void shapes(Row row) {
        element("h2", "Pods by shape under " + row.policy());
        html.append("<table><thead><tr>");
        List.of("shape", "pods", "ran", "refused", "made again, most", "pending, 95 of 100", "aligned",
                "nodes with room that refuse").forEach(title -> element("th", title));
        html.append("</tr></thead><tbody>\n");
        for (Map.Entry<String, ShapeTally> entry : row.tally().shapes().entrySet()) {
            ShapeTally shape = entry.getValue();
            long pinned = shape.get(Count.ALIGNED) + shape.get(Count.SPLIT);
            html.append("<tr>");
            List.of(entry.getKey() + (shape.never().isPresent() ? " — never fits" : ""),
                    Long.toString(shape.get(Count.ARRIVED)), FleetWords.percent(Figures.admitted(shape)),
                    Long.toString(shape.get(Count.REFUSED)), Long.toString(shape.recreations().quantile(1)),
                    shape.get(Count.ADMITTED) == 0 ? "–" : FleetWords.span(shape.pendingSeconds().quantile(0.95)),
                    pinned == 0 ? "–" : FleetWords.percent((double) shape.get(Count.ALIGNED) / pinned),
                    FleetWords.percent(Figures.blocked(shape))).forEach(text -> element("td", text));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
        FleetWords.never(row).forEach(why -> html.append("<p class=\"warn\">").append(escaped(why)).append("</p>\n"));
    }

    private void traps(Row row) {
        List<TrapNode> traps = new Figures(row.tally()).traps();
        if (traps.isEmpty()) {
            return;
        }
        element("h2", "Trap nodes under " + row.policy());
        element("p", traps.size() + " nodes had room by number, and refused three pods or more in a row. The worst:");
        html.append("<table><thead><tr>");
        List.of("node", "refused", "admitted", "refused in a row").forEach(title -> element("th", title));
        html.append("</tr></thead><tbody>\n");
        traps.stream().limit(SHOWN_TRAPS).forEach(trap -> {
            html.append("<tr>");
            List.of(trap.node(), Long.toString(trap.refused()), Long.toString(trap.admitted()),
                    Long.toString(trap.inARow())).forEach(text -> element("td", text));
            html.append("</tr>\n");
        });
        html.append("</tbody></table>\n");
    }

    private void element(String name, String text) {
        html.append('<').append(name).append('>').append(escaped(text)).append("</").append(name).append(">\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
