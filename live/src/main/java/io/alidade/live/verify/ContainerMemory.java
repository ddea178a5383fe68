package io.alidade.live.verify;

import io.alidade.linux.observe.MemoryUse;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Where the pages of a container are. Pages that several of its processes share count for each.
///
/// @param ownBytes   NUMA node id to bytes of its own: anonymous memory, shared memory, hugepages
/// @param fileBytes  NUMA node id to bytes of mapped files, which say nothing about this container
/// @param isComplete false if a bound ended the count
public record ContainerMemory(Map<Integer, Long> ownBytes, Map<Integer, Long> fileBytes, boolean isComplete) {
    public ContainerMemory {
        ownBytes = Collections.unmodifiableMap(new TreeMap<>(ownBytes));
        fileBytes = Collections.unmodifiableMap(new TreeMap<>(fileBytes));
    }

    static ContainerMemory of(MemoryUse use) {
        return new ContainerMemory(use.ownBytes(), use.fileBytes(), use.isComplete());
    }
}
