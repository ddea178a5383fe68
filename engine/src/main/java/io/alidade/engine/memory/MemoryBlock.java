package io.alidade.engine.memory;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.quantity.Quantity;

/// One memory type pinned for one container on a group of NUMA nodes (memory-manager 1).
///
/// @param type `memory` or `hugepages-<size>`
/// @param size requested bytes, also where less was newly taken; the block of an ordinary init container shrinks when a
///             later container takes it over
public record MemoryBlock(NumaMask affinity, String type, long size) {
    /// `memory=1Gi on {0-1}`, by position.
    @Override
    public String toString() {
        return type + "=" + Quantity.shortBytes(size) + " on {" + affinity + "}";
    }
}
