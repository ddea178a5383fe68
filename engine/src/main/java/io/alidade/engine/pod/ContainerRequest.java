package io.alidade.engine.pod;

/// One container as the resource managers see it.
public record ContainerRequest(String name, ContainerKind kind, ResourceAmounts resources) {}
