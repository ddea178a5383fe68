package io.alidade.agent.decision;

/// A device plugin did not do what was asked of it; the message is the error that the kubelet has then.
public final class PluginFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PluginFailure(String message) {
        super(message);
    }

    /// The failure of an answer, whoever wrapped it.
    static String messageOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof PluginFailure || cause == null ? String.valueOf(failure.getMessage())
                : messageOf(cause);
    }
}
