package io.alidade.engine.memory;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Turns allocations into the value that a checkpoint holds: positions become NUMA node ids.
final class MemoryStateWriter {
    private MemoryStateWriter() {}

    static MemoryState toState(MemoryPolicy policy, Optional<MachineMemory> machine,
            NamedTable<NamedTable<List<MemoryBlock>>> blocks, NamedTable<List<MemoryBlock>> podBlocks) {
        if (machine.isEmpty()) {
            return new MemoryState(policy.wireName(), Map.of(), Map.of(), Map.of());
        }
        NodeTopology topology = machine.get().tables().topology();
        Map<String, Map<String, List<Block>>> entries = new TreeMap<>();
        blocks.forEach((pod, containers) -> entries.put(pod, blocks(machine, containers)));
        Map<String, List<Block>> podEntries = new TreeMap<>();
        podBlocks.forEach((pod, own) -> podEntries.put(pod, blocks(topology, own)));
        return new MemoryState(policy.wireName(), machineState(machine.get()), entries, podEntries);
    }

    /// The blocks of one pod by container; none without a machine state.
    static Map<String, List<Block>> blocks(Optional<MachineMemory> machine, NamedTable<List<MemoryBlock>> containers) {
        Map<String, List<Block>> byContainer = new TreeMap<>();
        machine.ifPresent(memory -> containers.forEach((container, own) -> byContainer.put(container,
                blocks(memory.tables().topology(), own))));
        return byContainer;
    }

    static List<Block> blocks(NodeTopology topology, List<MemoryBlock> blocks) {
        return blocks.stream()
                .map(block -> new Block(topology.numaNodeIds(block.affinity()), block.type(), block.size())).toList();
    }

    static Map<Integer, NumaNodeState> machineState(MachineMemory memory) {
        MemoryTables tables = memory.tables();
        Map<Integer, NumaNodeState> state = new TreeMap<>();
        for (int position = 0; position < tables.numaNodes(); position++) {
            Map<String, Table> byType = new TreeMap<>();
            for (int type = 0; type < tables.types().size(); type++) {
                if (tables.isPresent(type, position)) {
                    int index = tables.index(type, position);
                    byType.put(tables.types().get(type), new Table(tables.total(index), tables.systemReserved(index),
                            tables.allocatable(index), memory.reserved(index), memory.free(index)));
                }
            }
            state.put(tables.topology().numaNodes().get(position).id(), new NumaNodeState(memory.assignments(position),
                    byType, tables.topology().numaNodeIds(new NumaMask(memory.cells(position)))));
        }
        return state;
    }
}
