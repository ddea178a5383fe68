package io.alidade.agent.runtime;

/// Where a container may leave a message about its end.
///
/// @param path     of the file, in the container
/// @param orItsLog whether the end of its log stands for it, if it fails and has left none
public record TerminationMessage(String path, boolean orItsLog) {
    /// Where it is if a pod does not say.
    public static final String DEFAULT_PATH = "/dev/termination-log";
}
