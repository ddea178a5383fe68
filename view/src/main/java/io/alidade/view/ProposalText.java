package io.alidade.view;

import io.alidade.plan.capacity.Proposal;
import io.alidade.plan.capacity.Proposal.Change;
import io.alidade.plan.capacity.Proposal.Measure;
import io.alidade.plan.capacity.Proposal.ShapeMeasure;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A [Proposal] for people: what is proposed and what it gives, then every single change with its gain.
public final class ProposalText {
    private static final int INDENT = 2;
    private static final int SHOWN = 25;

    private final Proposal proposal;
    private final Paragraphs out;

    private ProposalText(Proposal proposal, TextStyle style) {
        this.proposal = proposal;
        this.out = new Paragraphs(style);
    }

    /// The text of a proposal.
    ///
    /// @param machine what the machine is called
    public static String of(String machine, Proposal proposal, TextStyle style) {
        ProposalText text = new ProposalText(proposal, style);
        text.out.line(0, Ink.STRONG, machine + " · " + Headline.of(proposal.version()));
        proposal.warnings().forEach(warning -> text.out.line(0, Ink.WARNING, "! " + warning));
        text.write();
        return text.out.toString();
    }

    private void write() {
        String effort = proposal.tried() + " of at most " + proposal.budget() + " setups measured"
                + (proposal.isComplete() ? "" : ", which ended the search: more may be gained");
        if (proposal.chosen().isEmpty()) {
            out.line(0, Ink.NORMAL, "nothing is proposed: no single change gives more"
                    + (proposal.allowsSplit() ? "" : " without splitting pods over NUMA nodes (--allow-split)"));
        } else {
            out.line(0, Ink.GOOD, "✔ proposed: " + gain(proposal.before(), proposal.after()));
            for (int index = 0; index < proposal.chosen().size(); index++) {
                Change change = proposal.chosen().get(index);
                out.line(INDENT, Ink.NORMAL, (index + 1) + ". " + change.text() + ": " + gain(index == 0
                        ? proposal.before() : proposal.chosen().get(index - 1).measure(), change.measure()));
            }
        }
        out.line(INDENT, Ink.FAINT, effort);
        out.gap();
        out.line(0, Ink.STRONG, "before and after");
        TextTable table = new TextTable().column("").column("pod").number("copies").number("split");
        measure(table, "now", proposal.before());
        if (!proposal.chosen().isEmpty()) {
            measure(table, "then", proposal.after());
        }
        out.table(table, INDENT);
        if (!proposal.singles().isEmpty()) {
            singles();
        }
        if (proposal.chosen().stream().anyMatch(change -> isSetting(change))) {
            settings();
        }
    }

    private static void measure(TextTable table, String when, Measure measure) {
        boolean isFirst = true;
        for (ShapeMeasure shape : measure.shapes()) {
            table.row(isFirst ? when + ", " + CapacityText.plain(measure.fullPercent()) + "% full" : "",
                    shape.name() + ": " + shape.asks() + (shape.parts() == 1 ? "" : ", " + shape.parts()
                            + " pods for each copy"),
                    shape.copies() == 0 ? "never" : Integer.toString(shape.copies()),
                    Integer.toString(shape.split()));
            isFirst = false;
        }
    }

    private void singles() {
        out.gap();
        out.line(0, Ink.STRONG, "each change by itself, the best first");
        TextTable table = new TextTable().column("change").column("gives").column("");
        for (Change change : proposal.singles().stream().limit(SHOWN).toList()) {
            boolean isBlocked = change.obstacle().isPresent();
            table.row(List.of(Cell.of(change.text()),
                    Cell.of(change.measure().startError().isPresent() ? "" : gain(proposal.before(), change.measure())),
                    new Cell(change.obstacle().orElse(""), isBlocked ? Ink.WARNING : Ink.NORMAL)));
        }
        out.table(table, INDENT);
        if (proposal.singles().size() > SHOWN) {
            out.line(INDENT, Ink.FAINT, "and " + (proposal.singles().size() - SHOWN) + " more: see -o json");
        }
    }

    private static boolean isSetting(Change change) {
        return List.of("policy", "scope", "option", "reserved").contains(change.kind());
    }

    private void settings() {
        out.gap();
        out.line(0, Ink.STRONG, "what the configuration says then");
        fields(proposal).forEach((field, value) -> out.line(INDENT, Ink.NORMAL, field + ": " + value));
    }

    /// The fields that a proposal may change, with their values then.
    static Map<String, String> fields(Proposal proposal) {
        var configuration = proposal.configuration();
        Map<String, String> fields = new java.util.LinkedHashMap<>();
        fields.put("cpuManagerPolicy", configuration.cpuManagerPolicy());
        options(fields, "cpuManagerPolicyOptions", configuration.cpuManagerPolicyOptions());
        fields.put("topologyManagerPolicy", configuration.topologyManagerPolicy());
        fields.put("topologyManagerScope", configuration.topologyManagerScope());
        options(fields, "topologyManagerPolicyOptions", configuration.topologyManagerPolicyOptions());
        if (!configuration.reservedSystemCpus().isEmpty()) {
            fields.put("reservedSystemCPUs", "\"" + configuration.reservedSystemCpus() + "\"");
        }
        return fields;
    }

    private static void options(Map<String, String> fields, String field, Map<String, String> options) {
        List<String> entries = new ArrayList<>();
        options.forEach((option, value) -> entries.add(option + ": \"" + value + "\""));
        if (!entries.isEmpty()) {
            fields.put(field, "{" + String.join(", ", entries) + "}");
        }
    }

    /// `gpu1 7 → 8, gpu4 1 → 2 copies; 78% → 97% full`.
    static String gain(Measure before, Measure after) {
        List<String> copies = new ArrayList<>();
        for (int index = 0; index < Math.min(before.shapes().size(), after.shapes().size()); index++) {
            ShapeMeasure from = before.shapes().get(index);
            ShapeMeasure to = after.shapes().get(index);
            if (from.copies() != to.copies()) {
                copies.add(to.name() + " " + from.copies() + " → " + to.copies());
            }
        }
        List<String> parts = new ArrayList<>();
        if (!copies.isEmpty()) {
            parts.add(String.join(", ", copies) + " copies");
        }
        if (Math.abs(before.fullPercent() - after.fullPercent()) >= 0.05) {
            parts.add(CapacityText.plain(before.fullPercent()) + "% → " + CapacityText.plain(after.fullPercent())
                    + "% full");
        }
        if (Math.abs(before.splitPercent() - after.splitPercent()) >= 0.05) {
            parts.add(CapacityText.plain(before.splitPercent()) + "% → " + CapacityText.plain(after.splitPercent())
                    + "% split");
        }
        return parts.isEmpty() ? "the same" : String.join("; ", parts);
    }
}
