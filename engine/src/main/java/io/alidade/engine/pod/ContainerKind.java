package io.alidade.engine.pod;

/// How a container takes part in its pod. Order everywhere is: init containers (both kinds) as listed, then app
/// containers as listed (topology-manager 9.1).
public enum ContainerKind {
    /// Runs to its end before the next container starts; what it held may be taken over by later containers of its pod.
    INIT,
    /// An init container with `restartPolicy: Always`: runs as long as the pod.
    SIDECAR,
    /// One of `spec.containers`.
    APP
}
