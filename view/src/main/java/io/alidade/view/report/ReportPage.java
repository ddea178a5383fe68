package io.alidade.view.report;

import io.alidade.view.xml.Xml;
import java.util.List;

/// A page that is put together from above to below.
public final class ReportPage {
    private static final String FONTS = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", \"Noto Sans\","
            + " \"DejaVu Sans\", Arial, sans-serif";
    private static final int MOST_TEXTS = 3;
    private static final String STYLE = """
            :root { --ink: #1b2430; --faint: #55606e; --rule: #d3d9e0; --ground: #ffffff; --card: #f5f7f9;
              --good: #00795a; --warn: #b04d00; --bad: #b3261e; --bar: #0072b2; --other: #9db2c4 }
            @media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --faint: #a4afbd; --rule: #3b4656;
              --ground: #12161c; --card: #1b222b; --good: #4fd0a5; --warn: #ff9f5c; --bad: #ff8a80; --bar: #56b4e9;
              --other: #4f6375 } }
            * { box-sizing: border-box }
            body { margin: 1rem auto; padding: 0 1rem; max-width: 84rem; color: var(--ink); background: var(--ground);
              line-height: 1.35 }
            h1 { font-size: 1.05rem; font-weight: 600; color: var(--faint); margin: 0 }
            .lead { font-size: 1.5rem; font-weight: 600; margin: 0.2rem 0 0.8rem; line-height: 1.25 }
            h2 { font-size: 1.05rem; margin: 1.1rem 0 0.4rem } p { margin: 0.2rem 0 0.6rem; color: var(--faint) }
            .cards + p { font-size: 0.8rem; margin-top: 0.4rem } .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0.8rem }
            .card { background: var(--card); border-radius: 6px; padding: 0.7rem 0.9rem; min-width: 0 }
            .card h3 { font-size: 0.95rem; margin: 0; overflow-wrap: anywhere } .card p { font-size: 0.8rem; margin: 0 }
            .big { font-size: 1.9rem; font-weight: 700; margin: 0.15rem 0; line-height: 1.1; color: var(--ink) }
            .big small { font-size: 0.95rem; font-weight: 600 }
            .good { color: var(--good) } .warn { color: var(--warn) } .bad { color: var(--bad) }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr)); gap: 1.4rem }
            figure { margin: 0; min-width: 0 } figcaption { font-size: 0.8rem; color: var(--faint) }
            svg { display: block; width: 100%; height: auto; max-width: 46rem }
            svg text { fill: var(--ink); font-size: 12px; font-variant-numeric: tabular-nums }
            svg .faint { fill: var(--faint) } svg .strong { font-weight: 600 } svg .end { text-anchor: end }
            svg .middle { text-anchor: middle } svg .rule { stroke: var(--rule); fill: none }
            svg .bar { fill: var(--bar) } svg .other { fill: var(--other) } svg .hatch { fill: url(#hatch) }
            @media (max-width: 40rem) { svg.curves text { font-size: 16px } }
            .scroll { overflow-x: auto } table { border-collapse: collapse; font-size: 0.85rem }
            th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.9rem 0.25rem 0 }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
            th { border-bottom: 1px solid var(--faint); font-weight: 600 } td { border-bottom: 1px solid var(--rule) }
            @media (max-width: 40rem) { .scroll figure > svg { min-width: 40rem } .texts thead { display: none }
              .texts tr { display: block; padding: 0.3rem 0; border-bottom: 1px solid var(--rule) }
              .texts td { display: block; padding: 0; border: 0; overflow-wrap: anywhere } }
            tr.current td { font-weight: 600 } li { margin: 0.2rem 0; overflow-wrap: anywhere }
            """;
    /// The pattern of what is there but not as wanted; bars of every plot of the page may use it.
    private static final String HATCH = """
            <svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="hatch" width="6"\
             height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6"\
             style="fill:var(--card)"/><rect width="3" height="6" style="fill:var(--warn)"/></pattern></defs></svg>
            """;

    private final StringBuilder html = new StringBuilder();

    /// @param title of the page
    public ReportPage(String title) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\""
                + " content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        element("title", "", title);
        html.append("<style>\nbody { font-family: ").append(FONTS).append(" }\n").append(STYLE)
                .append("</style>\n</head>\n<body>\n").append(HATCH);
    }

    /// An element with a text.
    ///
    /// @param style class names, or nothing
    public ReportPage element(String name, String style, String text) {
        html.append('<').append(name).append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>')
                .append(Xml.text(text)).append("</").append(name).append(">\n");
        return this;
    }

    /// What is written already, as it is.
    public ReportPage raw(String part) {
        html.append(part);
        return this;
    }

    /// Opens a block; [#close] closes it.
    public ReportPage open(String style) {
        html.append("<div class=\"").append(style).append("\">\n");
        return this;
    }

    public ReportPage close() {
        html.append("</div>\n");
        return this;
    }

    /// A plot with what it shows.
    public ReportPage figure(String title, String svg, String caption) {
        html.append("<figure>\n");
        element("h2", "", title);
        html.append(svg);
        element("figcaption", "", caption);
        html.append("</figure>\n");
        return this;
    }

    /// A table.
    ///
    /// @param numbers how many of the last columns are numbers
    /// @param strong  the row that stands out, or -1
    public ReportPage table(List<String> titles, List<List<String>> rows, int numbers, int strong) {
        // Many texts beside each other have no room on a narrow screen.
        html.append(numbers == 0 && titles.size() > MOST_TEXTS ? "<div class=\"scroll texts\"><table>\n<thead><tr>"
                : "<div class=\"scroll\"><table>\n<thead><tr>");
        cells("th", titles, numbers);
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < rows.size(); row++) {
            html.append(row == strong ? "<tr class=\"current\">" : "<tr>");
            cells("td", rows.get(row), numbers);
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div>\n");
        return this;
    }

    private void cells(String name, List<String> texts, int numbers) {
        for (int column = 0; column < texts.size(); column++) {
            html.append('<').append(name).append(column >= texts.size() - numbers ? " class=\"n\">" : ">")
                    .append(Xml.text(texts.get(column))).append("</").append(name).append('>');
        }
    }

    /// Sentences, one below the other.
    public ReportPage list(List<String> sentences) {
        html.append("<ul>\n");
        sentences.forEach(sentence -> element("li", "", sentence));
        html.append("</ul>\n");
        return this;
    }

    /// The whole page.
    public String done() {
        return html + "</body>\n</html>\n";
    }
}
