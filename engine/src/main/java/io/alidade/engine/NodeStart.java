package io.alidade.engine;

/// Whether a node's resource managers start.
public sealed interface NodeStart {
    /// The node, where a refusal is a mistake.
    ///
    /// @throws IllegalStateException with the text of the manager that does not start
    default Node orThrow() {
        return switch (this) {
            case Started(Node node) -> node;
            case Refused(String error) -> throw new IllegalStateException("the kubelet does not start: " + error);
        };
    }

    /// They do.
    record Started(Node node) implements NodeStart {
        @Override
        public String toString() {
            return "started: " + node;
        }
    }

    /// They do not: the text of the failing manager, at which the kubelet ends.
    record Refused(String error) implements NodeStart {
        @Override
        public String toString() {
            return "does not start: " + error;
        }
    }
}
