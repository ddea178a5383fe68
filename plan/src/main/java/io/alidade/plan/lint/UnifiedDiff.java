package io.alidade.plan.lint;

import java.util.List;

/// The difference of two texts as `diff -u` shows it, in one hunk from the first to the last line that differs.
final class UnifiedDiff {
    private static final int CONTEXT = 2;

    private UnifiedDiff() {}

    /// Empty if they are equal.
    static String of(SourceFile before, SourceFile after) {
        List<String> old = lines(before);
        List<String> now = lines(after);
        int same = 0;
        while (same < Math.min(old.size(), now.size()) && old.get(same).equals(now.get(same))) {
            same++;
        }
        int sameAtEnd = 0;
        while (sameAtEnd < Math.min(old.size(), now.size()) - same
                && old.get(old.size() - 1 - sameAtEnd).equals(now.get(now.size() - 1 - sameAtEnd))) {
            sameAtEnd++;
        }
        if (same == old.size() && same == now.size()) {
            return "";
        }
        int first = Math.max(0, same - CONTEXT);
        int after0 = Math.min(CONTEXT, sameAtEnd);
        StringBuilder out = new StringBuilder();
        out.append("--- ").append(before.name()).append("\n+++ ").append(after.name()).append("\n@@ -")
                .append(range(first, old.size() - sameAtEnd + after0)).append(" +")
                .append(range(first, now.size() - sameAtEnd + after0)).append(" @@\n");
        append(out, ' ', old.subList(first, same));
        append(out, '-', old.subList(same, old.size() - sameAtEnd));
        append(out, '+', now.subList(same, now.size() - sameAtEnd));
        append(out, ' ', old.subList(old.size() - sameAtEnd, old.size() - sameAtEnd + after0));
        return out.toString();
    }

    private static List<String> lines(SourceFile file) {
        List<String> lines = file.lines();
        return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    /// `first` counts from 0, the end is behind the last line.
    private static String range(int first, int end) {
        int count = end - first;
        return (count == 0 ? first : first + 1) + (count == 1 ? "" : "," + count);
    }

    private static void append(StringBuilder out, char sign, List<String> lines) {
        lines.forEach(line -> out.append(sign).append(line).append('\n'));
    }
}
