package io.alidade.view;

import io.alidade.plan.lint.Finding;
import io.alidade.plan.lint.Fixes;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Severity;
import java.util.ArrayList;
import java.util.List;

/// A [LintReport] for people: each finding with its place, what follows from it, and its fix as a diff; then a count.
public final class LintText {
    private static final int INDENT = 2;

    private final LintReport report;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private LintText(LintReport report, TextStyle style) {
        this.report = report;
        this.style = style;
    }

    public static String of(LintReport report, TextStyle style) {
        LintText text = new LintText(report, style);
        report.findings().forEach(text::finding);
        text.summary();
        return text.out.toString();
    }

    private void finding(Finding finding) {
        String place = finding.position().toString();
        out.append(style.paint(Ink.STRONG, place)).append(": ")
                .append(style.paint(ink(finding.severity()), finding.severity().wireName())).append(' ')
                .append(finding.id()).append('\n');
        finding.object().ifPresent(object -> line(Ink.FAINT, object));
        line(Ink.NORMAL, finding.message());
        finding.fix().ifPresent(fix -> {
            line(Ink.GOOD, "fix: " + fix.description());
            Fixes.diff(report, fix).lines().forEach(this::diffLine);
        });
        out.append('\n');
    }

    private void line(Ink ink, String text) {
        Words.wrap(text, style.columns() - INDENT)
                .forEach(line -> out.append(Words.spaces(INDENT)).append(style.paint(ink, line)).append('\n'));
    }

    /// Not wrapped, so that it can be copied.
    private void diffLine(String line) {
        Ink ink = line.startsWith("+") ? Ink.GOOD : line.startsWith("-") ? Ink.BAD : Ink.FAINT;
        out.append(Words.spaces(INDENT)).append(style.paint(ink, line.replace("\t", "    "))).append('\n');
    }

    private static Ink ink(Severity severity) {
        return switch (severity) {
            case ERROR -> Ink.BAD;
            case WARNING -> Ink.WARNING;
            case INFO -> Ink.FAINT;
        };
    }

    private void summary() {
        if (report.findings().isEmpty() && !report.unrecognised().isEmpty()
                && report.checked().values().stream().allMatch(count -> count == 0)) {
            // What it is said to be is the answer, not that nothing was found in it.
            return;
        }
        List<String> checked = new ArrayList<>();
        report.checked().forEach((kind, count) -> {
            if (count > 0) {
                checked.add(counted(count, kind));
            }
        });
        List<String> found = new ArrayList<>();
        for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.INFO)) {
            long count = report.count(severity);
            if (count > 0) {
                found.add(severity == Severity.INFO ? count + " info" : counted(count, severity.wireName()));
            }
        }
        String looked = checked.isEmpty() ? "nothing to look at" : "looked at " + String.join(", ", checked);
        String text = looked + ": " + (found.isEmpty() ? "nothing found" : String.join(", ", found));
        Words.wrap(text, style.columns()).forEach(line -> out
                .append(style.paint(found.isEmpty() && !checked.isEmpty() ? Ink.GOOD : Ink.STRONG, line)).append('\n'));
        long fixable = report.findings().stream().filter(finding -> finding.fix().isPresent()).count();
        if (fixable > 0) {
            Words.wrap(fixable + " with a fix: --fix writes it", style.columns())
                    .forEach(line -> out.append(line).append('\n'));
        }
    }

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
