package io.alidade.view.page;

import io.alidade.view.page.NodeStatus.Drift;
import io.alidade.view.page.NodeStatus.Plugin;

/// Where containers run that do not run where they should, and the plugins of devices. Beside a kubelet nothing is brought back, and
/// less is known.
record HealthSection(NodeStatus status) {
    private boolean isBeside() {
        return status.watched().isPresent();
    }

    void tiles(Markup html) {
        Drift drift = status.drift();
        NodePage.tile(html, "drift", !drift.isWatched() ? "–" : drift.isOpen() ? "open"
                : drift.seen() > 0 ? isBeside() ? "gone" : "cured" : "none", drift.isOpen() ? "bad" : "");
        int plugins = status.plugins().size();
        if (isBeside()) {
            NodePage.tile(html, plugins == 1 ? "resource of devices" : "resources of devices",
                    Integer.toString(plugins), "");
            return;
        }
        long gone = status.plugins().stream().filter(plugin -> plugin.goneSince().isPresent()).count();
        NodePage.tile(html, "plugins", gone > 0 ? gone + " gone" : plugins == 0 ? "none" : plugins + " up",
                gone > 0 ? "bad" : "");
    }

    void write(Markup html) {
        html.open("section id=\"health\" aria-labelledby=\"health-h\"").element("h2 id=\"health-h\"",
                isBeside() ? "Drift and devices" : "Drift and plugins");
        Drift drift = status.drift();
        html.element("p", isBeside() ? besideKubelet(drift) : own(drift));
        if (!drift.findings().isEmpty()) {
            html.raw("<ul class=\"findings\">");
            drift.findings().forEach(finding -> html.open("li").raw(finding.isCured() ? "<b>cured</b> "
                    : isBeside() ? "<b class=\"bad\">open</b> " : "<b class=\"bad\">not cured</b> ")
                    .time(finding.at(), status.at()).raw(" ").text(finding.container() + ": " + finding.what())
                    .close("li"));
            html.raw("</ul>\n");
        }
        if (isBeside()) {
            html.element("p", status.plugins().isEmpty() ? "The kubelet tells of no devices."
                    : "The kubelet tells of healthy devices only, and not whether their plugins are connected.");
        } else if (status.plugins().isEmpty()) {
            html.element("p", "No device plugin has registered.");
        }
        if (!status.plugins().isEmpty()) {
            plugins(html);
        }
        html.close("section");
    }

    private static String own(Drift drift) {
        return !drift.isWatched() ? "Nobody looks where containers run: this agent only decides."
                : drift.seen() == 0 ? "Every container runs where it should."
                : "Something was elsewhere " + times(drift.seen()) + ", and " + drift.cured()
                        + " times brought back.";
    }

    private static String besideKubelet(Drift drift) {
        return !drift.isWatched() ? "Containers were not compared with the kubelet’s checkpoints yet."
                : drift.seen() == 0 ? "Every container runs where the kubelet’s checkpoints say."
                : "Something was otherwise than the kubelet’s checkpoints say " + times(drift.seen())
                        + ". This agent only watches, and brings nothing back.";
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private void plugins(Markup html) {
        html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Plugins\"><table><thead><tr>"
                + "<th>resource</th>" + (isBeside() ? "" : "<th>plugin</th>") + "<th class=\"r\">healthy</th>"
                + (isBeside() ? "" : "<th class=\"r\">not</th>") + "<th class=\"r\">free</th></tr></thead><tbody>\n");
        status.plugins().forEach(plugin -> plugin(html, plugin));
        html.raw("</tbody></table></div>\n");
    }

    private void plugin(Markup html, Plugin plugin) {
        html.open("tr").element("th scope=\"row\"", plugin.resource());
        if (!isBeside()) {
            html.open("td");
            plugin.goneSince().ifPresentOrElse(
                    since -> html.raw("<b class=\"bad\">gone</b> since ").time(since, status.at()),
                    () -> html.raw("up"));
            html.close("td");
        }
        html.element("td class=\"r\"", Integer.toString(plugin.healthy()));
        if (!isBeside()) {
            html.element(plugin.unhealthy() > 0 ? "td class=\"r bad\"" : "td class=\"r\"",
                    Integer.toString(plugin.unhealthy()));
        }
        html.element("td class=\"r\"", Integer.toString(plugin.free())).close("tr");
    }
}
