package io.alidade.linux.tree;

/// A tree that no machine can be read from: one message that says what is wrong, and one that says the cure.
public final class UnusableTree extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    public UnusableTree(String message, String cure) {
        super(message);
        this.cure = cure;
    }

    /// What the reader of the message can do about it.
    public String cure() {
        return cure;
    }
}
