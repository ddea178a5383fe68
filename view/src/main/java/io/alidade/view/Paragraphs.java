package io.alidade.view;

/// Text that grows by paragraphs and tables, wrapped at the width of the screen.
final class Paragraphs {
    private static final int HANGING = 2;

    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    Paragraphs(TextStyle style) {
        this.style = style;
    }

    /// One paragraph; what does not fit goes on below, indented once more.
    void line(int indent, Ink ink, String text) {
        int left = indent;
        for (String piece : Words.wrap(text, style.columns() - indent - HANGING)) {
            out.append(Words.spaces(left)).append(style.paint(ink, piece)).append('\n');
            left = indent + HANGING;
        }
    }

    /// An empty line.
    void gap() {
        out.append('\n');
    }

    void table(TextTable table, int indent) {
        table.write(out, indent, style);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
