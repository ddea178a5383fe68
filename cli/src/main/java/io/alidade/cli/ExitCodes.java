package io.alidade.cli;

/// How a command ends.
final class ExitCodes {
    /// Done, or admitted.
    static final int OK = 0;
    /// A pod is refused, the kubelet would not start: a negative answer.
    static final int NEGATIVE = 1;
    /// Wrong usage, or input that cannot be used.
    static final int BAD_INPUT = 2;
    /// A mistake of Alidade's own.
    static final int INTERNAL = 70;
    /// Ended by Ctrl-C, after what was known so far was printed: what a shell says of a process that the signal ended.
    static final int INTERRUPTED = 130;
    /// Whoever read the answer stopped reading, as `head` does: what a shell says of a process that the closed pipe ended.
    static final int CLOSED_PIPE = 141;

    private ExitCodes() {}
}
