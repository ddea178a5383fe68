package io.alidade.kube.checkpoint;

import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.golang.GoStrings;
import io.alidade.kube.golang.GoType;
import io.alidade.kube.golang.GoValue;
import io.alidade.kube.golang.NoSuchState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parts of a memory checkpoint (memory-manager 1, 10.2), from the engine's values and back.
final class MemoryCheckpointParts {
    private static final GoType.Whole INT = new GoType.Whole("int", true);
    private static final GoType.Whole BYTES = new GoType.Whole("uint64", false);
    private static final GoType.Items INTS = new GoType.Items("[]int", INT);
    private static final GoType.Struct TABLE = GoType.Struct.pointerTo("state.MemoryTable",
            GoType.Field.of("TotalMemSize", "total", BYTES), GoType.Field.of("SystemReserved", "systemReserved", BYTES),
            GoType.Field.of("Allocatable", "allocatable", BYTES), GoType.Field.of("Reserved", "reserved", BYTES),
            GoType.Field.of("Free", "free", BYTES));
    private static final GoType.Table MEMORY_MAP = GoType.Table.withTextKeys("map[v1.ResourceName]*state.MemoryTable",
            TABLE);
    private static final GoType.Struct NODE = GoType.Struct.pointerTo("state.NUMANodeState",
            GoType.Field.of("NumberOfAssignments", "numberOfAssignments", INT),
            GoType.Field.of("MemoryMap", "memoryMap", MEMORY_MAP), GoType.Field.of("Cells", "cells", INTS));
    private static final GoType.Struct BLOCK = GoType.Struct.of("state.Block",
            GoType.Field.of("NUMAAffinity", "numaAffinity", INTS),
            GoType.Field.of("Type", "type", new GoType.Text("v1.ResourceName")),
            GoType.Field.of("Size", "size", BYTES));
    private static final GoType.Items BLOCKS = new GoType.Items("[]state.Block", BLOCK);
    private static final GoType.Table CONTAINERS = GoType.Table.withTextKeys("map[string][]state.Block", BLOCKS);
    private static final GoType.Struct POD = GoType.Struct.of("state.PodEntry",
            GoType.Field.of("MemoryBlocks", "memoryBlocks", BLOCKS).omittedIfEmpty());

    static final GoType.Table MACHINE = new GoType.Table("state.NUMANodeMap", Optional.of("int"), NODE);
    static final GoType.Table ASSIGNMENTS = GoType.Table.withTextKeys("state.ContainerMemoryAssignments", CONTAINERS);
    static final GoType.Table POD_ASSIGNMENTS = GoType.Table.withTextKeys("state.PodMemoryAssignments", POD);

    private MemoryCheckpointParts() {}

    static GoValue machine(Map<Integer, NumaNodeState> numaNodes) {
        Map<String, GoValue> values = new HashMap<>();
        numaNodes.forEach((numaNode, state) -> {
            Map<String, GoValue> tables = new HashMap<>();
            state.memoryMap().forEach((type, table) -> tables.put(type,
                    TABLE.value(GoValue.Whole.unsigned(table.total()), GoValue.Whole.unsigned(table.systemReserved()),
                            GoValue.Whole.unsigned(table.allocatable()), GoValue.Whole.unsigned(table.reserved()),
                            GoValue.Whole.unsigned(table.free()))));
            values.put(Integer.toString(numaNode), NODE.value(GoValue.Whole.signed(state.numberOfAssignments()),
                    MEMORY_MAP.value(tables), ints(state.cells())));
        });
        return MACHINE.value(values);
    }

    static GoValue assignments(Map<String, Map<String, List<Block>>> entries) {
        Map<String, GoValue> pods = new HashMap<>();
        entries.forEach((pod, containers) -> pods.put(pod, ofContainers(containers)));
        return ASSIGNMENTS.value(pods);
    }

