package io.alidade.view;

import io.alidade.plan.capacity.CapacityReport;
import io.alidade.plan.capacity.CopyCount;
import io.alidade.plan.capacity.Leftover;
import io.alidade.plan.capacity.MixOutcome;
import io.alidade.plan.capacity.MixOutcome.ShapeOutcome;
import io.alidade.plan.capacity.MixOutcome.Stranded;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.capacity.VariantCapacity;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A [CapacityReport] for people: what the configuration costs, all policies side by side, the cliff, what is stranded, and
/// why a shape never fits. Sets of options that change nothing are only counted.
public final class CapacityText {
    private static final int INDENT = 2;
    private static final int SHOWN_STEP = 2;

    private final CapacityReport report;
    private final VariantCapacity current;
    private final Paragraphs out;

    private CapacityText(CapacityReport report, TextStyle style) {
        this.report = report;
        this.current = report.current();
        this.out = new Paragraphs(style);
    }

    /// The text of a report.
    ///
    /// @param machine what the machine is called
    public static String of(String machine, CapacityReport report, TextStyle style) {
        CapacityText text = new CapacityText(report, style);
        text.write(machine);
        return text.out.toString();
    }

    private void write(String machine) {
        out.line(0, Ink.STRONG, machine + " · " + Headline.of(report.version()) + " · " + current.variant().describe()
                + (current.variant().optionText().isEmpty() ? "" : " · " + current.variant().optionText()));
        report.warnings().forEach(warning -> out.line(0, Ink.WARNING, "! " + warning));
        if (!report.isComplete()) {
            out.line(0, Ink.WARNING, "! ended early: what is missing below was not looked at any more");
        }
        current.startError().ifPresent(error -> out.line(0, Ink.BAD, "✘ the kubelet does not start: " + error));
        if (!report.priced().equals(current)) {
            out.line(0, Ink.NORMAL, "what " + report.priced().variant().describe() + " would cost:");
        }
        for (CapacityCost.ShapeCost cost : CapacityCost.of(report)) {
            out.line(0, cost.neverFits() ? Ink.BAD : cost.lost() > 0 ? Ink.WARNING : Ink.GOOD,
                    (cost.neverFits() ? "✘ " : cost.lost() > 0 ? "▼ " : "✔ ") + cost.copies().shape().name() + ": "
                            + cost.text());
        }
        out.gap();
        copies();
        if (report.mix().shapes().size() > 1) {
            mix();
        }
        stranded();
        if (report.hasRunning() && !current.copies().isEmpty()) {
            strandedNow();
        }
        never();
    }

    /// The variants that are worth a row: those with the given options, and of the others those with other numbers.
    private List<VariantCapacity> shown() {
        Map<String, VariantCapacity> same = new LinkedHashMap<>();
        report.withCurrentOptions().forEach(own -> same.put(own.variant().describe(), own));
        return report.variants().stream().filter(own -> {
            VariantCapacity like = same.getOrDefault(own.variant().describe(), own);
            return like.equals(own) || !numbers(like).equals(numbers(own));
        }).toList();
    }

    private static List<Object> numbers(VariantCapacity own) {
        List<Object> numbers = new ArrayList<>();
        numbers.add(own.startError());
        own.copies().forEach(copies -> numbers.addAll(List.of(copies.fromEmpty(), copies.fromCurrent(),
                copies.split(), copies.left().cpus())));
        own.mix().ifPresent(mix -> numbers.addAll(List.of(mix.pods(), mix.fullnessPermille(), mix.splitShare())));
        return numbers;
    }

    private void copies() {
        List<VariantCapacity> shown = shown();
        TextTable table = new TextTable().column("").column("policy").column("scope").column("options");
        boolean isMany = report.mix().shapes().size() > 1;
        for (Shape shape : report.mix().shapes()) {
            table.number(isMany ? shape.name() : "copies");
        }
        if (report.hasRunning()) {
            report.mix().shapes().forEach(shape -> table.number(isMany ? shape.name() + " now" : "now"));
        }
        if (isMany) {
            List.of("mix", "worst 5%", "full").forEach(table::number);
        } else {
            table.number("CPUs stranded");
        }
        table.number("split");
        shown.forEach(own -> table.row(cells(own, isMany)));
        out.line(0, Ink.STRONG, "copies that fit" + (isMany ? ", and pods of the mix at the end (median, worst 5 %)"
                : " (" + report.mix().shapes().getFirst().asks() + ")"));
        out.table(table, INDENT);
        int hidden = report.variants().size() - shown.size();
        if (hidden > 0) {
            out.line(INDENT, Ink.FAINT, "and " + hidden + " with other options, where all is the same");
        }
    }

