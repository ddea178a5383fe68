package io.alidade.agent.runtime;

import io.alidade.engine.pod.ContainerKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a container is to run, as its pod says it.
///
/// @param path        where it stands in the pod: `spec.containers[0]`
/// @param image       empty if none is named
/// @param command     the program; empty for that of the image
/// @param arguments   empty for those of the image, if the program is the image's
/// @param environment as the pod has it; what device plugins add comes on top
public record ContainerSpec(String path, String name, ContainerKind kind, String image, ImagePull imagePull,
        List<String> command, List<String> arguments, Map<String, String> environment, Optional<String> workingDir,
        SecuritySpec security, List<MountSpec> mounts, TerminationMessage terminationMessage) {
    public ContainerSpec {
        mounts = List.copyOf(mounts);
        command = List.copyOf(command);
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
