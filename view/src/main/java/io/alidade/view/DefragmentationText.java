package io.alidade.view;

import io.alidade.plan.capacity.Defragmentation;
import io.alidade.plan.capacity.Defragmentation.Move;
import io.alidade.plan.capacity.Defragmentation.Place;
import io.alidade.plan.capacity.Defragmentation.Plan;
import io.alidade.plan.capacity.Defragmentation.Step;
import java.util.ArrayList;
import java.util.List;

/// A [Defragmentation] for people: which pods move where, and in which order.
public final class DefragmentationText {
    private static final int INDENT = 2;

    private final String wanted;
    private final Paragraphs out;

    private DefragmentationText(String wanted, TextStyle style) {
        this.wanted = wanted;
        this.out = new Paragraphs(style);
    }

    /// The text.
    ///
    /// @param title  of the machine and its kubelet
    /// @param wanted what the pod that is to fit is called
    public static String of(String title, String wanted, Defragmentation found, List<String> warnings,
            TextStyle style) {
        DefragmentationText text = new DefragmentationText(wanted, style);
        text.out.line(0, Ink.STRONG, title);
        warnings.forEach(warning -> text.out.line(0, Ink.WARNING, "! " + warning));
        text.write(found);
        return text.out.toString();
    }

    private void write(Defragmentation found) {
        switch (found) {
            case Defragmentation.Unneeded(Place place) ->
                out.line(0, Ink.GOOD, "✔ " + wanted + " fits as it is, on " + describe(place));
            case Defragmentation.Impossible(List<String> reasons) -> {
                out.line(0, Ink.BAD,
                        "✘ " + wanted + " does not fit even if no other pod ran: moving pods does not help");
                reasons.forEach(reason -> out.line(INDENT, Ink.NORMAL, reason));
            }
            case Defragmentation.NotFound(int decisions, int upTo) -> out.line(0, Ink.BAD, "✘ no "
                    + Words.counted(upTo, "pod") + (upTo == 1 ? " makes" : " or fewer make") + " room for " + wanted
                    + " (" + Words.counted(decisions, "decision") + " of the engine)");
            case Defragmentation.Found(Plan plan, List<Plan> gentler, int decisions, boolean isProven) -> {
                out.line(0, Ink.GOOD, "✔ " + wanted + " fits after " + moves(plan) + ", on " + describe(plan.place()));
                out.line(INDENT, Ink.FAINT, (isProven ? "no fewer moves do it: " : "maybe fewer evictions do it: the"
                        + " search ended after ") + Words.counted(decisions, "decision") + " of the engine");
                plan(plan);
                for (Plan other : gentler) {
                    out.gap();
                    out.line(0, Ink.STRONG, "without an eviction: " + moves(other) + "; " + wanted + " is then on "
                            + describe(other.place()));
                    plan(other);
                }
            }
        }
    }

    private static String moves(Plan plan) {
        long restarts = plan.moves().size() - plan.evictions();
        List<String> parts = new ArrayList<>();
        if (restarts > 0) {
            parts.add(Words.counted(restarts, "restart"));
        }
        if (plan.evictions() > 0) {
            parts.add(Words.counted(plan.evictions(), "eviction"));
        }
        return String.join(" and ", parts);
    }

    private void plan(Plan plan) {
        TextTable table = new TextTable().column("pod").column("move").column("from").column("to");
        for (Move move : plan.moves()) {
            table.row(move.pod(), move.to().isPresent() ? "restart" : "evict", describe(move.from()),
                    move.to().map(DefragmentationText::describe).orElse("another node"));
        }
        out.table(table, INDENT);
        List<String> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add((step.isStart() ? "start " : "delete ") + step.pod());
        }
        out.line(INDENT, Ink.NORMAL, "in this order: " + String.join(", ", steps));
    }

    /// `NUMA node 0: CPUs 2-9, gpu-0`.
    private static String describe(Place place) {
        List<String> parts = new ArrayList<>();
        if (!place.cpus().isEmpty()) {
            parts.add("CPUs " + place.cpus().toListString());
        }
        place.devices().values().stream().flatMap(List::stream).sorted().forEach(parts::add);
        String where = place.numaNodes().isEmpty() ? "any NUMA node" : "NUMA "
                + (place.numaNodes().size() == 1 ? "node " : "nodes ") + IdLists.text(place.numaNodes());
        return parts.isEmpty() ? where : where + ": " + String.join(", ", parts);
    }
}
