package io.alidade.agent.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// As whom a container runs, and what it may do: the `securityContext` of container and pod in one. What is absent is left to
/// the image and the runtime.
///
/// @param supplementalGroups with `fsGroup` among them
public record SecuritySpec(OptionalLong runAsUser, OptionalLong runAsGroup, List<Long> supplementalGroups,
        Optional<Boolean> privileged, Optional<Boolean> readOnlyRootFilesystem,
        Optional<Boolean> allowPrivilegeEscalation, List<String> addedCapabilities, List<String> droppedCapabilities) {
    /// Nothing is said.
    public static final SecuritySpec NONE = new SecuritySpec(OptionalLong.empty(), OptionalLong.empty(), List.of(),
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

    public SecuritySpec {
        supplementalGroups = List.copyOf(supplementalGroups);
        addedCapabilities = List.copyOf(addedCapabilities);
        droppedCapabilities = List.copyOf(droppedCapabilities);
    }
}
