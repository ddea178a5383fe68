package io.alidade.view.page;

import io.alidade.view.Headline;
import io.alidade.view.page.NodeStatus.Refusal;
import io.alidade.view.picture.MachineCards;
import io.alidade.view.picture.MachineCards.PodLine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The page of a node as HTML. It is whole without script; with it, the sections that say how the node is are replaced by those of
/// [#live] when something has changed, and the box with its answer stays as it is.
public final class NodePage {
    private static final int MOST_PODS = 60;
    private static final int OPEN_REFUSALS = 3;
    private static final String CLOSE = "</body>\n</html>\n";

    private final NodeStatus status;
    private final Verdict verdict;
    private final MachineCards machine;

    private NodePage(NodeStatus status) {
        this.status = status;
        this.verdict = Verdict.of(status);
        this.machine = MachineCards.of(status.machine(), status.node().node(), status.room().strandedCpus());
    }

    /// The sections of the node as it is now, without the box: what a page that is open already wants.
    public static String live(NodeStatus status) {
        NodePage page = new NodePage(status);
        Markup html = new Markup().raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .element("title", page.title()).raw("</head>\n<body>\n");
        return page.main(html, Optional.empty()).raw(CLOSE).toString();
    }

    /// The page.
    ///
    /// @param box what is in the box
    public static String of(NodeStatus status, FitBox box) {
        NodePage page = new NodePage(status);
        Markup html = head(page.title(), true);
        html.raw("<a class=\"skip\" href=\"#fit\">To the box: would this pod fit?</a>\n").raw("<header>\n")
                .element("h1", status.name())
                .element("p", Headline.of(status.version(), status.node().node().settings().policies()));
        if (status.watched().isPresent()) {
            html.element("p", "A kubelet decides; this agent watches it.");
        }
        html.raw("<p id=\"live\" data-state=\"still\" role=\"status\"><span>As of ").time(status.at(), status.at())
                .raw(" UTC.</span> <a href=\"/\">Reload</a></p>\n</header>\n");
        return page.main(html, Optional.of(box)).raw(CLOSE).toString();
    }

    /// All pods of the node, on a page of their own.
    public static String pods(NodeStatus status) {
        NodePage page = new NodePage(status);
        Markup html = head("Pods · " + status.name(), false).raw("<header>\n").element("h1", status.name())
                .raw("<p><a href=\"/\">Back to the node</a></p>\n</header>\n<main>\n").raw(page.machine.patterns());
        page.pods(html, Integer.MAX_VALUE);
        return html.raw("</main>\n").raw(CLOSE).toString();
    }

    /// A page that says that there is nothing to show.
    public static String nothing(String problem) {
        return head("Node", false).raw("<main><section class=\"verdict plain\">").element("h2", "Nothing is known yet")
                .element("p", problem).raw("<p><a href=\"/\">Reload</a></p></section></main>\n").raw(CLOSE).toString();
    }

