package io.alidade.kube.checkpoint;

/// A file in order that says what no state can hold; never leaves this package.
final class NoSuchState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    NoSuchState(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
