package io.alidade.live.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Bytes of memory by NUMA node and memory type (`memory`, `hugepages-1Gi`), nothing where there are none.
///
/// @param bytes NUMA node id to memory type to bytes
public record MemoryShares(Map<Integer, Map<String, Long>> bytes) {
    public static final MemoryShares NONE = new MemoryShares(Map.of());

    public MemoryShares {
        Map<Integer, Map<String, Long>> sorted = new TreeMap<>();
        bytes.forEach((numaNode, types) -> {
            Map<String, Long> some = new TreeMap<>(types);
            some.values().removeIf(amount -> amount == 0);
            if (!some.isEmpty()) {
                sorted.put(numaNode, Collections.unmodifiableMap(some));
            }
        });
        bytes = Collections.unmodifiableMap(sorted);
    }

    /// The bytes of a type on a NUMA node.
    public long of(int numaNode, String type) {
        return bytes.getOrDefault(numaNode, Map.of()).getOrDefault(type, 0L);
    }

    /// All bytes of a type.
    public long sum(String type) {
        return bytes.values().stream().mapToLong(types -> types.getOrDefault(type, 0L)).sum();
    }

    public boolean isEmpty() {
        return bytes.isEmpty();
    }

    /// These and others.
    public MemoryShares plus(MemoryShares others) {
        Map<Integer, Map<String, Long>> result = new TreeMap<>();
        bytes.forEach((numaNode, types) -> result.put(numaNode, new TreeMap<>(types)));
        others.bytes.forEach((numaNode, types) -> types.forEach((type, amount) -> result
                .computeIfAbsent(numaNode, _ -> new TreeMap<>())
                .merge(type, amount, Long::sum)));
        return new MemoryShares(result);
    }
}
