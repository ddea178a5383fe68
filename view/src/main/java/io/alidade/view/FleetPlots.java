package io.alidade.view;

import io.alidade.plan.fleet.replay.Tally.Moment;
import io.alidade.plan.fleet.report.FleetReport.Row;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/// How a replay went over time, a line for each policy.
final class FleetPlots {
    /// Of the Okabe-Ito set, which people with every kind of colour vision can tell apart.
    private static final List<String> COLOURS = List.of("#0072b2", "#009e73", "#e69f00", "#d55e00", "#cc79a7",
            "#56b4e9");
    private static final int WIDTH = 480;
    private static final int HEIGHT = 170;
    private static final int LEFT = 52;
    private static final int BOTTOM = 24;
    private static final int TOP = 8;

    private final List<Row> rows;
    private final StringBuilder svg = new StringBuilder();

    private FleetPlots(List<Row> rows) {
        this.rows = rows;
    }

    /// The figures, each with its legend; none without moments.
    static List<String> of(List<Row> rows) {
        if (rows.stream().anyMatch(row -> row.tally().moments().size() < 2)) {
            return List.of();
        }
        return List.of(
                new FleetPlots(rows).plot("Pods that wait", Moment::waiting, false),
                new FleetPlots(rows).plot("CPU asked for by running pods",
                        moment -> moment.offered() == 0 ? 0 : (double) moment.used() / moment.offered(), true));
    }

    private String plot(String title, ToDoubleFunction<Moment> value, boolean isShare) {
        double most = rows.stream().flatMap(row -> row.tally().moments().values().stream()).mapToDouble(value).max()
                .orElse(0);
        double top = isShare ? 1 : Math.max(1, most);
        double last = rows.stream().mapToLong(row -> row.tally().moments().lastKey()).max().orElse(1);
        svg.append("<figure><h2>").append(title).append("</h2>\n<svg viewBox=\"0 0 ").append(WIDTH).append(' ')
                .append(HEIGHT).append("\" role=\"img\" aria-label=\"").append(title).append("\">\n");
        for (double part : new double[] {0, 0.5, 1}) {
            String y = number(y(part));
            svg.append("<line x1=\"").append(LEFT).append("\" x2=\"").append(WIDTH).append("\" y1=\"").append(y)
                    .append("\" y2=\"").append(y)
                    .append("\" stroke=\"currentColor\" stroke-opacity=\"0.15\"/><text x=\"")
                    .append(LEFT - 6).append("\" y=\"").append(number(y(part) + 4))
                    .append("\" text-anchor=\"end\">").append(isShare ? Math.round(100 * part) + " %"
                            : Long.toString(Math.round(part * top)))
                    .append("</text>\n");
        }
        svg.append("<text x=\"").append(LEFT).append("\" y=\"").append(HEIGHT - 6).append("\">start</text><text x=\"")
                .append(WIDTH).append("\" y=\"").append(HEIGHT - 6).append("\" text-anchor=\"end\">")
                .append(FleetWords.span((long) last)).append("</text>\n");
        for (int row = 0; row < rows.size(); row++) {
            line(rows.get(row).tally().moments(), value, top, last, COLOURS.get(row % COLOURS.size()));
        }
        svg.append("</svg>\n<div class=\"legend\">");
        for (int row = 0; row < rows.size(); row++) {
            svg.append("<span><svg width=\"18\" height=\"8\"><rect width=\"18\" height=\"4\" y=\"2\" fill=\"")
                    .append(COLOURS.get(row % COLOURS.size())).append("\"/></svg> ")
                    .append(FleetPage.escaped(rows.get(row).policy())).append("</span>");
        }
        return svg.append("</div></figure>\n").toString();
    }

    private void line(SortedMap<Long, Moment> moments, ToDoubleFunction<Moment> value, double top, double last,
            String colour) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(colour).append("\" points=\"");
        moments.forEach((second, moment) -> svg.append(number(LEFT + (WIDTH - LEFT) * second / last)).append(',')
                .append(number(y(value.applyAsDouble(moment) / top))).append(' '));
        svg.append("\"/>\n");
    }

    private static double y(double part) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - part);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
