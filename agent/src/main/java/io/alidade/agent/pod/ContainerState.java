package io.alidade.agent.pod;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Where a container is in its life, in the words of Kubernetes.
///
/// @param name     `waiting`, `running` or `terminated`
/// @param restarts how often it was started again
/// @param reason   why it waits or has ended; empty while it runs
/// @param message  for people; may be empty
public record ContainerState(String name, int restarts, String reason, String message, Optional<Instant> startedAt,
        OptionalLong pid, OptionalInt exitCode) {
    public static ContainerState waiting(int restarts, String reason, String message) {
        return new ContainerState("waiting", restarts, reason, message, Optional.empty(), OptionalLong.empty(),
                OptionalInt.empty());
    }

    public static ContainerState running(int restarts, Instant since, OptionalLong pid) {
        return new ContainerState("running", restarts, "", "", Optional.of(since), pid,
                OptionalInt.empty());
    }

    public static ContainerState terminated(int restarts, int exitCode, String reason, String message) {
        return new ContainerState("terminated", restarts, reason, message, Optional.empty(), OptionalLong.empty(),
                OptionalInt.of(exitCode));
    }
}
