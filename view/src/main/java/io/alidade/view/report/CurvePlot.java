package io.alidade.view.report;

import io.alidade.view.xml.Xml;
import java.util.ArrayList;
import java.util.List;

/// Curves over one scale and along another, with their names at the right end of each; dashed ones are for comparison.
public final class CurvePlot {
    private static final int WIDTH = 574;
    private static final int HEIGHT = 250;
    private static final int LEFT = 58;
    private static final int RIGHT = 136;
    private static final int TOP = 12;
    private static final int BOTTOM = 38;
    private static final int LINE = 18;
    private static final int LONGEST_NAME = 18;
    private static final Axis PERCENT = new Axis("", List.of("0%", "25%", "50%", "75%", "100%"));
    /// Of the Okabe-Ito set, those that are readable on light and on dark ground.
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00",
            "#56b4e9");

    private final String label;
    private final Axis across;
    private final Axis up;
    private final List<Curve> curves = new ArrayList<>();

    private record Curve(String name, List<Double> shares, int colour, boolean isDashed) {}

    /// A scale.
    ///
    /// @param title what is counted
    /// @param marks at equal distances, from its start to its end
    public record Axis(String title, List<String> marks) {
        /// @throws IllegalArgumentException if there are fewer than two marks
        public Axis {
            marks = List.copyOf(marks);
            if (marks.size() < 2) {
                throw new IllegalArgumentException("a scale has a start and an end.");
            }
        }

        /// From 0 to 100 %.
        public static Axis percent(String title) {
            return new Axis(title, PERCENT.marks);
        }

        private double share(int mark) {
            return mark / (marks.size() - 1.0);
        }
    }

    /// @param label  what is shown, for those who do not see it
    /// @param across the scale from left to right, as long as the longest curve
    /// @param up     the scale from below to above
    public CurvePlot(String label, Axis across, Axis up) {
        this.label = label;
        this.across = across;
        this.up = up;
    }

    /// Adds a curve.
    ///
    /// @param shares   of the scale, from 0 to 1, at distances that are equal for all curves
    /// @param colour   curves of one number have one colour
    /// @param isDashed for comparison, without a name
    public CurvePlot curve(String name, List<Double> shares, int colour, boolean isDashed) {
        curves.add(new Curve(name, List.copyOf(shares), colour, isDashed));
        return this;
    }

    /// The plot.
    public String svg() {
        StringBuilder svg = new StringBuilder("<svg class=\"curves\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" aria-label=\"" + Xml.text(label) + "\">\n");
        for (int mark = 0; mark < up.marks.size(); mark++) {
            double at = y(up.share(mark));
            svg.append("<path class=\"rule\" d=\"M").append(LEFT).append(',').append(Xml.number(at)).append('H')
                    .append(WIDTH - RIGHT).append("\"/>");
            BarRows.text(svg, "faint end", LEFT - 6.0, at + 4, up.marks.get(mark));
        }
        for (int mark = 0; mark < across.marks.size(); mark++) {
            BarRows.text(svg, "faint middle", x(across.share(mark)), HEIGHT - BOTTOM + 17.0, across.marks.get(mark));
        }
        BarRows.text(svg, "faint middle", x(0.5), HEIGHT - 5.0, across.title);
        svg.append("<text class=\"faint middle\" transform=\"translate(10,").append(Xml.number(y(0.5)))
                .append(") rotate(-90)\">").append(Xml.text(up.title)).append("</text>\n");
        curves.stream().filter(Curve::isDashed).forEach(curve -> path(svg, curve));
        curves.stream().filter(curve -> !curve.isDashed).forEach(curve -> path(svg, curve));
        names(svg);
        return svg.append("</svg>\n").toString();
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static String colour(Curve curve) {
        return COLOURS.get(curve.colour % COLOURS.size());
    }

    /// A stair: a share holds from its level up to the next one.
    private void path(StringBuilder svg, Curve curve) {
        svg.append("<path fill=\"none\" stroke=\"").append(colour(curve)).append("\" stroke-width=\"")
                .append(curve.isDashed ? "1.2\" stroke-dasharray=\"4 3\" opacity=\"0.75" : "2.5").append("\" d=\"");
        double last = curves.stream().mapToInt(own -> own.shares.size()).max().orElse(0) - 1.0;
        for (int level = 0; level < curve.shares.size(); level++) {
            double left = x(level / Math.max(1, last));
            svg.append(level == 0 ? "M" : "H").append(Xml.number(left));
            svg.append(level == 0 ? "," : "V").append(Xml.number(y(curve.shares.get(level))));
        }
        svg.append("\"/>\n");
    }

    /// Names in the order of where their curves fall, so that the upper name is the curve that lasts longer.
    private void names(StringBuilder svg) {
        List<Curve> named = curves.stream().filter(curve -> !curve.isDashed)
                .sorted((first, second) -> Double.compare(sum(second), sum(first))).toList();
        for (int index = 0; index < named.size(); index++) {
            Curve curve = named.get(index);
            double base = TOP + 10.0 + index * LINE;
            svg.append("<rect x=\"").append(WIDTH - RIGHT + 8).append("\" y=\"").append(Xml.number(base - 9))
                    .append("\" width=\"10\" height=\"10\" fill=\"").append(colour(curve)).append("\"/>");
            String name = curve.name.length() <= LONGEST_NAME ? curve.name
                    : curve.name.substring(0, LONGEST_NAME - 1) + "…";
            BarRows.text(svg, "", WIDTH - RIGHT + 23.0, base, name);
        }
    }

    private static double sum(Curve curve) {
        return curve.shares.stream().mapToDouble(Double::doubleValue).sum();
    }
}
