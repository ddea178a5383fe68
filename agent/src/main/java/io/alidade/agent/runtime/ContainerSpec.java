package io.alidade.agent.runtime;

import io.alidade.engine.pod.ContainerKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a container is to run.
///
/// @param command     the program and its arguments
/// @param environment as the pod has it; what device plugins add comes on top
public record ContainerSpec(String name, ContainerKind kind, List<String> command, Map<String, String> environment,
        Optional<String> workingDir) {
    public ContainerSpec {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
