package io.alidade.view.page;

import io.alidade.kube.admission.AdmissionReport;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.explain.Explanation;
import io.alidade.plan.whatif.WhatIf;
import io.alidade.plan.whatif.WhatIfs;
import io.alidade.view.IdLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The box in which a manifest is pasted, and the answer to the last one.
///
/// @param asked  what is in it
/// @param answer HTML; empty before the first question
public record FitBox(String asked, String answer) {
    /// Nothing was asked.
    public static final FitBox EMPTY = new FitBox("", "");

    private static final int MOST_CURES = 3;

    /// A question with its answer.
    public static FitBox of(String asked, Explanation explanation) {
        Markup html = new Markup();
        explanation.pods().forEach(pod -> pod(html, pod));
        return new FitBox(asked, html.toString());
    }

    /// A question that cannot be answered.
    ///
    /// @param cure what to do
    public static FitBox problem(String asked, String problem, String cure) {
        return new FitBox(asked, new Markup().open("div class=\"verdict warn\"").element("p class=\"lead\"", problem)
                .element("p", cure).close("div").toString());
    }

    private static void pod(Markup html, Explanation.Pod pod) {
        Optional<Explanation.Refusal> refusal = pod.refusal();
        boolean isSplit = pod.placement().filter(Placement.SPLIT::equals).isPresent();
        html.open("div class=\"verdict " + (refusal.isPresent() ? "bad" : isSplit ? "warn" : "good") + "\"")
                .open("p class=\"lead\"");
        if (refusal.isPresent()) {
            html.element("strong", "Would be refused").raw(" ").text(pod.namespace() + "/" + pod.name()).close("p");
            html.open("p").element("b", refusal.get().reason()).raw(" ").text(refusal.get().message()).close("p");
        } else {
            html.element("strong", "Fits").raw(" ").text(pod.namespace() + "/" + pod.name()
                    + (isSplit ? ", but split over NUMA nodes" : "")).close("p");
        }
        html.element("p", "It asks for " + pod.asks() + ".");
        list(html, "Short", pod.reasons().stream().map(sentence -> NodePage.capital(sentence) + ".").toList());
        if (refusal.isEmpty()) {
            list(html, "It would get", pod.containers().stream().map(FitBox::given).toList());
        }
        pod.whatIf().ifPresent(found -> list(html, refusal.isPresent() ? "Smallest cures, each one tried"
                : "What would bring it together", cures(found)));
        html.close("div");
    }

    private static List<String> cures(WhatIfs found) {
        return found.answers().isEmpty()
                ? List.of("None was found: no other amount, setting, or one or two pods less that are not static.")
                : found.answers().stream().limit(MOST_CURES).map(WhatIf::description).map(NodePage::capital).toList();
    }

    private static String given(Explanation.Container container) {
        List<String> parts = new ArrayList<>();
        container.given().flatMap(AdmissionReport.Container::exclusiveCpus)
                .ifPresent(cpus -> parts.add((cpus.size() == 1 ? "CPU " : "CPUs ") + cpus.toListString()));
        container.given().ifPresent(given -> {
            given.memory().stream().filter(block -> block.bytes() != 0)
                    .forEach(block -> parts.add(block.type() + " on NUMA "
                            + (block.numaNodes().size() == 1 ? "node " : "nodes ") + IdLists.text(block.numaNodes())));
            given.devices().forEach((resource, ids) -> parts.add(resource + " " + String.join(" ", ids)));
        });
        return container.name() + ": " + (parts.isEmpty() ? "the shared pool" : String.join("; ", parts));
    }

    private static void list(Markup html, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            html.element("h3", title).open("ul");
            sentences.forEach(sentence -> html.element("li", sentence));
            html.close("ul");
        }
    }

    void write(Markup html) {
        html.open("section id=\"fit\" aria-labelledby=\"fit-h\"").element("h2 id=\"fit-h\"", "Would this pod fit?");
        html.raw(
                "<form method=\"post\" action=\"/fit\">\n<label for=\"manifest\">A manifest of pods or workloads, or a size such as"
                        + " <code>cpu=8,memory=32Gi</code></label>\n<textarea id=\"manifest\" name=\"manifest\" rows=\"7\" required"
                        + " spellcheck=\"false\" autocomplete=\"off\" maxlength=\"262144\">\n")
                .text(asked)
                .raw("</textarea>\n<button>Ask</button> <span class=\"faint\">Nothing is changed by asking.</span>\n</form>\n<div id=\"answer\""
                        + " role=\"status\">")
                .raw(answer).raw("</div>\n").close("section");
    }
}
