package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.testkit.Machine.CpuRow;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class MachineShapeTest {
    @Test
    void shapes_all_haveDistinctNamesAndConsistentRows() {
        assertThat(MachineShape.recorded()).hasSize(16);
        assertThat(MachineShape.recordedLarge()).hasSize(8);
        assertThat(MachineShape.recorded().stream().map(MachineShape::name)).doesNotHaveDuplicates();
        for (MachineShape shape : MachineShape.recorded()) {
            Machine machine = MachineShape.named(shape.name()).build();
            int cpus = shape.sockets() * shape.coresPerSocket() * shape.threadsPerCore();
            assertThat(machine.cpus()).hasSize(cpus).extracting(CpuRow::cpu).startsWith(0).endsWith(cpus - 1)
                    .isSorted();
            assertThat(distinct(machine, CpuRow::numaNode)).isEqualTo(machine.numaNodes().size());
            assertThat(distinct(machine, CpuRow::uncoreCache))
                    .isEqualTo((long) shape.sockets() * shape.uncoreCachesPerSocket());
        }
    }

    @Test
    void build_splitNumbering_putsSecondThreadsBehindAllCores() {
        Machine machine = MachineShape.named("2s-snc2").build();
        assertThat(machine.cpus().get(5)).isEqualTo(new CpuRow(5, 5, 0, 1, 1));
        assertThat(machine.cpus().get(21)).isEqualTo(new CpuRow(21, 5, 0, 1, 1));
        assertThat(machine.cpus().get(28)).isEqualTo(new CpuRow(28, 4, 1, 3, 3));
        assertThat(machine.distances().get(2)).containsExactly(32, 32, 10, 12);
        assertThat(machine.numaNodes().get(3).memoryBytes()).isEqualTo(32L << 30);
    }

    @Test
    void build_adjacentNumbering_putsTheThreadsOfACoreSideBySide() {
        Machine machine = MachineShape.named("2s-power-smt4").build();
        assertThat(machine.cpus().subList(4, 8)).extracting(CpuRow::core).containsOnly(1);
        assertThat(machine.cpus().get(12)).isEqualTo(new CpuRow(12, 0, 1, 1, 1));
    }

    // cpu-manager 10, machine T2: CPU c is on socket c mod 2, cores {0,6} {2,8} {4,10} on NUMA node 0
    @Test
    void build_interleavedNumbering_alternatesSockets() {
        Machine machine = MachineShape.named("T2").build();
        assertThat(machine.cpus()).allMatch(row -> row.socket() == row.cpu() % 2 && row.numaNode() == row.socket());
        assertThat(machine.cpus().stream().filter(row -> row.socket() == 0 && row.core() == 1).map(CpuRow::cpu))
                .containsExactly(2, 8);
    }

    @Test
    void build_distances_followSocketsAndNeighbours() {
        assertThat(MachineShape.named("2s-nps4").build().distances().get(2))
                .containsExactly(14, 14, 10, 12, 32, 32, 32, 32);
        assertThat(MachineShape.named("4s-6c").build().distances().get(1)).containsExactly(32, 10, 32, 21);
        assertThat(MachineShape.named("1s-3n-smt").build().distances().get(0)).containsExactly(10, 12, 12);
    }

    @Test
    void machine_offlineCpusAndMemoryOnlyNode_changeTheRows() {
        Machine machine = MachineShape.named("2s-4c").build().withoutCpus(Set.of(5)).withMemoryOnlyNumaNode(64L << 30);
        assertThat(machine.name()).isEqualTo("2s-4c+offline+cxl");
        assertThat(machine.cpus()).extracting(CpuRow::cpu).containsExactly(0, 1, 2, 3, 4, 6, 7);
        assertThat(machine.distances())
                .containsExactly(List.of(10, 32, 50), List.of(32, 10, 50), List.of(50, 50, 10));
    }

    @Test
    void machine_hugePages_areKeptBySize() {
        Machine machine = MachineShape.named("2s-4c").build()
                .withHugePages(1, 2048, 512)
                .withHugePages(1, 1 << 20, 0)
                .withMemory(1, 8L << 30);
        assertThat(machine.numaNodes().get(0).hugePagesByKib()).isEmpty();
        assertThat(machine.numaNodes().get(1).hugePagesByKib()).containsEntry(2048L, 512L).containsEntry(1L << 20, 0L);
        assertThat(machine.numaNodes().get(1).memoryBytes()).isEqualTo(8L << 30);
    }

    @Test
    void named_unknownMachine_isRefusedWithTheNames() {
        assertThatThrownBy(() -> MachineShape.named("3s"))
                .hasMessageStartingWith("no known machine is called \"3s\"; there are [uma-4c, ");
    }

    private static long distinct(Machine machine, ToIntFunction<CpuRow> field) {
        return machine.cpus().stream().mapToInt(field).distinct().count();
    }
}
