package io.alidade.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A plot of costs on a logarithmic axis as SVG: named positions to the right, microseconds upward. Plain shapes and text, no
/// script and no font of its own; colours follow the reader's light or dark setting. The same plot is always the same text.
record LogPlot(String title, String subtitle, String axis, List<Tick> ticks, List<Series> series) {
    /// A position on the horizontal axis, with a second line under it.
    record Tick(String label, String detail) {}

    /// A line.
    ///
    /// @param colour a class of the style: `kubelet`, `aligned` or `split`
    /// @param steep  whether its values stand to the right of the points, clear of a line that rises; else the highest series of a
    ///               position has its value above the point and the others below
    /// @param points one for each tick, in order
    record Series(String name, String colour, boolean steep, List<Optional<Point>> points) {
        Series {
            points = List.copyOf(points);
        }
    }

    /// A value.
    ///
    /// @param open it took at least this long
    record Point(double micros, boolean open) {}

    private static final int WIDTH = 880;
    private static final int HEIGHT = 500;
    private static final int LEFT = 78;
    private static final int RIGHT = 690;
    private static final int TOP = 92;
    private static final int BOTTOM = 420;
    private static final int LOWEST = -1;
    private static final int HIGHEST = 8;
    private static final List<
            String> DECADES = List.of("0.1 µs", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s",
                    "10 s", "100 s");

    private static final String STYLE = """
            <style>
            .page{fill:#ffffff}.ink{fill:#1f2328}.dim{fill:#59636e}.grid{stroke:#d1d9e0}.axis{stroke:#59636e}
            .kubelet{--c:#c2410c}.aligned{--c:#0969da}.split{--c:#8250df}
            .line{fill:none;stroke:var(--c);stroke-width:2.5;stroke-linejoin:round}.dot,.name{fill:var(--c)}
            .halo{paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
            text{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;font-size:13px}
            .title{font-size:19px;font-weight:600}.name{font-size:14px;font-weight:600}.value{font-size:12px}
            @media (prefers-color-scheme:dark){
            .page{fill:#0d1117}.ink{fill:#f0f6fc}.dim{fill:#9198a1}.grid{stroke:#2a313c}.axis{stroke:#9198a1}
            .kubelet{--c:#f0883e}.aligned{--c:#58a6ff}.split{--c:#bc8cff}.halo{stroke:#0d1117}}
            </style>
            """;

    LogPlot {
        ticks = List.copyOf(ticks);
        series = List.copyOf(series);
        for (Series line : series) {
            if (line.points.size() != ticks.size()) {
                throw new IllegalArgumentException(
                        "Series " + line.name + " has " + line.points.size() + " points, not "
                                + ticks.size() + ".");
            }
        }
    }

