package io.alidade.view;

import io.alidade.engine.quantity.Quantity;
import io.alidade.live.measure.Aspect;
import io.alidade.live.measure.CommandResult;
import io.alidade.live.measure.CommandResult.Trial;
import io.alidade.live.measure.Figure;
import io.alidade.live.measure.Figure.Subject;
import io.alidade.live.measure.Judgement;
import io.alidade.live.measure.MeasureComparison;
import io.alidade.live.measure.MeasureReport;
import io.alidade.live.measure.MemoryResult;
import io.alidade.live.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A [MeasureReport] for people.
public final class MeasureText {
    /// The kernel's counters that tell whether memory came from where it was wanted.
    private static final List<String> COUNTERS = List.of("numa_hit", "numa_miss", "numa_foreign", "local_node",
            "other_node");

    private final MeasureReport report;
    private final TextStyle style;
    private final StringBuilder text = new StringBuilder();

    private MeasureText(MeasureReport report, TextStyle style) {
        this.report = report;
        this.style = style;
    }

    /// The text of a report.
    ///
    /// @param comparison with an earlier one, if there is one
    public static String of(MeasureReport report, Optional<MeasureComparison> comparison, TextStyle style) {
        MeasureText text = new MeasureText(report, style);
        text.head();
        report.memory().ifPresent(text::memory);
        report.command().ifPresent(text::command);
        text.counters();
        text.judgements();
        comparison.ifPresent(text::comparison);
        return text.text.toString();
    }

    private void paragraph(String line) {
        Words.wrap(line, style.columns()).forEach(part -> text.append(style.paint(Ink.NORMAL, part)).append('\n'));
    }

    private void head() {
        paragraph(report.machine() + " · " + MeasureWords.numaNodes(report)
                + report.memory().map(memory -> " · " + MeasureWords.settings(memory)).orElse("")
                + report.command().map(
                        command -> " · " + Words.counted(command.rounds(), "round") + " of '" + command.command() + "'")
                        .orElse(""));
        text.append('\n');
    }

    private void memory(MemoryResult memory) {
        List<Integer> columns = List.copyOf(new TreeSet<>(memory.figures().stream().map(Figure::memoryNumaNode)
                .toList()));
        TextTable table = new TextTable().column("").number("cores").number("CPUs of");
        columns.forEach(numaNode -> table.number("memory of " + numaNode));
        String before = "";
        for (Subject row : memory.figures().stream()
                .map(figure -> new Subject(figure.aspect(), figure.threads(), figure.cpuNumaNode(), 0)).distinct()
                .toList()) {
            String title = title(row.aspect());
            List<String> cells = new ArrayList<>(List.of(title.equals(before) ? "" : title,
                    row.aspect() == Aspect.LATENCY ? "" : Integer.toString(row.threads()),
                    Integer.toString(row.cpuNumaNode())));
            before = title;
            for (int column : columns) {
                cells.add(memory.find(new Subject(row.aspect(), row.threads(), row.cpuNumaNode(), column))
                        .map(figure -> MeasureWords.figure(figure.spread())).orElse(""));
            }
            table.row(cells.toArray(String[]::new));
        }
        if (!memory.figures().isEmpty()) {
            table.write(text, 0, style);
            paragraph("Medians; in parentheses how far apart the rounds are.");
            text.append('\n');
        }
        memory.notes().forEach(this::paragraph);
    }

    private static String title(Aspect aspect) {
        return aspect.wireName() + ", " + aspect.unit();
    }

    private void command(CommandResult command) {
        TextTable table = new TextTable().column("place").column("CPUs").column("memory of").number("seconds")
                .number("processor").column("its memory was on");
        for (Trial trial : command.trials()) {
            table.row(trial.place().kind().wireName(), trial.place().cpus().toListString(),
                    trial.place().memory().isEmpty() ? "any" : trial.place().memory().toListString(),
                    MeasureWords.figure(trial.seconds()), processor(trial), whereabouts(trial));
        }
        if (!command.trials().isEmpty()) {
            table.write(text, 0, style);
            paragraph("Seconds are medians; in parentheses how far apart the rounds are.");
            text.append('\n');
        }
        command.notes().forEach(this::paragraph);
    }

    private static String processor(Trial trial) {
        return trial.processorSeconds().stream().allMatch(seconds -> seconds > 0)
                ? MeasureWords.number(new Spread(trial.processorSeconds()).median()) : "";
    }

    private static String whereabouts(Trial trial) {
        return trial.ownBytes().entrySet().stream()
                .map(entry -> "NUMA node " + entry.getKey() + ": " + Quantity.shortBytes(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void counters() {
        TextTable table = new TextTable().number("NUMA node").number("free").number("there").number("own memory");
        COUNTERS.forEach(table::number);
        for (MeasureReport.NumaNodeFacts numaNode : report.numaNodes()) {
            int id = numaNode.id();
            List<String> cells = new ArrayList<>(List.of(Integer.toString(id),
                    Quantity.shortBytes(numaNode.freeBytes()),
                    report.memory().flatMap(memory -> Optional.ofNullable(memory.localShares().get(id)))
                            .map(share -> String.format(Locale.ROOT, "%.1f %%", 100 * share)).orElse(""),
                    Optional.ofNullable(report.ownBytes().get(id)).map(Quantity::shortBytes).orElse("")));
            COUNTERS.forEach(name -> cells.add(Optional.ofNullable(report.counters().get(id))
                    .map(own -> own.get(name)).map(String::valueOf).orElse("")));
            table.row(cells.toArray(String[]::new));
        }
        table.write(text, 0, style);
        paragraph("Counted by the kernel meanwhile, of everything on the machine, in pages"
                + (report.memory().isPresent()
                        ? "; before that, which part of the memory that was asked for on the NUMA node is there."
                        : "."));
        text.append('\n');
    }

    private void judgements() {
        for (Judgement judgement : report.judgements()) {
            paragraph(judgement.about().equals("machine") || judgement.about().equals("memory") ? judgement.text()
                    : judgement.about() + ": " + judgement.text());
        }
    }

    private void comparison(MeasureComparison comparison) {
        text.append('\n');
        paragraph("Before: " + comparison.before().machine() + ", " + comparison.before().measuredAt() + ".");
        if (comparison.changes().isEmpty()) {
            paragraph("Nothing was measured both times.");
            return;
        }
        TextTable table = new TextTable().column("").number("before").number("now").number("ratio").column("");
        for (MeasureComparison.Change change : comparison.changes()) {
            table.row(change.about() + ", " + change.unit(), MeasureWords.figure(change.before()),
                    MeasureWords.figure(change.after()),
                    String.format(Locale.ROOT, "%.2f", change.ratio().value()),
                    switch (change.outcome()) {
                        case TOO_NOISY -> "too noisy";
                        case ALIKE -> "alike";
                        default -> change.isBetter() ? "better" : "worse";
                    });
        }
        table.write(text, 0, style);
    }
}
