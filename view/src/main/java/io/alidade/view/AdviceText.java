package io.alidade.view;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.plan.advise.Advice;
import io.alidade.plan.advise.Draft.DraftLine;
import io.alidade.plan.advise.Measurement;
import io.alidade.plan.advise.Trial;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;

/// [Advice] for people. All but the draft is behind `#`, so that the whole can be saved as the file: what was compared, why
/// the draft won, what to know before, the draft, what the platform does not take, and the steps to roll it out.
public final class AdviceText {
    private static final String MARK = "# ";
    private static final int INDENT = 2;
    private static final int SHOWN_REFUSALS = 5;

    private final String machine;
    private final Advice advice;
    private final TextStyle style;
    private final TextStyle inner;
    private final StringBuilder out = new StringBuilder();
    private StringBuilder part = new StringBuilder();

    private AdviceText(String machine, Advice advice, TextStyle style) {
        this.machine = machine;
        this.advice = advice;
        this.style = style;
        this.inner = new TextStyle(style.columns() - MARK.length(), style.colour());
    }

    /// The text of an advice.
    ///
    /// @param machine what the machine is called
    public static String of(String machine, Advice advice, TextStyle style) {
        AdviceText text = new AdviceText(machine, advice, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        Measurement measured = advice.chosen().measured();
        line(0, Ink.STRONG, machine + " · kubelet "
                + Kubelets.named(advice.kubeletVersion()) + " · goal " + advice.goal().wireName() + " · "
                + advice.chosen().candidate().describe());
        if (advice.pods() > 0) {
            line(0, Ink.NORMAL, measured.admitted() + " of " + advice.pods() + " pods admitted, "
                    + measured.aligned() + " aligned; " + measured.fitting() + " such pods fit.");
        }
        advice.warnings().forEach(warning -> line(0, Ink.WARNING, "! " + warning));
        refusals();
        part.append('\n');
        table();
        part.append('\n');
        line(0, Ink.STRONG, "why");
        advice.why().forEach(reason -> line(INDENT, Ink.NORMAL, "- " + reason));
        behindMarks();
        out.append(DraftFile.of(advice, style));
        if (!advice.platform().takesEverything()) {
            inexpressible();
        }
        part.append('\n');
        line(0, Ink.STRONG, "roll-out, pool " + advice.pool());
        advice.platform().rollout(advice.pool()).forEach(step -> line(INDENT, Ink.NORMAL, "[ ] " + step));
        behindMarks();
    }

    private void refusals() {
        List<Trial.Refused> refused = advice.chosen().refused();
        refused.stream().limit(SHOWN_REFUSALS).forEach(pod -> line(0, Ink.BAD, "✘ " + pod.pod() + ": " + pod.reason()
                + ": " + pod.message()));
        if (refused.size() > SHOWN_REFUSALS) {
            line(0, Ink.BAD, "✘ and " + (refused.size() - SHOWN_REFUSALS) + " more");
        }
    }

    private void table() {
        int count = advice.trials().size();
        line(0, Ink.STRONG, "compared: " + count + (count == 1 ? " configuration" : " configurations, the best of each"
                + " policy and scope first"));
        boolean measures = advice.pods() > 0;
        TextTable table = new TextTable().column("").column("Topology Manager");
        List.of("admitted", "aligned", "split", "shared", "pods fit", "CPUs stranded").forEach(table::number);
        for (Trial trial : advice.bestOfEach()) {
            boolean isChosen = trial.equals(advice.chosen());
            row(table, isChosen ? "✔" : trial.obstacle().isPresent() ? "✘" : "",
                    trial.candidate().describe(), trial, measures, isChosen ? Ink.GOOD : Ink.NORMAL);
        }
        advice.current().ifPresent(trial -> row(table, trial.obstacle().isPresent() ? "✘" : "",
                "now: " + trial.candidate().describe(), trial, measures, Ink.NORMAL));
        table.write(part, INDENT, inner);
        advice.current().flatMap(Trial::obstacle)
                .ifPresent(obstacle -> line(INDENT, Ink.WARNING, "! now: " + obstacle));
    }

    private static void row(TextTable table, String mark, String name, Trial trial, boolean measures, Ink ink) {
        Measurement measured = trial.measured();
        List<Cell> cells = new ArrayList<>(List.of(new Cell(mark, ink), new Cell(name, ink)));
        for (int number : new int[] {measured.admitted(), measured.aligned(), measured.split(), measured.shared(),
            measured.fitting(), measured.strandedCpus()}) {
            cells.add(new Cell(measures ? Integer.toString(number) : "", ink));
        }
        table.row(cells);
    }

    private void inexpressible() {
        String platform = advice.platform().name();
        if (advice.platform() == io.alidade.plan.advise.Platform.AKS) {
            part.append('\n');
            line(0, Ink.STRONG, "reasons");
            advice.draft().lines().stream().filter(advice.platform()::takes)
                    .forEach(line -> line(INDENT, Ink.NORMAL, line.path() + ": " + line.reason()));
        }
        part.append('\n');
        line(0, Ink.STRONG, "not to be given on " + platform + ", and taken for this when it was measured");
        TextTable table = new TextTable().column("field").column("value");
        for (DraftLine line : advice.inexpressible()) {
            table.row(line.path(), DocumentWriter.toCompactJson(line.value()).replace("\"", ""));
        }
        table.write(part, INDENT, inner);
        advice.platform().sources().forEach(source -> line(INDENT, Ink.FAINT, "source: " + source));
    }

    /// Moves the part written so far to the output, each line behind a mark.
    private void behindMarks() {
        part.toString().lines().forEach(text -> out.append((MARK + text).stripTrailing()).append('\n'));
        part = new StringBuilder();
    }

    private void line(int indent, Ink ink, String text) {
        int left = indent;
        for (String piece : Words.wrap(text, inner.columns() - indent - INDENT)) {
            part.append(Words.spaces(left)).append(style.paint(ink, piece)).append('\n');
            left = indent + INDENT;
        }
    }
}
