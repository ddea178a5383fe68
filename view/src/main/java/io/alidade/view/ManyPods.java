package io.alidade.view;

import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Many pods at once: those that were decided on alike and ask for the same are one line.
final class ManyPods {
    /// More pods than that are summed up.
    static final int MANY = 20;
    /// Of the groups of one verdict.
    private static final int MAX_ROWS = 40;
    private static final int INDENT = 2;

    /// A pod, as far as it matters here.
    ///
    /// @param message the kubelet's, of a refusal; it may have figures in it that differ from pod to pod
    /// @param asks    what it requests as a whole
    record Decided(String name, Verdict verdict, Optional<String> message, String qosClass, String asks) {
        private Group group() {
            return new Group(verdict, qosClass, asks);
        }
    }

    /// What was decided: `admitted, aligned`, `refused: TopologyAffinityError`.
    record Verdict(Ink ink, String text) {}

    private record Group(Verdict verdict, String qosClass, String asks) {}

    private final Map<Verdict, Map<Group, List<Integer>>> groups = new LinkedHashMap<>();
    private final List<Decided> pods;

    ManyPods(List<Decided> pods) {
        this.pods = List.copyOf(pods);
        for (int i = 0; i < pods.size(); i++) {
            Decided pod = pods.get(i);
            groups.computeIfAbsent(pod.verdict(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(pod.group(), _ -> new ArrayList<>()).add(i);
        }
    }

    /// The positions of pods that are alike, group by group in the order in which groups come up.
    List<List<Integer>> alike() {
        return groups.values().stream().flatMap(of -> of.values().stream()).toList();
    }

    /// Each verdict with a table of its groups.
    void write(Paragraphs out) {
        groups.forEach((verdict, own) -> {
            out.gap();
            long count = own.values().stream().mapToLong(List::size).sum();
            String mark = switch (verdict.ink()) {
                case GOOD -> "✔ ";
                case BAD -> "✘ ";
                default -> "! ";
            };
            out.line(0, verdict.ink(), mark + Words.counted(count, "pod") + " " + verdict.text());
            List<String> messages = own.values().stream().flatMap(List::stream)
                    .flatMap(position -> pods.get(position).message().stream()).distinct().toList();
            if (!messages.isEmpty()) {
                out.line(INDENT, Ink.NORMAL, messages.getFirst()
                        + (messages.size() == 1 ? "" : " (the first, other figures for others)"));
            }
            table(out, own);
        });
    }

    private void table(Paragraphs out, Map<Group, List<Integer>> own) {
        TextTable table = new TextTable().number("pods").column("class").column("each asks for").column("which");
        own.entrySet().stream().limit(MAX_ROWS).forEach(entry -> table.row(List.of(
                Cell.of(Integer.toString(entry.getValue().size())), Cell.of(entry.getKey().qosClass()),
                Cell.of(entry.getKey().asks()), Cell.of(names(entry.getValue())))));
        out.table(table, INDENT);
        if (own.size() > MAX_ROWS) {
            out.line(INDENT, Ink.FAINT, "and " + (own.size() - MAX_ROWS) + " more kinds; -o json has them all");
        }
    }

    /// `shop/web-0 and 19 more`.
    private String names(List<Integer> positions) {
        return pods.get(positions.getFirst()).name()
                + (positions.size() == 1 ? "" : " and " + (positions.size() - 1) + " more");
    }
}
