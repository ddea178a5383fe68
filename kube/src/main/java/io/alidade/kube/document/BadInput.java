package io.alidade.kube.document;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private final transient @Nullable Position position;
    private final String problem;

    public BadInput(String message, String cure) {
        this(null, message, message, cure);
    }

    public BadInput(Position position, String message, String cure) {
        this(position, printable(position + ": " + message), message, cure);
    }

    private BadInput(@Nullable Position position, String message, String problem, String cure) {
        String shown = JsonText.printable(cut(message, LONGEST_OF_SEVERAL), true);
        this.message = shown;
        this.cure = printable(cure);
        this.position = position;
        this.problem = JsonText.printable(cut(problem, LONGEST_OF_SEVERAL), true);
        super(shown);
    }

    @Override
    public String getMessage() {
        return message;
    }

    public String cure() {
        return cure;
    }

    /// Where it stands, if it is about one place.
    public Optional<Position> position() {
        return Optional.ofNullable(position);
    }

    /// The message without the place.
    public String problem() {
        return problem;
    }

    private static String printable(String text) {
        return JsonText.printable(cut(text, LONGEST), false);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) + "..." : text;
    }
}
