package io.alidade.engine.pod;

/// One container as the resource managers see it.
public record ContainerRequest(String name, ContainerKind kind, ResourceAmounts resources) {
    /// `main: cpu=2, memory=1Gi`, with the kind of an init container before its name.
    @Override
    public String toString() {
        return switch (kind) {
            case INIT -> "init ";
            case SIDECAR -> "sidecar ";
            case APP -> "";
        } + name + ": " + resources;
    }
}
