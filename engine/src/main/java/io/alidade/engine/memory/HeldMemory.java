package io.alidade.engine.memory;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.table.NamedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one pod is known to hold, on this machine: blocks by NUMA position.
///
/// @param whole of the pod as a whole; then it is this that is charged (memory-manager 7.3)
record HeldMemory(NamedTable<List<MemoryBlock>> containers, List<MemoryBlock> whole) {
    /// Reads what a checkpoint says; nothing if the machine has no such memory.
    static Optional<HeldMemory> of(MemoryTables tables, Map<String, List<MemoryState.Block>> containers,
            List<MemoryState.Block> whole) {
        NamedTable<List<MemoryBlock>> own = NamedTable.empty();
        for (Map.Entry<String, List<MemoryState.Block>> container : containers.entrySet()) {
            Optional<List<MemoryBlock>> blocks = blocks(tables, container.getValue());
            if (blocks.isEmpty()) {
                return Optional.empty();
            }
            own = own.with(container.getKey(), blocks.get());
        }
        NamedTable<List<MemoryBlock>> all = own;
        return blocks(tables, whole).map(blocks -> new HeldMemory(all, blocks));
    }

    private static Optional<List<MemoryBlock>> blocks(MemoryTables tables, List<MemoryState.Block> blocks) {
        List<MemoryBlock> read = new ArrayList<>();
        for (MemoryState.Block block : blocks) {
            NumaMask mask = NumaMask.EMPTY;
            for (int id : block.numaAffinity()) {
                int position = tables.topology().position(id);
                int type = tables.type(block.type());
                if (position < 0 || type < 0 || !tables.isPresent(type, position)) {
                    return Optional.empty();
                }
                mask = mask.or(NumaMask.of(position));
            }
            read.add(new MemoryBlock(mask, block.type(), block.size()));
        }
        return Optional.of(List.copyOf(read));
    }

    /// The machine with this taken from it; nothing if it is not free.
    Optional<MachineMemory> chargedTo(MachineMemory memory) {
        MachineMemory next = memory;
        List<MemoryBlock> charged = new ArrayList<>(whole);
        if (whole.isEmpty()) {
            containers.forEach((_, own) -> charged.addAll(own));
        }
        for (MemoryBlock block : charged) {
            if (memory.violates(block.affinity())
                    || !next.satisfies(block.affinity(), NamedTable.<Long>empty().with(block.type(), block.size()))) {
                return Optional.empty();
            }
            next = next.charge(block.affinity(), block.type(), block.size());
        }
        return Optional.of(next);
    }
}
