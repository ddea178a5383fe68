package io.alidade.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table of text: columns side by side, a light rule below the header, cells wrapped so that a row fits the screen.
/// Columns without any text are left out.
public final class TextTable {
    private static final String GAP = "  ";

    record Column(String title, boolean isNumber) {}

    record Cell(String text, Ink ink) {
        static final Cell EMPTY = new Cell("", Ink.NORMAL);

        static Cell of(String text) {
            return new Cell(text, Ink.NORMAL);
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    /// A column aligned to the left.
    public TextTable column(String title) {
        columns.add(new Column(title, false));
        return this;
    }

    /// A column aligned to the right.
    public TextTable number(String title) {
        columns.add(new Column(title, true));
        return this;
    }

    /// @throws IllegalArgumentException if there is not one cell for each column
    void row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns.");
        }
        rows.add(List.copyOf(cells));
    }

    /// A row of plain cells.
    public void row(String... cells) {
        row(Arrays.stream(cells).map(Cell::of).toList());
    }

    /// Appends the table, each line after an indent of blanks.
    public void write(StringBuilder out, int indent, TextStyle style) {
        int[] widths = widths(style.columns() - indent);
        List<Cell> titles = columns.stream().map(column -> new Cell(column.title, Ink.FAINT)).toList();
        write(out, indent, titles, widths, style);
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            rules.add("─".repeat(widths[i]));
        }
        write(out, indent, rules.stream().map(rule -> new Cell(rule, Ink.FAINT)).toList(), widths, style);
        rows.forEach(row -> write(out, indent, row, widths, style));
    }

    /// The widths of the columns, 0 for one without text. The widest is made narrower as long as there is no room: first
    /// down to its longest word, and only then down to the longest part of a word.
    private int[] widths(int room) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int full = 0;
            for (List<Cell> row : rows) {
                full = Math.max(full, Words.fullWidth(row.get(i).text));
            }
            widths[i] = full == 0 ? 0 : Math.max(full, Words.fullWidth(columns.get(i).title));
        }
        shrink(widths, leastWidths(false), room);
        shrink(widths, leastWidths(true), room);
        return widths;
    }

    private int[] leastWidths(boolean inWords) {
        int[] least = new int[columns.size()];
        for (int i = 0; i < least.length; i++) {
            least[i] = Words.leastWidth(columns.get(i).title, inWords);
            for (List<Cell> row : rows) {
                least[i] = Math.max(least[i], Words.leastWidth(row.get(i).text, inWords));
            }
        }
        return least;
    }

    private static void shrink(int[] widths, int[] least, int room) {
        for (int excess = total(widths) - room; excess > 0; excess--) {
            int widest = widest(widths, least);
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private static int total(int[] widths) {
        int shown = (int) Arrays.stream(widths).filter(width -> width > 0).count();
        return Arrays.stream(widths).sum() + GAP.length() * Math.max(0, shown - 1);
    }

    /// The widest column that may be narrower, or -1.
    private static int widest(int[] widths, int[] least) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private void write(StringBuilder out, int indent, List<Cell> cells, int[] widths, TextStyle style) {
        List<List<String>> lines = new ArrayList<>();
        int height = 0;
        for (int i = 0; i < widths.length; i++) {
            lines.add(widths[i] == 0 ? List.of() : Words.wrap(cells.get(i).text, widths[i]));
            height = Math.max(height, lines.get(i).size());
        }
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder();
            int pending = indent;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] == 0) {
                    continue;
                }
                String piece = line < lines.get(i).size() ? lines.get(i).get(line) : "";
                int padding = Math.max(0, widths[i] - Words.width(piece));
                boolean right = columns.get(i).isNumber;
                if (!piece.isEmpty()) {
                    text.append(Words.spaces(pending + (right ? padding : 0)))
                            .append(style.paint(cells.get(i).ink, piece));
                    pending = 0;
                }
                pending += piece.isEmpty() ? widths[i] : right ? 0 : padding;
                pending += GAP.length();
            }
            out.append(text).append('\n');
        }
    }
}
