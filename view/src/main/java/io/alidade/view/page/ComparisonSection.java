package io.alidade.view.page;

import io.alidade.view.page.NodeStatus.Disagreement;
import io.alidade.view.page.NodeStatus.Watched;
import java.time.Instant;

/// How a kubelet's decisions stand beside one's own.
///
/// @param at when that was
record ComparisonSection(Watched kubelet, Instant at) {
    void write(Markup html) {
        html.open("section id=\"comparison\" aria-labelledby=\"comparison-h\"").element("h2 id=\"comparison-h\"",
                "The kubelet’s decisions").element("p", sentence());
        if (!kubelet.disagreements().isEmpty()) {
            html.open("ol");
            kubelet.disagreements().forEach(one -> disagreement(html, one));
            html.close("ol");
        }
        html.close("section");
    }

    private String sentence() {
        String compared = kubelet.compared() == 0 ? "None was compared yet."
                : Markup.count(kubelet.compared(), "decision") + " compared, " + (kubelet.disagreed() == 0
                        ? "all of them the same." : kubelet.disagreed() + " otherwise than Alidade’s.");
        return kubelet.notCompared() == 0 ? compared : compared + " " + kubelet.notCompared()
                + " could not be compared; the log says why.";
    }

    private void disagreement(Markup html, Disagreement one) {
        html.open("li class=\"card\"").open("h3").text(one.pod()).raw(" <small>").time(one.at(), at)
                .raw("</small>").close("h3");
        one.differences().forEach(sentence -> html.element("p", NodePage.capital(sentence) + "."));
        one.file().ifPresent(file -> html.open("p").raw("To replay: <code>").text("alidade conformance " + file)
                .raw("</code>").close("p"));
        html.close("li");
    }
}