    String toSvg() {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"").append(escape(title)).append("\">\n<title>")
                .append(escape(title)).append("</title>\n").append(STYLE);
        svg.append("<rect class=\"page\" width=\"").append(WIDTH).append("\" height=\"").append(HEIGHT)
                .append("\" rx=\"8\"/>\n");
        text(svg, 24, 36, "title ink", "start", title);
        text(svg, 24, 60, "dim", "start", subtitle);
        grid(svg);
        for (Series line : series) {
            draw(svg, line);
        }
        names(svg);
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg) {
        for (int decade = LOWEST; decade <= HIGHEST; decade++) {
            double y = y(Math.pow(10, decade));
            line(svg, decade == LOWEST ? "axis" : "grid", LEFT, y, RIGHT, y);
            text(svg, LEFT - 10, y + 4, "dim", "end", DECADES.get(decade - LOWEST));
        }
        for (int i = 0; i < ticks.size(); i++) {
            line(svg, "axis", x(i), BOTTOM, x(i), BOTTOM + 5);
            text(svg, x(i), BOTTOM + 23, "ink", "middle", ticks.get(i).label);
            text(svg, x(i), BOTTOM + 40, "dim value", "middle", ticks.get(i).detail);
        }
        text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 64, "dim", "middle", axis);
    }

    private void draw(StringBuilder svg, Series line) {
        svg.append("<g class=\"").append(line.colour).append("\">\n<path class=\"line\" d=\"");
        boolean drawing = false;
        for (int i = 0; i < line.points.size(); i++) {
            if (line.points.get(i).isPresent()) {
                svg.append(drawing ? 'L' : 'M').append(number(x(i))).append(' ')
                        .append(number(y(line.points.get(i).get().micros)));
            }
            drawing = line.points.get(i).isPresent();
        }
        svg.append("\"/>\n");
        for (int i = 0; i < line.points.size(); i++) {
            if (line.points.get(i).isPresent()) {
                mark(svg, line, i);
            }
        }
        svg.append("</g>\n");
    }

    private void mark(StringBuilder svg, Series line, int tick) {
        Point point = line.points.get(tick).orElseThrow();
        double x = x(tick);
        double y = y(point.micros);
        String value = (point.open ? "> " : "") + duration(point.micros);
        if (point.open) {
            svg.append("<path class=\"dot\" d=\"M").append(number(x - 8)).append(' ').append(number(y + 5)).append('L')
                    .append(number(x)).append(' ').append(number(y - 10)).append('L').append(number(x + 8)).append(' ')
                    .append(number(y + 5)).append("Z\"/>\n");
            text(svg, x, y - 16, "ink value halo", "middle", value);
            return;
        }
        svg.append("<circle class=\"dot\" cx=\"").append(number(x)).append("\" cy=\"").append(number(y))
                .append("\" r=\"4.5\"/>\n");
        if (line.steep) {
            text(svg, x + 9, y + 15, "ink value halo", "start", value);
        } else {
            boolean highest = series.stream().filter(other -> !other.steep)
                    .flatMap(other -> other.points.get(tick).stream())
                    .allMatch(other -> other.micros <= point.micros);
            text(svg, x, highest ? y - 11 : y + 20, "ink value halo", "middle", value);
        }
    }

    /// Names stand to the right of the last points, lowest value lowest, never over each other.
    private void names(StringBuilder svg) {
        double floor = BOTTOM + 24;
        List<Series> ascending = series.stream().sorted((a, b) -> Double.compare(last(a), last(b))).toList();
        for (Series line : ascending) {
            double y = Math.min(y(last(line)) + 5, floor - 24);
            floor = y - 18.0 * (line.name.split("\n", -1).length - 1);
            svg.append("<g class=\"").append(line.colour).append("\">\n");
            String[] rows = line.name.split("\n", -1);
            for (int i = 0; i < rows.length; i++) {
                text(svg, x(lastIndex(line)) + 34, floor + 18.0 * i, "name halo", "start", rows[i]);
            }
            svg.append("</g>\n");
        }
    }

    private static int lastIndex(Series line) {
        int last = 0;
        for (int i = 0; i < line.points.size(); i++) {
            last = line.points.get(i).isPresent() ? i : last;
        }
        return last;
    }

    private static double last(Series line) {
        return line.points.get(lastIndex(line)).map(Point::micros).orElse(1.0);
    }

    private double x(int tick) {
        double step = (RIGHT - LEFT) / (double) ticks.size();
        return LEFT + step * (tick + 0.5);
    }

    private static double y(double micros) {
        double decade = Math.clamp(Math.log10(micros), LOWEST, HIGHEST);
        return BOTTOM - (BOTTOM - TOP) * (decade - LOWEST) / (HIGHEST - LOWEST);
    }

    /// `7.3 µs`, `1.9 ms`, `60 s`: two digits, or all of a number above ten.
    static String duration(double micros) {
        double value = micros < 1000 ? micros : micros < 1e6 ? micros / 1000 : micros / 1e6;
        String unit = micros < 1000 ? " µs" : micros < 1e6 ? " ms" : " s";
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value) + unit;
    }

    private static void line(StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
        svg.append("<line class=\"").append(style).append("\" x1=\"").append(number(x1)).append("\" y1=\"")
                .append(number(y1)).append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2))
                .append("\"/>\n");
    }

    private static void text(StringBuilder svg, double x, double y, String style, String anchor, String text) {
        svg.append("<text class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"")
                .append(number(y)).append("\" text-anchor=\"").append(anchor).append("\">").append(escape(text))
                .append("</text>\n");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
