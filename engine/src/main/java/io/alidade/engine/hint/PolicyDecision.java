package io.alidade.engine.hint;

/// The hint that a policy settles on, and whether the pod may run (topology-manager 8.1).
public record PolicyDecision(TopologyHint hint, boolean admitted) {
    /// `admitted on {0} preferred`.
    @Override
    public String toString() {
        return (admitted ? "admitted on " : "refused on ") + hint;
    }
}
