package io.alidade.view;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.observe.NumaNodeIds;
import io.alidade.linux.verify.ContainerCheck;
import io.alidade.linux.verify.Finding;
import io.alidade.linux.verify.VerificationReport;
import io.alidade.view.TextTable.Cell;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A [VerificationReport] for people: a row for each container, then each finding with its cure, then what could not be
/// seen.
public final class VerificationText {
    private static final int INDENT = 2;
    private static final int MAX_NAMED_PROCESSES = 5;
    private static final int WHOLE = 100;

    private final VerificationReport report;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private VerificationText(VerificationReport report, TextStyle style) {
        this.report = report;
        this.style = style;
    }

    public static String of(VerificationReport report, TextStyle style) {
        VerificationText text = new VerificationText(report, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        line(0, Ink.FAINT, "cgroup " + report.version().wireName() + ", " + report.driver().wireName() + " names, "
                + report.kubepods() + " · CPU Manager " + report.cpuPolicy().orElse("without checkpoint")
                + " · Memory Manager " + report.memoryPolicy().orElse("without checkpoint"));
        report.sharedCpus()
                .ifPresent(shared -> line(0, Ink.FAINT, "shared pool " + shared.toListString() + " · exclusive "
                        + (report.exclusiveCpus().isEmpty() ? "none" : report.exclusiveCpus().toListString())));
        if (!report.containers().isEmpty()) {
            out.append('\n');
            containers();
        }
        report.findings().forEach(this::finding);
        notes();
        summary();
    }

    private void containers() {
        TextTable table = new TextTable().column("").column("container").column("assigned").column("in force")
                .column("threads").column("mems").column("local");
        for (ContainerCheck check : report.containers()) {
            Ink ink = check.isFine() ? Ink.NORMAL : Ink.BAD;
            table.row(List.of(new Cell(check.isFine() ? "✔" : "✘", check.isFine() ? Ink.GOOD : Ink.BAD),
                    Cell.of(check.place().label() + (check.isWholePod() ? " (whole pod)" : "")
                            + (check.isRunning() ? "" : " (not running)")),
                    assigned(check), new Cell(text(check.cpusInForce()), ink), new Cell(text(check.threadCpus()), ink),
                    mems(check), local(check)));
        }
        table.write(out, INDENT, style);
    }

    private static Cell assigned(ContainerCheck check) {
        if (check.assigned().cpus().isEmpty()) {
            return new Cell(check.isRunning() ? "any" : "", Ink.FAINT);
        }
        String cpus = text(check.assigned().cpus());
        return check.assigned().isExclusive() ? new Cell(cpus, Ink.STRONG) : new Cell("shared " + cpus, Ink.FAINT);
    }

    private static String text(Optional<CpuSet> cpus) {
        return cpus.map(set -> set.isEmpty() ? "none" : set.toListString()).orElse("");
    }

    /// `0`, or `1, should be 0`.
    private static Cell mems(ContainerCheck check) {
        Optional<NumaNodeIds> assigned = check.assigned().mems();
        Optional<NumaNodeIds> inForce = check.memsInForce();
        if (assigned.isEmpty() || inForce.isEmpty() || assigned.equals(inForce)) {
            return Cell.of(inForce.or(() -> assigned).map(NumaNodeIds::toListString).orElse(""));
        }
        return new Cell(inForce.get().toListString() + ", should be " + assigned.get().toListString(), Ink.BAD);
    }

    private static Cell local(ContainerCheck check) {
        return check.nearShare().map(share -> Cell.of((int) Math.floor(share * WHOLE) + "%")).orElse(Cell.EMPTY);
    }

    private void finding(Finding finding) {
        out.append('\n');
        Ink ink = switch (finding.kind().severity()) {
            case ERROR -> Ink.BAD;
            case WARNING -> Ink.WARNING;
        };
        line(0, ink, finding.kind().severity().wireName() + " " + finding.kind().wireName() + " · "
                + finding.place().label());
        line(INDENT, Ink.NORMAL, finding.message());
        line(INDENT, Ink.NORMAL, "expected " + finding.expected() + ", found " + finding.actual());
        if (!finding.processes().isEmpty()) {
            line(INDENT, Ink.FAINT, "processes: " + processes(finding.processes()));
        }
        line(INDENT, Ink.FAINT, "→ " + finding.cure());
    }

    private static String processes(Map<String, Integer> counts) {
        String named = counts.entrySet().stream().limit(MAX_NAMED_PROCESSES)
                .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : " ×" + entry.getValue()))
                .collect(Collectors.joining(", "));
        int more = counts.size() - MAX_NAMED_PROCESSES;
        return more > 0 ? named + " and " + more + " more names" : named;
    }

    private void notes() {
        if (!report.notes().isEmpty()) {
            out.append('\n');
            report.notes()
                    .forEach(note -> line(0, Ink.FAINT, "note " + note.kind().wireName() + ": " + note.message()));
        }
    }

    private void summary() {
        out.append('\n');
        long running = report.containers().stream().filter(ContainerCheck::isRunning).count();
        String looked = running + (running == 1 ? " container" : " containers") + " looked at: ";
        if (report.isPositive()) {
            line(0, Ink.GOOD, looked + "everything is where it should be");
        } else {
            int findings = report.findings().size();
            line(0, Ink.BAD, looked + findings + (findings == 1 ? " finding" : " findings"));
        }
    }

    private void line(int indent, Ink ink, String text) {
        for (String part : Words.wrap(text, Math.max(1, style.columns() - indent))) {
            out.append(Words.spaces(indent)).append(style.paint(ink, part)).append('\n');
        }
    }
}
