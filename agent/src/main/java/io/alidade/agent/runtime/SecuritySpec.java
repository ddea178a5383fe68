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
        Optional<Boolean> allowPrivilegeEscalation, List<String> addedCapabilities, List<String> droppedCapabilities,
        Optional<Seccomp> seccomp) {
    /// Nothing is said.
    public static final SecuritySpec NONE = new SecuritySpec(OptionalLong.empty(), OptionalLong.empty(), List.of(),
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty());

    public SecuritySpec {
        supplementalGroups = List.copyOf(supplementalGroups);
        addedCapabilities = List.copyOf(addedCapabilities);
        droppedCapabilities = List.copyOf(droppedCapabilities);
    }

    /// Which system calls it may make.
    ///
    /// @param profile of `Localhost`: the file, below the kubelet's folder of profiles; else empty
    public record Seccomp(Kind kind, String profile) {
        /// The kind of a profile.
        public enum Kind {
            UNCONFINED, RUNTIME_DEFAULT, LOCALHOST
        }
    }
}
