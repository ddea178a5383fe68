package io.alidade.view.xml;

/// Names from outside, made fit to be drawn: whatever is no visible character, or turns the direction of text around, is
/// shown as `�`.
public final class Names {
    private static final int REPLACEMENT = 0xFFFD;
    private static final String ELLIPSIS = "…";

    private Names() {}

    /// The text with whatever cannot be drawn shown as `�`.
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(symbol -> clean.appendCodePoint(isHarmless(symbol) ? symbol : REPLACEMENT));
        return clean.toString();
    }

    /// Clean, and at most `longest` characters: the middle is left out, for names mostly differ at their ends.
    public static String shorten(String text, int longest) {
        int[] symbols = clean(text).codePoints().toArray();
        if (symbols.length <= longest) {
            return clean(text);
        }
        int head = (longest - 1) / 2;
        int tail = longest - 1 - head;
        return new String(symbols, 0, head) + ELLIPSIS + new String(symbols, symbols.length - tail, tail);
    }

    // Characters that XML cannot hold are not assigned, surrogates or controls.
    private static boolean isHarmless(int symbol) {
        return switch (Character.getType(symbol)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
