package io.alidade.agent.runtime;

/// When the image of a container is fetched: `imagePullPolicy`.
public enum ImagePull {
    /// Before each start.
    ALWAYS,
    /// If it is not there.
    IF_NOT_PRESENT,
    /// Never: it must be there.
    NEVER
}
