package io.alidade.view.picture;

import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.view.IdLists;
import io.alidade.view.picture.ShownPod.Container;
import io.alidade.view.xml.Names;
import io.alidade.view.xml.Xml;
import java.util.ArrayList;
import java.util.List;

/// A page that stands by itself: the picture, what each pod has, and who was refused.
final class HtmlPage {
    private static final String STYLE = """
            body { margin: 1.5rem; color: #1b2430; background: #ffffff }
            h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 0.5rem }
            p { margin: 0.2rem 0 1rem; color: #55606e }
            figure { margin: 0; overflow-x: auto } figure > svg { max-width: 100%; height: auto }
            table { border-collapse: collapse; font-size: 0.9rem }
            th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.9rem 0.3rem 0 }
            th { border-bottom: 1px solid #98a2b0; font-weight: 600 } td { border-bottom: 1px solid #d3d9e0 }
            td { overflow-wrap: anywhere; max-width: 32rem } td svg { vertical-align: -2px }
            @media (prefers-color-scheme: dark) {
              body { color: #e8ecf1; background: #12161c } p { color: #a4afbd }
              th { border-color: #566273 } td { border-color: #3b4656 }
            }
            """;
    private static final int LONGEST_TEXT = 2_000;

    private final Scene scene;
    private final List<Refused> refused;
    private final List<String> warnings;
    private final StringBuilder html = new StringBuilder();

    /// A pod that is not on the node, and why.
    record Refused(String name, String reason, String message) {}

    private HtmlPage(Scene scene, List<Refused> refused, List<String> warnings) {
        this.scene = scene;
        this.refused = refused;
        this.warnings = warnings;
    }

    static String of(Scene scene, String svg, List<Refused> refused, List<String> warnings) {
        HtmlPage page = new HtmlPage(scene, refused, warnings);
        page.write(svg);
        return page.html.toString();
    }

    /// The part of a page that shows the machine and what each pod has.
    static String section(Scene scene, String svg) {
        HtmlPage page = new HtmlPage(scene, List.of(), List.of());
        page.machine(svg);
        return page.html.toString();
    }

    private void machine(String svg) {
        html.append("<figure>\n").append(svg).append("</figure>\n");
        if (!scene.pods().isEmpty()) {
            pods();
        }
    }

    private void write(String svg) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\""
                + " content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        element("title", scene.title());
        html.append("<style>\n").append("body { font-family: ").append(SvgStyle.FONTS)
                .append(" }\n").append(STYLE)
                .append("</style>\n</head>\n<body>\n");
        element("h1", scene.title());
        element("p", scene.summary());
        scene.kubelet().ifPresent(kubelet -> element("p", kubelet));
        machine(svg);
        if (!refused.isEmpty()) {
            refusals();
        }
        if (!warnings.isEmpty()) {
            element("h2", "Warnings");
            html.append("<ul>\n");
            warnings.forEach(warning -> element("li", warning));
            html.append("</ul>\n");
        }
        html.append("</body>\n</html>\n");
    }

    private void pods() {
        element("h2", "Pods");
        table("", "pod", "container", "CPUs", "memory", "devices");
        for (ShownPod pod : scene.pods()) {
            boolean first = true;
            for (Container container : pod.containers()) {
                List<String> memory = container.memory().stream().map(HtmlPage::memory).toList();
                List<String> devices = new ArrayList<>();
                container.devices().forEach((resource, ids) -> devices.add(resource + ": " + String.join(" ", ids)));
                html.append("<tr><td>").append(first ? swatch(pod) : "").append("</td>");
                cells(first ? pod.name() : "", container.name().isEmpty() ? "(the whole pod)" : container.name(),
                        container.cpus().isEmpty() ? "shared" : container.cpus().toListString(),
                        String.join(", ", memory), String.join("; ", devices));
                html.append("</tr>\n");
                first = false;
            }
            if (first) {
                html.append("<tr><td></td>");
                cells(pod.name(), "", "shared", "", "");
                html.append("</tr>\n");
            }
        }
        html.append("</tbody>\n</table>\n");
    }

    private static String memory(Block block) {
        return Counts.memory(block.type(), block.size()) + " on NUMA node " + IdLists.text(block.numaAffinity());
    }

    private static String swatch(ShownPod pod) {
        String style = Piece.style(Use.heldBy(pod.index()));
        return "<svg width=\"20\" height=\"14\" role=\"img\" aria-label=\"" + Xml.text(pod.letter())
                + "\"><rect class=\"cell "
                + style + "\" x=\"0.5\" y=\"0.5\" width=\"19\" height=\"13\" rx=\"2\"/><text class=\"t-cell on-" + style
                + "\" x=\"10\" y=\"10\" text-anchor=\"middle\">" + Xml.text(pod.letter()) + "</text></svg>";
    }

    private void refusals() {
        element("h2", "Refused");
        table("pod", "reason", "message");
        for (Refused pod : refused) {
            html.append("<tr>");
            cells(pod.name(), pod.reason(), pod.message());
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n");
    }

    private void table(String... headings) {
        html.append("<table>\n<thead><tr>");
        for (String heading : headings) {
            html.append("<th>").append(Xml.text(heading)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
    }

    private void cells(String... texts) {
        for (String text : texts) {
            html.append("<td>").append(Xml.text(Names.shorten(text, LONGEST_TEXT))).append("</td>");
        }
    }

    private void element(String name, String text) {
        html.append('<').append(name).append('>').append(Xml.text(Names.shorten(text, LONGEST_TEXT))).append("</")
                .append(name).append(">\n");
    }
}