    static Markup head(String title, boolean hasScript) {
        Markup html = new Markup().raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta"
                + " name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\""
                + " content=\"light dark\">\n").element("title", title + " · Alidade")
                .raw("<link rel=\"icon\" href=\"" + PageFile.ICON.path() + "\">\n<link rel=\"stylesheet\" href=\""
                        + PageFile.STYLE.path() + "\">\n");
        if (hasScript) {
            html.raw("<script src=\"" + PageFile.SCRIPT.path() + "\" defer></script>\n");
        }
        return html.raw("</head>\n<body>\n");
    }

    private String title() {
        return verdict.word() + " · " + status.name();
    }

    private Markup main(Markup html, Optional<FitBox> box) {
        html.raw("<main data-revision=\"" + Markup.escaped(status.revision()) + "\">\n");
        state(html);
        new MachineSection(status, machine).write(html);
        refusals(html);
        box.ifPresent(own -> own.write(html));
        new HealthSection(status).write(html);
        status.watched().ifPresent(kubelet -> new ComparisonSection(kubelet, status.at()).write(html));
        html.open("section id=\"pods\" aria-labelledby=\"pods-h\"");
        pods(html, MOST_PODS);
        return html.close("section").close("main");
    }

    private void state(Markup html) {
        html.open("section id=\"state\" aria-label=\"State\"");
        status.problems().forEach(problem -> html.element("p class=\"problem\"", problem));
        html.open("div class=\"verdict " + verdict.mark() + "\"").open("p class=\"lead\"")
                .element("strong", verdict.word()).raw(" ").text(verdict.sentence()).close("p");
        if (!verdict.detail().isEmpty()) {
            html.element("p", verdict.detail());
        }
        html.close("div").open("dl class=\"tiles\"");
        int pods = status.node().podCount();
        tile(html, "CPUs free", Integer.toString(status.room().freeCpus().size()), "");
        tile(html, "stranded", Integer.toString(status.room().strandedCpus().size()),
                status.room().strandedCpus().isEmpty() ? "" : "warn");
        tile(html, pods == 1 ? "pod" : "pods", Integer.toString(pods), "");
        tile(html, "refused in the last hour", Integer.toString(status.refused()), status.refused() > 0 ? "warn" : "");
        new HealthSection(status).tiles(html);
        status.watched().ifPresent(kubelet -> tile(html, "of " + kubelet.compared() + " decisions disagreed",
                Long.toString(kubelet.disagreed()), kubelet.disagreed() > 0 ? "bad" : ""));
        html.close("dl").close("section");
    }

    static void tile(Markup html, String name, String value, String mark) {
        html.open("div" + (mark.isEmpty() ? "" : " class=\"" + mark + "\"")).element("dt", name).element("dd", value)
                .close("div");
    }

    private void refusals(Markup html) {
        html.open("section id=\"refusals\" aria-labelledby=\"refusals-h\"").element("h2 id=\"refusals-h\"",
                "Last refusals");
        List<Refusal> all = status.refusals();
        if (all.isEmpty()) {
            html.element("p", "No pod was refused, as far as this agent knows.");
        }
        html.open("ol");
        all.stream().limit(OPEN_REFUSALS).forEach(refusal -> refusal(html, refusal));
        html.close("ol");
        if (all.size() > OPEN_REFUSALS) {
            html.open("details id=\"older\"").element("summary", "Older ones: " + (all.size() - OPEN_REFUSALS))
                    .open("ol");
            all.stream().skip(OPEN_REFUSALS).forEach(refusal -> refusal(html, refusal));
            html.close("ol").close("details");
        }
        html.close("section");
    }

    private void refusal(Markup html, Refusal refusal) {
        html.open("li class=\"card\"").open("h3").text(refusal.pod()).raw(" <small>")
                .time(refusal.at(), status.at()).raw("</small>").close("h3");
        html.open("p").element("b", refusal.reason()).raw(" ").text(refusal.message()).close("p");
        if (!refusal.asks().isEmpty()) {
            html.element("p", "It asks for " + refusal.asks() + ".");
        }
        if (refusal.story().isEmpty()) {
            html.element("p class=\"waits\"", "What was short is being found …");
        }
        refusal.story().ifPresent(story -> {
            if (!story.why().isEmpty()) {
                html.open("dl class=\"story\"").element("dt", "Short").open("dd");
                story.why().forEach(sentence -> html.element("p", capital(sentence) + "."));
                html.close("dd");
                if (story.isTried()) {
                    html.element("dt", "Smallest cure")
                            .element("dd class=\"cure\"", story.cure().map(NodePage::capital)
                                    .orElse("None was found: no other amount, setting, or one or two pods less that are not static."));
                }
                html.close("dl");
            }
        });
        html.close("li");
    }

    /// A sentence with a capital letter.
    public static String capital(String sentence) {
        return sentence.isEmpty() ? sentence
                : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private void pods(Markup html, int most) {
        List<PodLine> all = machine.pods();
        html.element("h2 id=\"pods-h\"", all.isEmpty() ? "Pods" : "Pods: " + all.size());
        if (all.isEmpty()) {
            html.element("p", "None.");
            return;
        }
        html.raw(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Pods\"><table><thead><tr><th></th><th>pod</th>"
                        + "<th>CPUs</th><th>memory on NUMA nodes</th><th>devices</th></tr></thead><tbody>\n");
        for (PodLine pod : all.subList(0, Math.min(all.size(), most))) {
            html.raw("<tr><td>").raw(pod.swatch()).raw("</td><th scope=\"row\">").text(pod.name()).raw("</th><td>")
                    .text(pod.cpus()).raw("</td><td>").text(pod.memory()).raw("</td><td>").text(pod.devices())
                    .raw("</td></tr>\n");
        }
        html.raw("</tbody></table></div>\n");
        if (all.size() > most) {
            html.raw("<p><a href=\"/pods\">All " + all.size() + " pods</a></p>\n");
        }
    }
}
