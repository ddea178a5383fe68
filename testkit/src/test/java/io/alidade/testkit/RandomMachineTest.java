package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.Machine.CpuRow;
import io.alidade.testkit.Machine.NumaRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomMachineTest {
    @Test
    void next_everyCase_isAConsistentMachineWithinBounds() {
        Property.check("random machines are consistent", 500, random -> {
            Machine machine = RandomMachine.next(random);
            assertThat(machine.numaNodes()).hasSizeBetween(1, RandomMachine.MAX_NUMA_NODES);
            assertThat(machine.cpus()).isNotEmpty().extracting(CpuRow::cpu).isSorted().doesNotHaveDuplicates();
            assertThat(machine.cpus()).allMatch(row -> row.numaNode() < machine.numaNodes().size());
            for (NumaRow row : machine.numaNodes()) {
                long hugeBytes = row.hugePagesByKib().entrySet().stream()
                        .mapToLong(pages -> pages.getKey() * 1024 * pages.getValue())
                        .sum();
                assertThat(hugeBytes).isLessThan(row.memoryBytes());
                assertThat(row.distances().get(row.numaNode())).isEqualTo(MachineShape.LOCAL_DISTANCE);
            }
        });
    }

    @Test
    void next_manyCases_reachEveryKindOfMachine() {
        Set<Integer> numaNodes = new HashSet<>();
        Set<String> names = new HashSet<>();
        List<Integer> memoryOnly = new ArrayList<>();
        for (int seed = 0; seed < 500; seed++) {
            Machine machine = RandomMachine.next(new Randomness(seed, 1 + seed % Randomness.MAX_SIZE));
            numaNodes.add(machine.numaNodes().size());
            names.add(machine.name());
            long withCpus = machine.cpus().stream().map(CpuRow::numaNode).distinct().count();
            memoryOnly.add((int) (machine.numaNodes().size() - withCpus));
        }
        assertThat(numaNodes).contains(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(names).containsExactlyInAnyOrder("random", "random+offline", "random+cxl", "random+offline+cxl");
        assertThat(memoryOnly).contains(0, 1);
    }

    static List<List<Integer>> distances(Randomness random, int numaNodes) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int a = 0; a < numaNodes; a++) {
            List<Integer> row = new ArrayList<>();
            for (int b = 0; b < numaNodes; b++) {
                row.add(a == b ? 10 : random.between(11, 13));
            }
            rows.add(row);
        }
        return rows;
    }
}
