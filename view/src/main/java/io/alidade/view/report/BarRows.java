package io.alidade.view.report;

import io.alidade.view.xml.Xml;
import java.util.ArrayList;
import java.util.List;

/// Bars below each other, each with its name before it and its number behind it. A part of a bar may be hatched: it is
/// there, but not as wanted.
public final class BarRows {
    private static final int WIDTH = 380;
    private static final int ROW = 20;
    private static final int NUMBER_ROOM = 76;
    private static final double PER_LETTER = 7.7;
    private static final int LEAST_BAR = 90;

    private final String label;
    private final double least;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String name, double value, double hatched, String number, boolean isStrong) {}

    /// @param label what is shown, for those who do not see it
    public BarRows(String label) {
        this(label, 0);
    }

    /// @param least what the whole width stands for, unless a bar is longer
    public BarRows(String label, double least) {
        this.label = label;
        this.least = least;
    }

    /// Adds a bar.
    ///
    /// @param hatched  of the value, the part at the end that is hatched
    /// @param number   what stands behind the bar
    /// @param isStrong whether it stands out
    public BarRows bar(String name, double value, double hatched, String number, boolean isStrong) {
        bars.add(new Bar(name, value, hatched, number, isStrong));
        return this;
    }

    /// The plot.
    public String svg() {
        double most = bars.stream().mapToDouble(Bar::value).reduce(least, Math::max);
        int longest = bars.stream().mapToInt(bar -> bar.name.length()).max().orElse(0);
        double left = Math.min(longest * PER_LETTER + 8, WIDTH - NUMBER_ROOM - LEAST_BAR);
        double room = WIDTH - left - NUMBER_ROOM;
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 " + WIDTH + " " + (bars.size() * ROW + 2)
                + "\" style=\"max-width:27rem\" role=\"img\" aria-label=\"" + Xml.text(label) + "\">\n");
        for (int row = 0; row < bars.size(); row++) {
            Bar bar = bars.get(row);
            double top = row * ROW + 3.0;
            double length = most <= 0 ? 0 : room * bar.value / most;
            double hatched = most <= 0 ? 0 : room * bar.hatched / most;
            String strong = bar.isStrong ? " strong" : "";
            text(svg, "end" + (bar.isStrong ? strong : " faint"), left - 6, top + 11, bar.name);
            rect(svg, bar.isStrong ? "bar" : "other", left, top, length - hatched);
            rect(svg, "hatch", left + length - hatched, top, hatched);
            text(svg, strong.strip(), left + length + 5, top + 11, bar.number);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void rect(StringBuilder svg, String style, double left, double top, double width) {
        if (width > 0) {
            svg.append("<rect class=\"").append(style).append("\" x=\"").append(Xml.number(left)).append("\" y=\"")
                    .append(Xml.number(top)).append("\" width=\"").append(Xml.number(width)).append("\" height=\"")
                    .append(ROW - 6).append("\"/>");
        }
    }

    static void text(StringBuilder svg, String style, double left, double base, String text) {
        svg.append("<text").append(style.isEmpty() ? "" : " class=\"" + style + "\"").append(" x=\"")
                .append(Xml.number(left)).append("\" y=\"").append(Xml.number(base)).append("\">")
                .append(Xml.text(text)).append("</text>\n");
    }
}
