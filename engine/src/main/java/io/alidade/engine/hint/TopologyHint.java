package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import java.util.Optional;

/// A set of NUMA nodes that would do, and whether it is among the best there are (topology-manager 2.1).
///
/// @param affinity absent means any NUMA node
public record TopologyHint(Optional<NumaMask> affinity, boolean preferred) {
    /// What is known of a container without a stored hint (topology-manager 2.2).
    public static final TopologyHint ANY_NOT_PREFERRED = new TopologyHint(Optional.empty(), false);

    public static TopologyHint of(NumaMask affinity, boolean preferred) {
        return new TopologyHint(Optional.of(affinity), preferred);
    }

    /// `{0-1} preferred`, by position; `any NUMA node not preferred`.
    @Override
    public String toString() {
        return affinity.map(mask -> "{" + mask + "}").orElse("any NUMA node")
                + (preferred ? " preferred" : " not preferred");
    }
}
