package io.alidade.engine;

/// Whether a node's resource managers start.
public sealed interface NodeStart {
    record Started(Node node) implements NodeStart {}

    /// They do not: the text of the failing manager, at which the kubelet ends.
    record Refused(String error) implements NodeStart {}
}
