package io.alidade.view.picture;

import java.util.Locale;

/// The kinds of text in a picture. Which font a reader has is not known: widths are those of a wide one, so that texts
/// fit in every other, too.
enum Font {
    TITLE(20, true), SUBTITLE(12, false), HEADING(12, true), DETAIL(10, false), NAME(10, true), CELL(9, false);

    private static final double BOLD = 1.1;
    private static final double LINE = 1.3;

    private final double size;
    private final boolean bold;

    Font(double size, boolean bold) {
        this.size = size;
        this.bold = bold;
    }

    double size() {
        return size;
    }

    boolean isBold() {
        return bold;
    }

    /// The name of its style.
    String style() {
        return "t-" + name().toLowerCase(Locale.ROOT);
    }

    double lineHeight() {
        return Math.ceil(size * LINE);
    }

    /// From the top of a line down to where letters stand.
    double ascent() {
        return size * 1.0;
    }

    /// A width in which the text fits.
    double width(String text) {
        double ems = text.codePoints().mapToDouble(Font::ems).sum();
        return Math.ceil(ems * size * (bold ? BOLD : 1));
    }

    private static double ems(int symbol) {
        if (symbol > 0x2E80) {
            return 1.05;
        }
        return switch (symbol) {
            case ' ', '.', ',', ':', ';', '\'', '|', 'i', 'j', 'l', 'I', '!', '·' -> 0.34;
            case 't', 'f', 'r', '(', ')', '/', '-', '[', ']' -> 0.43;
            case 'm', 'w', 'M', 'W', '@', '%', '…' -> 0.98;
            case '×', '=', '+', '<', '>' -> 0.84;
            default -> symbol >= 'A' && symbol <= 'Z' ? 0.74 : 0.64;
        };
    }
}
