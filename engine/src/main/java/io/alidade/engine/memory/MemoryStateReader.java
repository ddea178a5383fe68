package io.alidade.engine.memory;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Restores allocations from the value that a checkpoint holds, with the kubelet's check of it (memory-manager 9).
final class MemoryStateReader {
    private final StaticMemoryPolicy policy;
    private final MemoryTables tables;
    private final NodeTopology topology;

    private MemoryStateReader(StaticMemoryPolicy policy) {
        this.policy = policy;
        this.tables = policy.tables();
        this.topology = tables.topology();
    }

    /// @param isStart whether the amounts must be those that the entries add up to, as at a start
    static MemoryAllocations restore(MemoryPolicy policy, MemoryState state, boolean isStart) throws StartRefusal {
        if (!state.policyName().equals(policy.wireName())) {
            throw new StartRefusal("could not restore state from checkpoint: [memorymanager] configured policy \""
                    + policy.wireName() + "\" differs from state checkpoint policy \"" + state.policyName()
                    + "\", please drain this node and delete the memory manager checkpoint file"
                    + " \"/var/lib/kubelet/memory_manager_state\" before restarting Kubelet");
        }
        return policy instanceof StaticMemoryPolicy fixed
                ? new MemoryStateReader(fixed).restore(state, isStart)
                : MemoryAllocations.empty(policy);
    }

    private MemoryAllocations restore(MemoryState state, boolean isStart) throws StartRefusal {
        if (state.machineState().isEmpty()) {
            if (!state.entries().isEmpty()) {
                throw new StartRefusal("[memorymanager] machine state can not be empty when it has memory assignments");
            }
            return MemoryAllocations.empty(policy);
        }
        NamedTable<NamedTable<List<MemoryBlock>>> blocks = NamedTable.empty();
        NamedTable<List<MemoryBlock>> podBlocks = NamedTable.empty();
        MachineMemory expected = MachineMemory.empty(tables);
        for (Map.Entry<String, List<Block>> pod : state.podEntries().entrySet()) {
            podBlocks = podBlocks.with(pod.getKey(), blocks(pod.getKey(), "", pod.getValue()));
        }
        for (Map.Entry<String, Map<String, List<Block>>> pod : state.entries().entrySet()) {
            NamedTable<List<MemoryBlock>> containers = NamedTable.empty();
            for (Map.Entry<String, List<Block>> container : pod.getValue().entrySet()) {
                List<MemoryBlock> own = blocks(pod.getKey(), container.getKey(), container.getValue());
                containers = containers.with(container.getKey(), own);
                if (!podBlocks.contains(pod.getKey())) {
                    expected = charge(expected, own);
                }
            }
            blocks = blocks.with(pod.getKey(), containers);
        }
        for (String pod : podBlocks.names()) {
            expected = charge(expected, podBlocks.orElse(pod, List.of()));
        }
        MachineMemory stored = stored(state.machineState());
        if (isStart && !expected.agreesWith(stored)) {
            throw different();
        }
        return new MemoryAllocations(policy, Optional.of(stored), blocks, podBlocks, ReusableMemory.NONE);
    }

    private static MachineMemory charge(MachineMemory memory, List<MemoryBlock> blocks) {
        MachineMemory next = memory;
        for (MemoryBlock block : blocks) {
            next = next.charge(block.affinity(), block.type(), block.size());
        }
        return next;
    }

    private List<MemoryBlock> blocks(String pod, String container, List<Block> blocks) throws StartRefusal {
        List<MemoryBlock> own = new ArrayList<>();
        for (Block block : blocks) {
            NumaMask affinity = NumaMask.EMPTY;
            for (int numaNode : block.numaAffinity()) {
                int position = topology.position(numaNode);
                if (position < 0) {
                    throw unusable(pod, container, "the memory assignment uses the NUMA that does not exist");
                }
                if (tables.type(block.type()) < 0 || !tables.isPresent(tables.type(block.type()), position)) {
                    throw unusable(pod, container, "the memory assignment uses memory resource that does not exist");
                }
                affinity = affinity.or(NumaMask.of(position));
            }
            own.add(new MemoryBlock(affinity, block.type(), block.size()));
        }
        return List.copyOf(own);
    }

    private MachineMemory stored(Map<Integer, NumaNodeState> machineState) throws StartRefusal {
        if (machineState.size() != tables.numaNodes()) {
            throw different();
        }
        long[] free = new long[tables.length()];
        long[] reserved = new long[tables.length()];
        int[] assignments = new int[tables.numaNodes()];
        long[] cells = new long[tables.numaNodes()];
        for (Map.Entry<Integer, NumaNodeState> entry : machineState.entrySet()) {
            int position = topology.position(entry.getKey());
            if (position < 0) {
                throw different();
            }
            NumaNodeState numaNode = entry.getValue();
            assignments[position] = numaNode.numberOfAssignments();
            for (int member : numaNode.cells()) {
                int other = topology.position(member);
                if (other < 0) {
                    throw different();
                }
                cells[position] |= 1L << other;
            }
            for (int type = 0; type < tables.types().size(); type++) {
                readTable(numaNode, type, position, free, reserved);
            }
            for (String type : numaNode.memoryMap().keySet()) {
                if (tables.type(type) < 0) {
                    throw different();
                }
            }
        }
        return new MachineMemory(tables, free, reserved, assignments, cells);
    }

    private void readTable(NumaNodeState numaNode, int type, int position, long[] free, long[] reserved)
            throws StartRefusal {
        Table table = numaNode.memoryMap().get(tables.types().get(type));
        int index = tables.index(type, position);
        if ((table != null) != tables.isPresent(type, position)) {
            throw different();
        }
        if (table == null) {
            return;
        }
        if (table.total() != tables.total(index) || table.systemReserved() != tables.systemReserved(index)
                || table.allocatable() != tables.allocatable(index)) {
            throw different();
        }
        free[index] = table.free();
        reserved[index] = table.reserved();
    }

    private static StartRefusal unusable(String pod, String container, String what) {
        return new StartRefusal("[memorymanager] (pod: " + pod + ", container: " + container + ") " + what);
    }

    private static StartRefusal different() {
        return new StartRefusal("[memorymanager] the expected machine state is different from the real one");
    }
}
