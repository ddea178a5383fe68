package io.alidade.kube.document;

/// Outside input that cannot be used: one message that says what, where and which value, and one that says the cure.
/// Commands print both on stderr and end with exit code 2.
///
/// Invariant *printable*: whatever stood in the input, neither text holds a character that a terminal obeys; such
/// characters are escaped, and what is longer than any message is cut. Only a message that was made of several has line
/// breaks.
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 2_000;
    private static final int LONGEST_OF_SEVERAL = 200_000;

    private final String message;
    private final String cure;

    public BadInput(String message, String cure) {
        String shown = JsonText.printable(cut(message, LONGEST_OF_SEVERAL), true);
        this.message = shown;
        this.cure = printable(cure);
        super(shown);
    }

    public BadInput(Position position, String message, String cure) {
        this(printable(position + ": " + message), cure);
    }

    @Override
    public String getMessage() {
        return message;
    }

    public String cure() {
        return cure;
    }

    private static String printable(String text) {
        return JsonText.printable(cut(text, LONGEST), false);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) + "..." : text;
    }
}
