package io.alidade.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.Property;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Memory hints of random machines, up to 8 NUMA nodes with huge pages here and there, while blocks are charged and
/// released, against brute force.
class MemoryHintProperties {
    @Test
    void hints_blocksComeAndGo_equalBruteForce() {
        Property.check("hints", 1_500, random -> {
            NodeTopology machine = Topologies.of(RandomMachine.next(random));
            MachineMemory memory = MachineMemory.empty(tables(random, machine));
            List<List<MemoryBlock>> held = new ArrayList<>();
            for (int steps = random.growing(1, 8); steps > 0; steps--) {
                NamedTable<Long> request = random.note("request", request(random, memory));
                random.note("memory", memory);
                ReusableMemory reusable = reusable(random, memory);
                assertThat(MemoryHints.actual(memory, request, reusable))
                        .isEqualTo(MemoryHints.expected(memory, request, reusable));
                if (!held.isEmpty() && random.chance(30)) {
                    memory = memory.release(held.remove(random.between(0, held.size() - 1)));
                } else {
                    NumaMask affinity = new NumaMask(random.nonEmptyMask(memory.tables().numaNodes()));
                    List<MemoryBlock> blocks = request.names().stream()
                            .map(type -> new MemoryBlock(affinity, type, request.orElse(type, 0L))).toList();
                    for (MemoryBlock block : blocks) {
                        memory = memory.charge(affinity, block.type(), block.size());
                    }
                    held.add(blocks);
                }
                assertBalance(memory);
            }
        });
    }

    // The named invariants of MachineMemory.
    private static void assertBalance(MachineMemory memory) {
        for (int position = 0; position < memory.tables().numaNodes(); position++) {
            assertThat(memory.cells(position) >>> position & 1).isEqualTo(1);
            assertThat(memory.assignments(position)).isNotNegative();
            if (memory.assignments(position) == 0) {
                assertThat(memory.cells(position)).isEqualTo(1L << position);
            }
            for (int type = 0; type < memory.tables().types().size(); type++) {
                int index = memory.tables().index(type, position);
                assertThat(memory.free(index) + memory.reserved(index)).isEqualTo(memory.tables().allocatable(index));
            }
        }
    }

    private static MemoryTables tables(Randomness random, NodeTopology machine) {
        long[] reserved = new long[machine.numaNodes().size()];
        for (int position = 0; position < reserved.length; position++) {
            reserved[position] = random.flip() ? 0 : Topologies.GIB / 4;
        }
        return new MemoryTables(machine, Map.of("memory", reserved));
    }

    private static NamedTable<Long> request(Randomness random, MachineMemory memory) {
        NamedTable<Long> request = NamedTable.<Long>empty();
        long whole = memory.tables().topology().numaNodes().getFirst().memoryBytes();
        for (String type : memory.tables().types()) {
            if (type.equals("memory") || random.chance(40)) {
                request = request.with(type, random.between(0, random.pick(List.of(whole / 4, whole, 3 * whole))));
            }
        }
        return random.chance(3) ? request.with("hugepages-64Ki", random.between(0, 1) * 65_536L) : request;
    }

    private static ReusableMemory reusable(Randomness random, MachineMemory memory) {
        Map<ReusableMemory.Place, Long> bytes = new HashMap<>();
        for (int places = random.flip() ? 0 : random.growing(1, 4); places > 0; places--) {
            NumaMask affinity = new NumaMask(random.nonEmptyMask(memory.tables().numaNodes()));
            bytes.put(new ReusableMemory.Place(affinity, random.pick(memory.tables().types())),
                    random.between(0, 16 * Topologies.GIB));
        }
        return new ReusableMemory("pod", bytes);
    }
}
