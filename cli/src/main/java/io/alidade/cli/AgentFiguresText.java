package io.alidade.cli;

import io.alidade.agent.bench.Figure;
import io.alidade.view.TextStyle;
import io.alidade.view.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Figures of an agent for people.
final class AgentFiguresText {
    private AgentFiguresText() {}

    static String of(List<Figure> figures, TextStyle style) {
        TreeSet<String> minors = new TreeSet<>();
        figures.forEach(figure -> minors.addAll(figure.kubelets().keySet()));
        TextTable table = new TextTable().column("figure").number("agent");
        for (String minor : minors) {
            table = table.number("kubelet " + minor);
        }
        table = table.column("target").column("outcome");
        for (Figure figure : figures) {
            java.util.List<String> row = new java.util.ArrayList<>(List.of(figure.id(), value(figure, figure.agent())));
            minors.forEach(minor -> row.add(figure.kubelets().containsKey(minor)
                    ? value(figure, figure.kubelets().getOrDefault(minor, 0.0))
                    : ""));
            row.add(figure.target());
            row.add(figure.outcome().wireName());
            table.row(row.toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder();
        table.write(text, 0, style);
        for (Figure figure : figures) {
            text.append('\n').append(figure.id()).append(": ").append(figure.what()).append(".\n");
            for (Map.Entry<String, Double> kubelet : figure.kubelets().entrySet()) {
                text.append("  ").append(String.format(Locale.ROOT, "%.3g times that of kubelet %s.",
                        figure.agent() / kubelet.getValue(), kubelet.getKey())).append('\n');
            }
            figure.remarks().forEach(remark -> text.append("  ").append(remark).append('\n'));
        }
        return text.toString();
    }

    private static String value(Figure figure, double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f %s" : "%.2f %s", value, figure.unit());
    }
}
