package io.alidade.view;

import io.alidade.kube.document.Position;
import io.alidade.plan.lint.Finding;
import io.alidade.plan.lint.Fixes;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A [LintReport] for people: each finding with its place, what follows from it, and its fix as a diff; then a count.
public final class LintText {
    private static final int INDENT = 2;

    /// Of one kind, findings beyond so many are one line.
    private static final int FEW = 3;
    private static final int MAX_PLACES = 8;

    private final LintReport report;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private LintText(LintReport report, TextStyle style) {
        this.report = report;
        this.style = style;
    }

    /// The text of a report.
    ///
    /// @param kubelet  by which it was judged, within a sentence: `kubelet 1.36 on worker-7`
    /// @param wantsAll whether each finding is told of also where there are many of a kind, or only the first
    public static String of(LintReport report, String kubelet, boolean wantsAll, TextStyle style) {
        LintText text = new LintText(report, style);
        text.findings(wantsAll);
        text.summary(kubelet);
        return text.out.toString();
    }

    private record Kind(String id, Severity severity) {
        static Kind of(Finding finding) {
            return new Kind(finding.id(), finding.severity());
        }
    }

    private void findings(boolean wantsAll) {
        Map<Kind, List<Finding>> kinds = new LinkedHashMap<>();
        report.findings().forEach(finding -> kinds.computeIfAbsent(Kind.of(finding), _ -> new ArrayList<>())
                .add(finding));
        Set<Kind> told = new HashSet<>();
        for (Finding finding : report.findings()) {
            List<Finding> kind = kinds.getOrDefault(Kind.of(finding), List.of());
            if (wantsAll || kind.size() <= FEW) {
                finding(finding);
            } else if (told.add(Kind.of(finding))) {
                finding(finding);
                more(kind.subList(1, kind.size()));
            }
        }
    }

    /// The others of a kind: how many, and where the first of them are.
    private void more(List<Finding> others) {
        StringBuilder places = new StringBuilder();
        String source = "";
        for (Finding finding : others.subList(0, Math.min(MAX_PLACES, others.size()))) {
            Position place = finding.position();
            places.append(places.isEmpty() ? "" : ", ")
                    .append(place.source().equals(source) ? Integer.toString(place.line())
                            : place.source() + ":" + place.line());
            source = place.source();
        }
        line(Ink.STRONG, "and " + others.size() + " more " + others.getFirst().id() + ": " + places
                + (others.size() > MAX_PLACES ? ", ..." : "") + " (--all shows each)");
        out.append('\n');
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

    private void summary(String kubelet) {
        if (report.findings().isEmpty() && !report.unrecognised().isEmpty()
                && report.checked().values().stream().allMatch(count -> count == 0)) {
            // What it is said to be is the answer, not that nothing was found in it.
            return;
        }
        List<String> checked = new ArrayList<>();
        report.checked().forEach((kind, count) -> {
            if (count > 0) {
                checked.add(Words.counted(count, kind));
            }
        });
        List<String> found = new ArrayList<>();
        for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.INFO)) {
            long count = report.count(severity);
            if (count > 0) {
                found.add(severity == Severity.INFO ? count + " info" : Words.counted(count, severity.wireName()));
            }
        }
        String looked = checked.isEmpty() ? "nothing to look at"
                : "looked at " + String.join(", ", checked) + ", for " + kubelet;
        String text = looked + ": " + (found.isEmpty() ? "nothing found" : String.join(", ", found));
        Words.wrap(text, style.columns()).forEach(line -> out
                .append(style.paint(found.isEmpty() && !checked.isEmpty() ? Ink.GOOD : Ink.STRONG, line)).append('\n'));
        long fixable = report.findings().stream().filter(finding -> finding.fix().isPresent()).count();
        if (fixable > 0) {
            Words.wrap(fixable + " with a fix: --fix writes it", style.columns())
                    .forEach(line -> out.append(line).append('\n'));
        }
    }

}
