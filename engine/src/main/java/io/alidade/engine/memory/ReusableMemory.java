package io.alidade.engine.memory;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Memory of ordinary init containers that later containers of the same pod may take over (memory-manager 6.1). Holds one
/// pod at most and is in no checkpoint.
record ReusableMemory(String podUid, Map<Place, Long> bytes) {
    static final ReusableMemory NONE = new ReusableMemory("", Map.of());

    /// Only the very same mask counts.
    record Place(NumaMask affinity, String type) {}

    ReusableMemory {
        bytes = Map.copyOf(bytes);
    }

    /// What this pod may reuse.
    ReusableMemory of(String pod) {
        return podUid.equals(pod) ? this : NONE;
    }

    long bytes(NumaMask affinity, String type) {
        return bytes.isEmpty() ? 0 : bytes.getOrDefault(new Place(affinity, type), 0L);
    }

    /// What is on offer after the container has its blocks.
    ReusableMemory after(String pod, ContainerRequest container, List<MemoryBlock> blocks) {
        Map<Place, Long> offered = new HashMap<>(of(pod).bytes);
        for (MemoryBlock block : blocks) {
            Place place = new Place(block.affinity(), block.type());
            long before = offered.getOrDefault(place, 0L);
            if (container.kind() == ContainerKind.INIT) {
                offered.put(place, Math.max(before, block.size()));
            } else if (before > 0) {
                offered.put(place, Math.max(0, before - block.size()));
            }
        }
        return new ReusableMemory(pod, offered);
    }
}
