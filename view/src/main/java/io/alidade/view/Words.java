package io.alidade.view;

import java.util.ArrayList;
import java.util.List;

/// Breaks text into lines: at blanks, and after commas where a list is longer than a line. Widths are in characters.
final class Words {
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

    /// The narrowest width at which [#wrap] keeps to the width: that of the longest piece that is never broken.
    static int leastWidth(String text) {
        int least = 0;
        for (String word : text.split("[ \n]", -1)) {
            for (String piece : pieces(word, 1)) {
                least = Math.max(least, width(piece));
            }
        }
        return least;
    }

    static int width(CharSequence text) {
        return (int) text.codePoints().count();
    }

    static String spaces(int count) {
        return " ".repeat(Math.max(0, count));
    }

    /// A word, or its parts up to each comma if it does not fit.
    private static List<String> pieces(String word, int width) {
        if (width(word) <= width) {
            return List.of(word);
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int comma = word.indexOf(','); comma >= 0; comma = word.indexOf(',', start)) {
            pieces.add(word.substring(start, comma + 1));
            start = comma + 1;
        }
        pieces.add(word.substring(start));
        return pieces;
    }
}
