package io.alidade.view.picture;

import io.alidade.view.xml.Xml;
import java.util.Locale;

/// The style sheet and the patterns of a picture, light and dark. Rules name every colour twice instead of using
/// variables: not every program that shows SVG knows those, and one that knows no dark mode shows the light one.
final class SvgStyle {
    static final String FONTS = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", \"Noto Sans\","
            + " \"DejaVu Sans\", Arial, sans-serif";

    private static final String LIGHT = """
            .paper { fill: #ffffff }
            .socket { fill: #f4f6f8; stroke: #c3cad3 }
            .numa { fill: #ffffff; stroke: #98a2b0 }
            .group { fill: #eef1f5; stroke: #d3d9e0 }
            .core { fill: #dfe4ea }
            .cell, .chip { stroke: #8893a1 }
            .slice { stroke: none }
            .outline { fill: none; stroke: #8893a1 }
            .present { fill: #f7f9fb }
            .free { fill: #ffffff }
            .shared { fill: url(#shared) }
            .reserved { fill: url(#reserved) }
            .other { fill: url(#other) }
            .isolated { fill: #1b2430 }
            .distance { stroke: none }
            .d0 { fill: #f4f6f8 } .d1 { fill: #e4eaf1 } .d2 { fill: #d2dce8 } .d3 { fill: #becddf } .d4 { fill: #a9bdd5 }
            .ink { fill: #1b2430 }
            .faint { fill: #55606e }
            .hatch-ground { fill: #d3d8df } .hatch-line { stroke: #a3acb8 }
            .dot-ground { fill: #ffffff } .dot-line { stroke: #aab3bf }
            .cross-ground { fill: #eceff3 } .cross-line { stroke: #b4bcc7 }
            """;
    private static final String DARK = """
            .paper { fill: #12161c }
            .socket { fill: #1a2028; stroke: #3b4552 }
            .numa { fill: #202732; stroke: #566273 }
            .group { fill: #283140; stroke: #3b4656 }
            .core { fill: #37424f }
            .cell, .chip { stroke: #68758a }
            .slice { stroke: none }
            .outline { stroke: #68758a }
            .present { fill: #161b22 }
            .free { fill: #10141a }
            .isolated { fill: #e8ecf1 }
            .d0 { fill: #1a2028 } .d1 { fill: #24303f } .d2 { fill: #2c3f56 } .d3 { fill: #344f70 } .d4 { fill: #3c5f8a }
            .ink { fill: #e8ecf1 }
            .faint { fill: #a4afbd }
            .hatch-ground { fill: #3d4755 } .hatch-line { stroke: #5d6a7b }
            .dot-ground { fill: #10141a } .dot-line { stroke: #5d6a7b }
            .cross-ground { fill: #252d38 } .cross-line { stroke: #465262 }
            """;

    private SvgStyle() {}

    /// The content of `<style>`.
    ///
    /// @param looks how many looks of pods are used
    static String sheet(int looks) {
        StringBuilder css = new StringBuilder(
                "text { font-family: " + FONTS + "; font-variant-numeric: tabular-nums }\n");
        for (Font font : Font.values()) {
            css.append('.').append(font.style()).append(" { font-size: ").append(Xml.number(font.size())).append("px")
                    .append(font.isBold() ? "; font-weight: 600" : "").append(" }\n");
        }
        // A rim in the colour of the ground keeps letters clear of the pattern.
        css.append(
                "text { paint-order: stroke; stroke-width: 2.4px; stroke-linejoin: round }\nrect { stroke-width: 0.75 }\n.paper, .core { stroke: none }\n")
                .append(LIGHT);
        for (int i = 0; i < looks; i++) {
            css.append(String.format(Locale.ROOT, ".p%d { fill: url(#p%d) } .on-p%d { fill: %s; stroke: %s }\n", i, i,
                    i, Palette.look(i).ink(), Palette.look(i).fill()));
        }
        css.append("@media (prefers-color-scheme: dark) {\n").append(DARK.indent(2)).append("}\n");
        return css.toString();
    }

    /// The content of `<defs>`.
    static String patterns(int looks) {
        StringBuilder svg = new StringBuilder();
        svg.append(pattern("reserved", "hatch", Palette.Pattern.RISING));
        svg.append(pattern("shared", "dot", Palette.Pattern.DOTS));
        svg.append(pattern("other", "cross", Palette.Pattern.FALLING));
        for (int i = 0; i < looks; i++) {
            Palette.Look look = Palette.look(i);
            svg.append(String.format(Locale.ROOT, "<pattern id=\"p%d\" width=\"6\" height=\"6\""
                    + " patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"%s\" stroke=\"none\"/>",
                    i,
                    look.fill()));
            if (!look.pattern().path().isEmpty()) {
                svg.append(String.format(Locale.ROOT, "<path d=\"%s\" stroke=\"%s\" stroke-width=\"1\" fill=\"none\"/>",
                        look.pattern().path(), look.line()));
            }
            svg.append("</pattern>\n");
        }
        return svg.toString();
    }

    private static String pattern(String id, String style, Palette.Pattern pattern) {
        return "<pattern id=\"" + id + "\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\""
                + style
                + "-ground\" width=\"6\" height=\"6\" stroke=\"none\"/><path class=\"" + style + "-line\" d=\""
                + pattern.path() + "\" stroke-width=\"1\" fill=\"none\"/></pattern>\n";
    }
}