    private List<Cell> cells(VariantCapacity own, boolean isMany) {
        List<Cell> cells = new ArrayList<>();
        Ink ink = own.variant().isCurrent() ? Ink.STRONG : Ink.NORMAL;
        cells.add(new Cell(own.variant().isCurrent() ? "▶" : "", ink));
        cells.add(new Cell(own.variant().policy(), ink));
        cells.add(new Cell(own.variant().hasScope() ? own.variant().scope() : "", ink));
        cells.add(new Cell(own.variant().optionText(), ink));
        int shapes = report.mix().shapes().size();
        if (own.startError().isPresent()) {
            int rest = shapes * (report.hasRunning() ? 2 : 1) + (isMany ? 3 : 1);
            for (int column = 0; column < rest; column++) {
                cells.add(new Cell(column == 0 ? "does not start" : "", Ink.BAD));
            }
            cells.add(Cell.EMPTY);
            return cells;
        }
        own.copies().forEach(copies -> cells.add(copies.fromEmpty() == 0 ? new Cell("never", Ink.BAD)
                : new Cell(Integer.toString(copies.fromEmpty()), ink)));
        if (report.hasRunning()) {
            own.copies().forEach(copies -> cells.add(new Cell(Integer.toString(copies.fromCurrent()),
                    copies.fromCurrent() == 0 ? Ink.WARNING : ink)));
        }
        if (isMany) {
            cells.add(new Cell(own.mix().map(mix -> Long.toString(mix.pods().median())).orElse("-"), ink));
            cells.add(new Cell(own.mix().map(mix -> Long.toString(mix.pods().worst())).orElse("-"), ink));
            cells.add(new Cell(own.mix().map(mix -> percent(mix.fullnessPermille().median() / 1000.0)).orElse("-"),
                    ink));
            cells.add(new Cell(own.mix().map(mix -> percent(mix.splitShare())).orElse("-"), ink));
        } else {
            CopyCount copies = own.copies().getFirst();
            cells.add(new Cell(Long.toString(copies.left().cpus()), ink));
            cells.add(new Cell(Integer.toString(copies.split()), ink));
        }
        return cells;
    }

    /// The cliff, of the configuration whose price is told.
    private void mix() {
        report.priced().mix().ifPresent(mix -> {
            out.gap();
            out.line(0, Ink.STRONG, "the cliff: how likely one more is admitted when the node is so full ("
                    + report.priced().variant().describe() + ", " + Words.counted(mix.orders(), "order")
                    + " of arrival, seed "
                    + report.seed() + ")");
            TextTable table = new TextTable().column("shape").column("share");
            for (int level = 0; level < MixOutcome.LEVELS; level += SHOWN_STEP) {
                table.number(level * MixOutcome.STEP_PERCENT + "%");
            }
            table.number("cliff");
            for (int index = 0; index < mix.shapes().size(); index++) {
                ShapeOutcome shape = mix.shapes().get(index);
                List<Cell> cells = new ArrayList<>();
                cells.add(Cell.of(shape.shape()));
                cells.add(Cell.of(plain(report.mix().percent().get(index)) + " %"));
                for (int level = 0; level < MixOutcome.LEVELS; level += SHOWN_STEP) {
                    double chance = shape.admission().get(level);
                    cells.add(new Cell(Long.toString(Math.round(100 * chance)),
                            chance >= 1 ? Ink.GOOD : chance >= 0.5 ? Ink.WARNING : Ink.BAD));
                }
                cells.add(Cell.of(shape.cliffPercent() + "%"));
                table.row(cells);
            }
            out.table(table, INDENT);
        });
    }