    /// The entry of a pod.
    static GoValue.Written entry(NodeTopology topology, String pod, NamedTable<List<MemoryBlock>> containers) {
        Map<String, List<Block>> byName = new HashMap<>();
        containers.forEach((container, blocks) -> byName.put(container, blocks.stream()
                .map(block -> new Block(topology.numaNodeIds(block.affinity()), block.type(), block.size())).toList()));
        return GoValue.Written.entry(pod, ofContainers(byName));
    }

    private static GoValue ofContainers(Map<String, List<Block>> containers) {
        Map<String, GoValue> values = new HashMap<>();
        containers.forEach((container, blocks) -> values.put(container, blocks(blocks)));
        return CONTAINERS.value(values);
    }

    static GoValue podAssignments(Map<String, List<Block>> entries) {
        Map<String, GoValue> pods = new HashMap<>();
        // Left out of the JSON, an empty list comes back as null: the checksum must be over null from the start.
        entries.forEach((pod, blocks) -> pods.put(pod, blocks.isEmpty() ? POD.unset() : POD.value(blocks(blocks))));
        return POD_ASSIGNMENTS.value(pods);
    }

    private static GoValue blocks(List<Block> blocks) {
        return GoValue.Items.of(blocks.stream().map(block -> BLOCK.value(ints(block.numaAffinity()),
                new GoValue.Text(block.type()), GoValue.Whole.unsigned(block.size()))).toList());
    }

    private static GoValue ints(List<Integer> numbers) {
        return GoValue.Items.of(numbers.stream().map(GoValue.Whole::signed).toList());
    }

    /// @throws NoSuchState for a value that the engine's state cannot hold
    static Map<Integer, NumaNodeState> machineOf(GoValue machine) {
        Map<Integer, NumaNodeState> numaNodes = new HashMap<>();
        machine.asTable().forEach((numaNode, value) -> {
            String where = "machineState of NUMA node " + numaNode;
            GoValue.Struct node = present(value, where);
            Map<String, Table> tables = new HashMap<>();
            node.table("memoryMap").forEach((type, table) -> tables.put(type,
                    tableOf(present(table, where + ", memory type " + GoStrings.quote(type)))));
            numaNodes.put(toInt(Long.parseLong(numaNode)), new NumaNodeState(toInt(node.whole("numberOfAssignments")),
                    tables, intsOf(node.items("cells"))));
        });
        return numaNodes;
    }

    private static Table tableOf(GoValue.Struct table) {
        return new Table(table.whole("total"), table.whole("systemReserved"), table.whole("allocatable"),
                table.whole("reserved"), table.whole("free"));
    }

    static Map<String, Map<String, List<Block>>> assignmentsOf(GoValue entries) {
        Map<String, Map<String, List<Block>>> pods = new HashMap<>();
        entries.asTable().forEach((pod, containers) -> {
            Map<String, List<Block>> blocks = new HashMap<>();
            containers.asTable().forEach((container, list) -> blocks.put(container, blocksOf(list.asItems())));
            pods.put(pod, blocks);
        });
        return pods;
    }

    static Map<String, List<Block>> podAssignmentsOf(GoValue entries) {
        Map<String, List<Block>> pods = new HashMap<>();
        entries.asTable().forEach((pod, entry) -> pods.put(pod, blocksOf(entry.asStruct().items("memoryBlocks"))));
        return pods;
    }

    private static List<Block> blocksOf(List<GoValue> blocks) {
        return blocks.stream().map(GoValue::asStruct).map(block -> new Block(intsOf(block.items("numaAffinity")),
                block.text("type"), block.whole("size"))).toList();
    }

    private static List<Integer> intsOf(List<GoValue> numbers) {
        return numbers.stream().map(number -> toInt(number.asWhole())).toList();
    }

    private static GoValue.Struct present(GoValue value, String where) {
        if (value instanceof GoValue.Nil) {
            throw new NoSuchState(where + " is null");
        }
        return value.asStruct();
    }

    private static int toInt(long number) {
        if (number != (int) number) {
            throw new NoSuchState(
                    "the number " + number + " is beyond any NUMA node or count of assignments");
        }
        return (int) number;
    }
}
