package io.alidade.plan.alignment;

import java.util.List;

/// What is held of one resource, and on which NUMA nodes.
///
/// @param resource  `cpu`, a memory type or a device resource
/// @param numaNodes ids, ascending; never empty: what is tied to no NUMA node is left out
public record Holding(String resource, List<Integer> numaNodes) {
    public Holding {
        numaNodes = List.copyOf(numaNodes);
        if (numaNodes.isEmpty()) {
            throw new IllegalArgumentException(resource + " is on no NUMA node.");
        }
    }
}
