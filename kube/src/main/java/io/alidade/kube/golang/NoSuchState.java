package io.alidade.kube.golang;

/// A file in order that says what no state can hold; never leaves the reading of a checkpoint.
public final class NoSuchState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public NoSuchState(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
