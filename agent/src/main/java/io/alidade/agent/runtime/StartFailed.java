package io.alidade.agent.runtime;

import java.util.Optional;

/// A container cannot be started; the message says why.
public final class StartFailed extends Exception {
    /// The reason of an image that could not be pulled, in the words of Kubernetes.
    public static final String PULL = "ErrImagePull";

    private static final long serialVersionUID = 1L;

    /// Empty if it was created.
    private final String reason;

    /// It was created, and ended before it ran.
    public StartFailed(String message) {
        super(message);
        reason = "";
    }

    /// It was not created, which is tried again whatever its pod says of restarts.
    ///
    /// @param reason in the words of Kubernetes: `CreateContainerError`, `ErrImageNeverPull`
    public StartFailed(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why it was not created; nothing if it was.
    public Optional<String> reason() {
        return Optional.of(reason).filter(said -> !said.isEmpty());
    }
}
