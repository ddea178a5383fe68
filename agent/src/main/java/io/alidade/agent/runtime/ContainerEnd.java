package io.alidade.agent.runtime;

/// How a container ended.
///
/// @param reason  in the words of Kubernetes: `Completed`, `Error`, `OOMKilled`, `StartError`
/// @param message for people; may be empty
public record ContainerEnd(int exitCode, String reason, String message) {
    /// What stands for the exit code of a container that was killed, or is gone without a trace.
    public static final int KILLED = 137;

    /// The end of one of which no more than its exit code is known.
    public static ContainerEnd of(int exitCode) {
        return new ContainerEnd(exitCode, exitCode == 0 ? "Completed" : "Error", "");
    }

    /// The same with what the container has to say about it, unless something is said already.
    ContainerEnd saying(String words) {
        return message.isEmpty() ? new ContainerEnd(exitCode, reason, words) : this;
    }

    /// What stands for the end of one that could not be started.
    static ContainerEnd notStarted(String why) {
        return new ContainerEnd(KILLED, "StartError", why);
    }
}
