package io.alidade.view;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.live.verify.ContainerCheck;
import io.alidade.live.verify.Drift;
import io.alidade.live.verify.VerificationReport;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A [VerificationReport] for people: a row for each container, then each finding with what to do, then the verdict.
public final class VerificationText {
    private static final int INDENT = 2;
    private static final int MAX_NAMED = 8;
    private static final int PERCENT = 100;

    private final String machine;
    private final VerificationReport report;
    private final List<String> warnings;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private VerificationText(String machine, VerificationReport report, List<String> warnings, TextStyle style) {
        this.machine = machine;
        this.report = report;
        this.warnings = warnings;
        this.style = style;
    }

    /// The text of a report.
    ///
    /// @param machine  what the machine is called
    /// @param warnings about the checkpoint files
    public static String of(String machine, VerificationReport report, List<String> warnings, TextStyle style) {
        VerificationText text = new VerificationText(machine, report, warnings, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        line(0, Ink.FAINT, machine + " · CPU Manager " + report.cpuPolicy().orElse("unknown (no checkpoint)")
                + " · Memory Manager "
                + report.memoryPolicy().orElse("unknown (no checkpoint)") + " · cgroup " + report.cgroups().version()
                + ", " + report.cgroups().driver() + " · " + report.cgroups().kubepods());
        report.sharedCpus().ifPresent(cpus -> line(0, Ink.FAINT, "shared pool "
                + (cpus.isEmpty() ? "empty" : cpus.toListString())
                + (report.exclusiveCpus().isEmpty() ? "" : " · exclusive " + report.exclusiveCpus().toListString())));
        warnings.forEach(warning -> line(0, Ink.WARNING, "! " + warning));
        out.append('\n');
        containers();
        report.drifts().forEach(this::drift);
        if (!report.notes().isEmpty()) {
            out.append('\n');
            report.notes().forEach(note -> line(0, Ink.FAINT, "+ " + note.id() + ": " + note.message()));
        }
        verdict();
    }

    private void containers() {
        TextTable table = new TextTable().column(" ").column("container").column("assigned").column("in force")
                .column("threads").column("mems").number("near");
        String pod = "";
        for (ContainerCheck check : report.containers()) {
            if (!pod.equals(check.place().podLabel())) {
                pod = check.place().podLabel();
                table.row(List.of(Cell.EMPTY, new Cell(pod, Ink.STRONG), Cell.EMPTY, Cell.EMPTY, Cell.EMPTY,
                        Cell.EMPTY, Cell.EMPTY));
            }
            String name = check.isWholePod() ? "(unnamed containers)" : check.place().container().orElse("");
            table.row(List.of(new Cell(check.isFine() ? "✔" : "✘", check.isFine() ? Ink.GOOD : Ink.BAD),
                    Cell.of("  " + name), assigned(check), inForce(check), threads(check), mems(check), near(check)));
        }
        if (report.containers().isEmpty()) {
            line(0, Ink.NORMAL, "no container is running");
        } else {
            table.write(out, 0, style);
        }
    }

    private static Cell assigned(ContainerCheck check) {
        Optional<CpuSet> cpus = check.assigned().cpus();
        if (cpus.isEmpty()) {
            return new Cell(check.isRunning() ? "any" : "", Ink.FAINT);
        }
        String list = cpus.get().isEmpty() ? "no CPU" : cpus.get().toListString();
        return check.assigned().isExclusive() ? new Cell(list, Ink.STRONG)
                : new Cell((check.isWholePod() ? "within " : "shared ") + list, Ink.FAINT);
    }

    private static Cell inForce(ContainerCheck check) {
        if (!check.isRunning()) {
            return new Cell("not running", Ink.FAINT);
        }
        return check.cpusInForce().map(cpus -> new Cell(cpus.toListString(), ink(check, cpus)))
                .orElse(new Cell("unknown", Ink.WARNING));
    }

    private static Cell threads(ContainerCheck check) {
        return check.threadCpus()
                .map(cpus -> new Cell(check.threads() + " on " + cpus.toListString(),
                        check.assigned().cpus().filter(assigned -> !cpus.isSubsetOf(assigned)).isPresent() ? Ink.BAD
                                : Ink.NORMAL))
                .orElse(check.isRunning() ? new Cell("none", Ink.FAINT) : Cell.EMPTY);
    }

    private static Ink ink(ContainerCheck check, CpuSet inForce) {
        Optional<CpuSet> assigned = check.assigned().cpus();
        boolean fits = assigned.isEmpty()
                || (check.isWholePod() ? inForce.isSubsetOf(assigned.get()) : inForce.equals(assigned.get()));
        return fits ? Ink.NORMAL : Ink.BAD;
    }

    private static Cell mems(ContainerCheck check) {
        Optional<NumaNodeIds> assigned = check.assigned().mems();
        Optional<NumaNodeIds> inForce = check.memsInForce();
        if (assigned.isEmpty()) {
            return new Cell(inForce.map(mems -> "any " + mems).orElse(""), Ink.FAINT);
        }
        boolean fits = inForce.isEmpty() || inForce.get().equals(assigned.get());
        return fits ? Cell.of(assigned.get().toListString())
                : new Cell(assigned.get() + ", is " + inForce.get(), Ink.BAD);
    }

    private static Cell near(ContainerCheck check) {
        return check.nearShare().map(share -> Cell.of((int) Math.floor(share * PERCENT) + "%")).orElse(Cell.EMPTY);
    }

    private void drift(Drift drift) {
        boolean isError = drift.kind().severity() == Drift.Severity.ERROR;
        out.append('\n');
        line(0, isError ? Ink.BAD : Ink.WARNING,
                (isError ? "✘ " : "! ") + drift.kind().wireName() + " · " + drift.place().label());
        line(INDENT, Ink.NORMAL, drift.message());
        // Not wrapped: it is there to be copied.
        drift.place().cgroup().filter(_ -> isError)
                .ifPresent(
                        cgroup -> out.append(Words.spaces(INDENT)).append(style.paint(Ink.FAINT, cgroup)).append('\n'));
        if (!drift.processes().isEmpty()) {
            line(INDENT, Ink.NORMAL, "They are " + names(drift.processes()) + ".");
        }
        line(INDENT, Ink.NORMAL, "→ " + drift.cure());
    }

    private static String names(Map<String, Integer> processes) {
        List<String> named = new ArrayList<>();
        processes.forEach((name, count) -> named.add(name + (count == 1 ? "" : " ×" + count)));
        int more = named.size() - MAX_NAMED;
        return String.join(", ", named.subList(0, Math.min(MAX_NAMED, named.size())))
                + (more > 0 ? " and " + more + " more names" : "");
    }

    private void verdict() {
        int processes = report.containers().stream().mapToInt(ContainerCheck::processes).sum();
        int threads = report.containers().stream().mapToInt(ContainerCheck::threads).sum();
        long running = report.containers().stream().filter(ContainerCheck::isRunning).count();
        String looked = count(running, "container") + ", " + count(processes, "process") + ", "
                + count(threads, "thread") + ": ";
        out.append('\n');
        if (report.isPositive()) {
            line(0, Ink.GOOD, "✔ " + looked + "no findings");
        } else {
            line(0, Ink.BAD, "✘ " + looked + count(report.drifts().size(), "finding"));
        }
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    /// One paragraph; what does not fit goes on below, indented once more.
    private void line(int indent, Ink ink, String text) {
        int left = indent;
        for (String piece : Words.wrap(text, style.columns() - indent - INDENT)) {
            out.append(Words.spaces(left)).append(style.paint(ink, piece)).append('\n');
            left = indent + INDENT;
        }
    }
}
