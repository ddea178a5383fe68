package io.alidade.linux.observe;

/// The name of a container as in its log link.
public record ContainerName(String namespace, String pod, String container) {}
