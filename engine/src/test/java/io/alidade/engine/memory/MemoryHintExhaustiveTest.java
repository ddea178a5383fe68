package io.alidade.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Memory hints against brute force for every occupancy of four NUMA nodes of two units each: every way to group them, every
/// amount that is free, and memory to take over on every mask.
class MemoryHintExhaustiveTest {
    private static final int NUMA_NODES = 4;
    private static final int UNITS = 2;
    private static final int[] REQUESTS = {0, 1, 2, 3, 5, 8, 9};

    /// @param reusableUnits what may be taken over, on each mask in turn; 0 for nothing
    @ParameterizedTest
    @CsvSource({"0, false, 4212", "1, false, 4212", "2, true, 1134"})
    void hints_everyOccupancyOfFourNumaNodes_equalsBruteForce(int reusableUnits, boolean oddGroups,
            int expectedOccupancies) {
        MemoryTables tables = tables();
        int occupancies = 0;
        for (long[] cells : oddGroups ? overlappingGroups() : groupings()) {
            for (long[] free : free()) {
                for (int used = 0; used < 1 << NUMA_NODES; used++) {
                    int[] assignments = assignments(cells, used);
                    if (assignments.length == 0) {
                        continue;
                    }
                    MachineMemory memory = new MachineMemory(tables, free, new long[free.length], assignments, cells);
                    assertHints(memory, reusableUnits, occupancies);
                    occupancies++;
                }
            }
        }
        assertThat(occupancies).isEqualTo(expectedOccupancies);
    }

    private static void assertHints(MachineMemory memory, int reusableUnits, int occupancy) {
        long place = reusableUnits == 0 ? 1 : 1 + occupancy % ((1 << NUMA_NODES) - 1);
        Map<ReusableMemory.Place, Long> bytes = reusableUnits == 0
                ? Map.of()
                : Map.of(new ReusableMemory.Place(new NumaMask(place), "memory"), reusableUnits * Topologies.GIB);
        ReusableMemory reusable = new ReusableMemory("pod", bytes);
        for (int units : REQUESTS) {
            NamedTable<Long> request = NamedTable.<Long>empty().with("memory", units * Topologies.GIB);
            Optional<HintList> actual = MemoryHints.actual(memory, request, reusable);
            Optional<HintList> expected = MemoryHints.expected(memory, request, reusable);
            if (!actual.equals(expected)) {
                assertThat(actual).as("%d GiB of %s, reusable %s", units, memory, reusable).isEqualTo(expected);
            }
        }
    }

    private static MemoryTables tables() {
        NodeTopology machine = Topologies.sockets(NUMA_NODES, 1, UNITS);
        return new MemoryTables(machine, Map.of());
    }

    /// Every partition of the NUMA nodes into groups, as the group of each.
    private static List<long[]> groupings() {
        List<long[]> groupings = new ArrayList<>();
        partition(new long[NUMA_NODES], 0, new ArrayList<>(), groupings);
        assertThat(groupings).hasSize(15);
        return groupings;
    }

    private static void partition(long[] cells, int position, List<Long> groups, List<long[]> into) {
        if (position == NUMA_NODES) {
            long[] done = cells.clone();
            for (int i = 0; i < NUMA_NODES; i++) {
                for (long group : groups) {
                    done[i] = (group >>> i & 1) != 0 ? group : done[i];
                }
            }
            into.add(done);
            return;
        }
        for (int i = 0; i < groups.size(); i++) {
            long group = groups.get(i);
            groups.set(i, group | 1L << position);
            partition(cells, position + 1, groups, into);
            groups.set(i, group);
        }
        groups.add(1L << position);
        partition(cells, position + 1, groups, into);
        groups.removeLast();
    }

    // memory-manager 5.4, the asymmetry: a NUMA node that left its group while the others still name it.
    private static List<long[]> overlappingGroups() {
        return List.of(new long[] {0b0001, 0b0011, 0b0100, 0b1000}, new long[] {0b0111, 0b0010, 0b0111, 0b1000},
                new long[] {0b1111, 0b1111, 0b0100, 0b1111});
    }

    /// Every amount from nothing to all, NUMA node by NUMA node.
    private static List<long[]> free() {
        List<long[]> amounts = new ArrayList<>();
        for (int code = 0; code < Math.pow(UNITS + 1, NUMA_NODES); code++) {
            long[] free = new long[NUMA_NODES];
            int rest = code;
            for (int i = 0; i < NUMA_NODES; i++) {
                free[i] = rest % (UNITS + 1) * Topologies.GIB;
                rest /= UNITS + 1;
            }
            amounts.add(free);
        }
        return amounts;
    }

    // NUMA nodes in a group are always in use; the bits say which of the others are. Empty for a choice that says it twice.
    private static int[] assignments(long[] cells, int used) {
        int[] assignments = new int[NUMA_NODES];
        for (int i = 0; i < NUMA_NODES; i++) {
            boolean grouped = Long.bitCount(cells[i]) > 1;
            if (grouped && (used >>> i & 1) != 0) {
                return new int[0];
            }
            assignments[i] = grouped ? 2 : used >>> i & 1;
        }
        return assignments;
    }
}
