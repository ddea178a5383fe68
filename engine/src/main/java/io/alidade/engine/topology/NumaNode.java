package io.alidade.engine.topology;

import io.alidade.engine.quantity.Quantity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One NUMA node: its memory, hugepages and distances.
///
/// @param id          the kernel's id
/// @param memoryBytes all memory of the NUMA node, hugepages included (memory-manager 2.3)
/// @param hugepages   page size in bytes to number of pages; a size may be there with 0 pages
/// @param distances   the kernel's row of distances, one entry per NUMA node in ascending id; empty when unknown
public record NumaNode(int id, long memoryBytes, Map<Long, Long> hugepages, List<Integer> distances) {
    public NumaNode {
        if (id < 0) {
            throw new IllegalArgumentException("NUMA node " + id + " has a negative id.");
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("NUMA node " + id + " has " + memoryBytes + " bytes of memory.");
        }
        hugepages = Collections.unmodifiableMap(new TreeMap<>(hugepages));
        distances = List.copyOf(distances);
        hugepages.forEach((pageSizeBytes, count) -> {
            if (pageSizeBytes <= 0 || count < 0) {
                throw new IllegalArgumentException(
                        "NUMA node " + id + " has " + count + " hugepages of " + pageSizeBytes
                                + " bytes.");
            }
            Math.multiplyExact(pageSizeBytes, count);
        });
    }

    /// `NUMA node 0: 64Gi, 4 x 1Gi hugepages, distances 10 21`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("NUMA node " + id + ": " + Quantity.shortBytes(memoryBytes));
        hugepages.forEach((sizeBytes, count) -> text.append(", ").append(count).append(" x ")
                .append(Quantity.shortBytes(sizeBytes)).append(" hugepages"));
        if (!distances.isEmpty()) {
            text.append(", distances ")
                    .append(distances.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
        return text.toString();
    }
}
