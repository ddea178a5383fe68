package io.alidade.linux.observe;

import io.alidade.engine.mask.NumaNodeIds;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Where the pages of one or more processes are. Pages that several processes share count for each.
///
/// @param ownBytes   NUMA node id to bytes of the container's own: anonymous memory, shared memory, hugepages
/// @param fileBytes  NUMA node id to bytes of mapped files. They are in the page cache, where whoever read the file first
///                   has put them, so they say nothing about this container
/// @param isComplete false if a bound ended the count
public record MemoryUse(Map<Integer, Long> ownBytes, Map<Integer, Long> fileBytes, boolean isComplete) {
    public static final MemoryUse NONE = new MemoryUse(Map.of(), Map.of(), true);

    public MemoryUse {
        ownBytes = Collections.unmodifiableMap(new TreeMap<>(ownBytes));
        fileBytes = Collections.unmodifiableMap(new TreeMap<>(fileBytes));
    }

    /// Both together.
    public MemoryUse plus(MemoryUse other) {
        return new MemoryUse(sum(ownBytes, other.ownBytes), sum(fileBytes, other.fileBytes),
                isComplete && other.isComplete);
    }

    private static Map<Integer, Long> sum(Map<Integer, Long> one, Map<Integer, Long> other) {
        Map<Integer, Long> sum = new TreeMap<>(one);
        other.forEach((numaNode, bytes) -> sum.merge(numaNode, bytes, Long::sum));
        return sum;
    }

    public long totalOwnBytes() {
        return ownBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The bytes of the container's own that are on other NUMA nodes than these.
    public long ownBytesOutside(NumaNodeIds numaNodes) {
        return ownBytes.entrySet().stream().filter(entry -> !numaNodes.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue).sum();
    }
}
