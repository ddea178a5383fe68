package io.alidade.view;

import java.util.ArrayList;
import java.util.List;

/// Breaks text into lines: at blanks, and after commas and slashes of a word that is longer than a line; and counts things.
/// Widths are in characters.
public final class Words {
    private Words() {}

    /// At least one line. A word that is too long has a line of its own.
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                boolean first = true;
                for (String piece : pieces(word, width)) {
                    String gap = !first || line.isEmpty() ? "" : " ";
                    if (!line.isEmpty() && width(line) + gap.length() + width(piece) > width) {
                        lines.add(line.toString());
                        line.setLength(0);
                        gap = "";
                    }
                    line.append(gap).append(piece);
                    first = false;
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    static int width(CharSequence text) {
        return (int) text.codePoints().count();
    }

    static String spaces(int count) {
        return " ".repeat(Math.max(0, count));
    }

    /// The width that text needs at least if it is wrapped at blanks only, or with `inWords` at every place where it can be.
    static int leastWidth(String text, boolean inWords) {
        int least = 0;
        for (String word : text.split("[ \n]", -1)) {
            for (String piece : inWords ? pieces(word, 0) : List.of(word)) {
                least = Math.max(least, width(piece));
            }
        }
        return least;
    }

    /// The width of the longest line.
    static int fullWidth(String text) {
        return text.lines().mapToInt(Words::width).max().orElse(0);
    }

    /// A word, or its parts if it does not fit.
    private static List<String> pieces(String word, int width) {
        return width(word) <= width ? List.of(word) : List.of(word.split("(?<=[,/])", -1));
    }

    /// `1 pod`, `2 pods`.
    public static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
