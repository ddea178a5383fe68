package io.alidade.engine.memory;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.table.NamedTable;
import java.util.List;

/// Divides the memory of a pod with `spec.resources` among its containers (memory-manager 7.3 steps 5 to 8). All blocks have
/// the pod's mask; containers without requests of their own share what is left.
final class PodShares {
    private PodShares() {}

    static NamedTable<List<MemoryBlock>> divide(MemoryDemand demand, PodRequest pod, NamedTable<Long> budget,
            NumaMask affinity) {
        NamedTable<Long> left = budget;
        NamedTable<List<MemoryBlock>> own = NamedTable.empty();
        for (ContainerRequest container : pod.containers()) {
            NamedTable<Long> requests = demand.requests(pod, container).orElse(NamedTable.empty());
            if (requests.isEmpty()) {
                if (container.kind() == ContainerKind.INIT) {
                    own = own.with(container.name(), blocks(left, affinity));
                }
                continue;
            }
            own = own.with(container.name(), blocks(requests, affinity));
            if (container.kind() != ContainerKind.INIT) {
                for (String type : requests.names()) {
                    left = left.with(type, left.orElse(type, 0L) - requests.orElse(type, 0L));
                }
            }
        }
        List<MemoryBlock> shared = blocks(left, affinity);
        NamedTable<List<MemoryBlock>> all = NamedTable.empty();
        for (ContainerRequest container : pod.containers()) {
            all = all.with(container.name(), own.orElse(container.name(), shared));
        }
        return all;
    }

    /// One block per type with a positive amount.
    static List<MemoryBlock> blocks(NamedTable<Long> amounts, NumaMask affinity) {
        return amounts.names().stream().filter(type -> amounts.orElse(type, 0L) > 0)
                .map(type -> new MemoryBlock(affinity, type, amounts.orElse(type, 0L))).toList();
    }
}
