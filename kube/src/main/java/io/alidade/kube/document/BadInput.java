package io.alidade.kube.document;

/// Outside input that cannot be used: one message that says what, where and which value, and one that says the cure.
/// Commands print both on stderr and end with exit code 2.
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final String cure;

    public BadInput(String message, String cure) {
        super(message);
        this.message = message;
        this.cure = cure;
    }

    public BadInput(Position position, String message, String cure) {
        this(position + ": " + message, cure);
    }

    @Override
    public String getMessage() {
        return message;
    }

    public String cure() {
        return cure;
    }
}
