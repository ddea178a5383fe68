package io.alidade.plan.lint;

import io.alidade.plan.lint.Fix.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Applies fixes to texts.
public final class Fixes {
    private static final Comparator<Edit> IN_ORDER = Comparator.comparingInt(Edit::startLine)
            .thenComparingInt(Edit::startColumn).thenComparingInt(Edit::endLine).thenComparingInt(Edit::endColumn);

    private Fixes() {}

    /// The file after one fix; the file itself if the fix does not fit it.
    public static SourceFile apply(SourceFile file, Fix fix) {
        List<Edit> edits = new ArrayList<>(fix.edits());
        edits.sort(IN_ORDER);
        StringBuilder text = new StringBuilder(file.text());
        int limit = text.length() + 1;
        for (Edit edit : edits.reversed()) {
            OptionalInt start = file.offset(edit.startLine(), edit.startColumn());
            OptionalInt end = endOf(file, edit);
            if (start.isEmpty() || end.isEmpty() || end.getAsInt() > limit || start.getAsInt() > end.getAsInt()) {
                return file;
            }
            text.replace(start.getAsInt(), end.getAsInt(), edit.newText());
            limit = start.getAsInt();
        }
        return file.withText(text.toString());
    }

    /// A line that ends the text has no line after it: the end of its deletion is the end of the text.
    private static OptionalInt endOf(SourceFile file, Edit edit) {
        return edit.endLine() > file.lineCount() ? OptionalInt.of(file.text().length())
                : file.offset(edit.endLine(), edit.endColumn());
    }

    /// The files that change when as many fixes as fit together are applied: of fixes that touch the same lines the first.
    public static Map<String, SourceFile> applyAll(LintReport report) {
        Map<String, SourceFile> changed = new LinkedHashMap<>();
        changes(report).forEach((name, map) -> changed.put(name, map.after()));
        return changed;
    }

    /// As [#applyAll], with the ways back.
    static Map<String, LineMap> changes(LintReport report) {
        Map<String, List<Edit>> chosen = new LinkedHashMap<>();
        for (Finding finding : report.findings()) {
            finding.fix().ifPresent(fix -> {
                List<Edit> taken = chosen.computeIfAbsent(fix.file(), absent -> new ArrayList<>());
                if (fix.edits().stream().noneMatch(edit -> taken.stream().anyMatch(other -> touch(edit, other)))) {
                    taken.addAll(fix.edits());
                }
            });
        }
        Map<String, LineMap> changes = new LinkedHashMap<>();
        chosen.forEach((name, edits) -> report.source(name).ifPresent(file -> {
            SourceFile after = apply(file, new Fix("all", edits));
            if (!after.text().equals(file.text())) {
                changes.put(name, new LineMap(file, after, edits.stream().sorted(IN_ORDER).toList()));
            }
        }));
        return changes;
    }

    private static boolean touch(Edit left, Edit right) {
        return left.startLine() <= right.endLine() && right.startLine() <= left.endLine();
    }

    /// What a fix does to its file, as a unified diff; empty if it does not fit the file.
    public static String diff(LintReport report, Fix fix) {
        Optional<SourceFile> before = report.source(fix.file());
        return before.map(file -> UnifiedDiff.of(file, apply(file, fix))).orElse("");
    }
}