    private void stranded() {
        TextTable table = new TextTable().column("policy").column("NUMA node").number("CPUs").number("memory")
                .column("devices");
        boolean isAny = false;
        for (VariantCapacity own : report.withCurrentOptions()) {
            boolean isFirst = true;
            if (!own.variant().isCurrent() && own.variant().hasScope() && !own.equals(report.priced())) {
                continue;
            }
            for (Stranded numaNode : own.mix().map(MixOutcome::stranded).orElse(List.of())) {
                table.row(isFirst ? own.variant().describe() : "", Integer.toString(numaNode.numaNode()),
                        numaNode.cpus().map(CapacityText::plain).orElse(""),
                        numaNode.memoryBytes().map(CapacityDocument::bytes).orElse(""), devices(numaNode));
                isFirst = false;
                isAny = true;
            }
        }
        if (isAny) {
            out.gap();
            out.line(0, Ink.STRONG, "stranded: free when no shape fits any more"
                    + (report.mix().shapes().size() > 1 ? " (means over the orders of arrival)" : ""));
            out.table(table, INDENT);
        }
    }

    /// Beside the pods that run, once no more copies fit there.
    private void strandedNow() {
        TextTable table = new TextTable().column("full of").column("NUMA node").number("CPUs").number("memory")
                .column("devices");
        for (CopyCount copies : current.copies()) {
            boolean isFirst = true;
            for (Leftover.NumaNode own : copies.leftNow().numaNodes()) {
                table.row(isFirst ? copies.shape().name() : "", Integer.toString(own.id()),
                        own.cpus().map(cpus -> Integer.toString(cpus)).orElse(""),
                        own.memoryBytes().map(bytes -> CapacityDocument.bytes(bytes)).orElse(""),
                        own.devices().entrySet().stream().sorted(Map.Entry.comparingByKey())
                                .map(device -> device.getValue() + " " + device.getKey())
                                .collect(Collectors.joining(", ")));
                isFirst = false;
            }
        }
        out.gap();
        out.line(0, Ink.STRONG, "stranded now: free beside the pods that run when no more copies fit ("
                + current.variant().describe() + ")");
        out.table(table, INDENT);
    }

    private static String devices(Stranded numaNode) {
        List<String> texts = new ArrayList<>();
        numaNode.devices().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(device -> texts.add(plain(device.getValue()) + " " + device.getKey()));
        return String.join(", ", texts);
    }

    /// Why shapes never fit: one line for each reason, with the configurations that have it.
    private void never() {
        Map<String, Map<String, List<VariantCapacity>>> reasons = new LinkedHashMap<>();
        for (VariantCapacity own : report.variants()) {
            own.copies().forEach(copies -> copies.never().ifPresent(reason -> reasons
                    .computeIfAbsent(copies.shape().name() + " (" + copies.shape().asks() + ")",
                            _ -> new LinkedHashMap<>())
                    .computeIfAbsent(reason, _ -> new ArrayList<>()).add(own)));
        }
        if (!reasons.isEmpty()) {
            out.gap();
            out.line(0, Ink.STRONG, "never fits");
        }
        reasons.forEach((shape, found) -> {
            out.line(INDENT, Ink.BAD, "✘ " + shape);
            found.forEach((reason, where) -> out.line(2 * INDENT, Ink.NORMAL, where(where) + ": " + reason));
        });
    }

    /// These configurations in as few words as there are.
    private String where(List<VariantCapacity> some) {
        List<VariantCapacity> started = report.variants().stream().filter(own -> own.startError().isEmpty()).toList();
        if (some.size() == started.size()) {
            return "whatever the configuration";
        }
        List<String> texts = new ArrayList<>();
        Map<Map<String, String>, List<VariantCapacity>> byOptions = new LinkedHashMap<>();
        some.forEach(own -> byOptions.computeIfAbsent(own.variant().options(), _ -> new ArrayList<>()).add(own));
        byOptions.forEach((options, all) -> {
            boolean isWhole = started.stream().filter(own -> own.variant().options().equals(options)).count() == all
                    .size();
            String with = all.getFirst().variant().optionText();
            String policies = isWhole ? "every policy" : all.stream().map(own -> own.variant().describe()).distinct()
                    .collect(Collectors.joining("; "));
            boolean isCurrent = options.equals(current.variant().options());
            if (isCurrent || !texts.contains(policies)) {
                texts.add(policies + (isCurrent ? "" : " with " + (with.isEmpty() ? "no options" : with)));
            }
        });
        return String.join("; ", texts);
    }

    static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    /// At most one decimal.
    static String plain(double number) {
        String text = String.format(Locale.ROOT, "%.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
