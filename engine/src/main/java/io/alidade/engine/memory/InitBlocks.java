package io.alidade.engine.memory;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.table.NamedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Shrinks the blocks of earlier init containers by what a later container takes over, so that a pod's blocks add up to what
/// was really taken (memory-manager 6.2).
final class InitBlocks {
    private InitBlocks() {}

    static NamedTable<List<MemoryBlock>> shrink(NamedTable<List<MemoryBlock>> containers, PodRequest pod,
            ContainerRequest container, List<MemoryBlock> taken) {
        NamedTable<List<MemoryBlock>> shrunk = containers;
        for (MemoryBlock block : taken) {
            long left = block.size();
            for (ContainerRequest earlier : pod.containers()) {
                if (left == 0 || earlier.kind() == ContainerKind.APP || earlier.name().equals(container.name())) {
                    break;
                }
                Optional<List<MemoryBlock>> own = shrunk.find(earlier.name());
                if (earlier.kind() == ContainerKind.SIDECAR || own.isEmpty()) {
                    continue;
                }
                List<MemoryBlock> rest = new ArrayList<>();
                for (MemoryBlock old : own.get()) {
                    boolean same = old.type().equals(block.type()) && old.affinity().equals(block.affinity());
                    long over = same ? Math.min(old.size(), left) : 0;
                    left -= over;
                    rest.add(new MemoryBlock(old.affinity(), old.type(), old.size() - over));
                }
                shrunk = shrunk.with(earlier.name(), List.copyOf(rest));
            }
        }
        return shrunk;
    }
}
