package io.alidade.view;

/// How text is shown.
///
/// @param columns at which lines wrap; words longer than that do not
/// @param colour  whether escape sequences may be used
public record TextStyle(int columns, boolean colour) {
    /// What a file gets.
    public static final TextStyle PLAIN = new TextStyle(80, false);

    private static final int MIN_COLUMNS = 40;

    public TextStyle {
        columns = Math.max(columns, MIN_COLUMNS);
    }

    /// The text in its colour. Control characters, which could take over the reader's terminal, are shown as `�`.
    String paint(Ink ink, String text) {
        String safe = text.codePoints().anyMatch(Character::isISOControl) ? withoutControls(text) : text;
        return colour && ink != Ink.NORMAL && !safe.isEmpty() ? "\u001b[" + ink.code() + "m" + safe + "\u001b[0m"
                : safe;
    }

    private static String withoutControls(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(symbol -> safe.appendCodePoint(Character.isISOControl(symbol) ? '\uFFFD' : symbol));
        return safe.toString();
    }
}
