package io.alidade.agent.runtime;

/// A container cannot be started; the message says why.
final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailed(String message) {
        super(message);
    }
}
