package io.alidade.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.sample.Topologies;
import io.alidade.testkit.Property;
import io.alidade.testkit.RandomMachine;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/// cpu-manager 2.3 to 2.5.
class CpuTopologyTest {
    // cpu-manager 4.4
    @Test
    void groups_machineT1_areItsCores() {
        CpuTopology topology = new CpuTopology(Topologies.named("T1"));
        assertThat(topology.cores()).extracting(group -> group.cpus().toListString()).containsExactly("0,4", "1,5",
                "2,6", "3,7");
        assertThat(topology.cores()).extracting(CpuTopology.Group::id).containsExactly(0, 1, 2, 3);
        assertThat(topology.sockets()).hasSize(1);
        assertThat(topology.cpusPerCore()).isEqualTo(2);
        assertThat(topology.cpusPerSocket()).isEqualTo(8);
    }

    // cpu-manager 2.5
    @Test
    void averages_cpuOffline_areRoundedDown() {
        CpuTopology topology = new CpuTopology(Topologies.named("T1").withoutCpus("7"));
        assertThat(topology.cpus()).isEqualTo(CpuSet.range(0, 6));
        assertThat(topology.cores()).hasSize(4);
        assertThat(topology.cpusPerCore()).isEqualTo(1);
        assertThat(topology.cpusPerUncoreCache()).isEqualTo(7);
    }

    // cpu-manager 2.3: a core's id is its lowest CPU, so equal core numbers of two sockets are two cores
    @Test
    void cores_sameNumberOnTwoSockets_areTwo() {
        CpuTopology topology = new CpuTopology(Topologies.named("T2"));
        assertThat(topology.cores()).extracting(group -> group.cpus().toListString()).containsExactly("0,6", "1,7",
                "2,8", "3,9", "4,10", "5,11");
        assertThat(topology.numaNodes()).extracting(group -> group.cpus().toListString())
                .containsExactly("0,2,4,6,8,10", "1,3,5,7,9,11");
    }

    // cpu-manager 2.4
    @Test
    void numaNodes_memoryOnly_areInNoGroup() {
        NodeTopology plain = Topologies.sockets(2, 2, 1);
        List<NumaNode> three = Topologies.numaNodes(3, 1);
        CpuTopology topology = new CpuTopology(new NodeTopology(three, plain.cpus()));
        assertThat(topology.numaNodes()).extracting(CpuTopology.Group::id).containsExactly(0, 1);
        assertThat(topology.topology().numaNodes()).hasSize(3);
    }

    @Test
    void groups_randomMachines_partitionTheCpus() {
        Property.check("groups", 300, random -> {
            NodeTopology machine = Topologies.of(RandomMachine.next(random));
            CpuTopology topology = new CpuTopology(machine);
            assertGroups(topology, topology.sockets(), topology::socketOf, Cpu::socket);
            assertGroups(topology, topology.numaNodes(), topology::numaNodeOf, Cpu::numaNode);
            assertGroups(topology, topology.uncoreCaches(), topology::uncoreCacheOf, Cpu::uncoreCache);
            assertPartition(topology, topology.cores(), topology::coreOf);
            for (CpuTopology.Group core : topology.cores()) {
                assertThat(core.id()).isEqualTo(core.cpus().first());
            }
        });
    }

    private static void assertGroups(CpuTopology topology, List<CpuTopology.Group> groups, IntUnaryOperator indexOf,
            ToIntFunction<Cpu> idOf) {
        assertPartition(topology, groups, indexOf);
        for (Cpu cpu : topology.topology().cpus()) {
            assertThat(groups.get(indexOf.applyAsInt(cpu.cpu())).id()).isEqualTo(idOf.applyAsInt(cpu));
        }
    }

    private static void assertPartition(CpuTopology topology, List<CpuTopology.Group> groups,
            IntUnaryOperator indexOf) {
        CpuSet union = CpuSet.empty();
        int total = 0;
        int lastId = -1;
        for (int i = 0; i < groups.size(); i++) {
            CpuTopology.Group group = groups.get(i);
            assertThat(group.id()).isGreaterThan(lastId);
            assertThat(group.size()).isEqualTo(group.cpus().size()).isPositive();
            for (int cpu : group.cpus().toArray()) {
                assertThat(indexOf.applyAsInt(cpu)).isEqualTo(i);
            }
            lastId = group.id();
            total += group.size();
            union = union.or(group.cpus());
        }
        assertThat(union).isEqualTo(topology.cpus());
        assertThat(total).isEqualTo(topology.cpus().size());
    }
}
