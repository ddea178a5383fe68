package io.alidade.engine;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.RandomNode;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.MachineShape;
import io.alidade.testkit.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a kubelet does and what is decided instead where its faults are mended.
class FaultsTest {
    private static final int CASES = 400;

    private static Node node(NodeTopology machine, NodeSettings.Builder settings, Faults faults) {
        return Nodes.started(
                Node.start(machine, settings.build().with(faults), List.of(), PreferredAllocation.NONE));
    }

    private static Node halfCores(Faults faults) {
        return node(Topologies.named("T1").withoutCpus("7"), NodeSettings.builder().staticCpus("0"), faults);
    }

    // cpu-manager 10.5a
    @Test
    void reservedCpuBesideAnOfflineOne_isGivenAwayOnlyWhereReproduced() {
        assertThat(cpus(halfCores(Faults.REPRODUCED).admit(guaranteed("a", "2", "1Gi")))).hasToString("0,4");
        assertThat(cpus(halfCores(Faults.MENDED).admit(guaranteed("a", "2", "1Gi")))).hasToString("3-4");
    }

    private static CpuSet cpus(Admission admission) {
        return Nodes.admitted(admission).containers().getFirst().cpus();
    }

    // cpu-manager 11.4
    @Test
    void distributionWithoutAnEnd_isRefusedWhereReproducedAndEndsWhereMended() {
        NodeTopology machine = Topologies.of(new MachineShape("hang", 4, 1, 3, 2, MachineShape.Numbering.SPLIT, 1,
                16 * Topologies.GIB).build());
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0,3,6,9").cpuOption("full-pcpus-only", true)
                .cpuOption("distribute-cpus-across-numa", true);
        Admission.Rejected exact = Nodes
                .rejected(node(machine, settings, Faults.REPRODUCED).admit(guaranteed("p", "14", "1Gi")));
        assertThat(exact.reason()).isEqualTo(AllocationError.UNBOUNDED);
        CpuSet chosen = cpus(node(machine, settings, Faults.MENDED).admit(guaranteed("p", "14", "1Gi")));
        assertThat(chosen.size()).isEqualTo(14);
        assertThat(chosen.intersects(CpuSet.of(0, 3, 6, 9))).isFalse();
    }

    // cpu-manager 11.2b
    @Test
    void combinationThatIsFoundBest_isOverwrittenOnlyWhereReproduced() {
        NodeTopology machine = Topologies.of(new MachineShape("eight", 8, 1, 4, 1, MachineShape.Numbering.ADJACENT, 1,
                16 * Topologies.GIB).build());
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("31").cpuOption("distribute-cpus-across-numa",
                true);
        assertThat(cpus(node(machine, settings, Faults.REPRODUCED).admit(guaranteed("p", "14", "1Gi"))))
                .hasToString("0-10,24-26");
        assertThat(cpus(node(machine, settings, Faults.MENDED).admit(guaranteed("p", "14", "1Gi"))))
                .hasToString("0-10,12-14");
    }

    // memory-manager 8.1
    @Test
    void memoryThatNoNumaNodesHave_isNoMatterToTheTopologyManagerOnlyWhereReproduced() {
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0").staticMemory("1Gi", "1Gi")
                .topologyPolicy("restricted");
        NodeTopology machine = Topologies.sockets(2, 8, 16);
        Nodes.assertRefused(node(machine, settings, Faults.REPRODUCED).admit(guaranteed("p", "2", "64Gi")),
                "UnexpectedAdmissionError",
                "Allocate failed due to [memorymanager] failed to find NUMA nodes to extend the current"
                        + " topology hint, which is unexpected");
        Nodes.assertRefused(node(machine, settings, Faults.MENDED).admit(guaranteed("p", "2", "64Gi")),
                "TopologyAffinityError", "Resources cannot be allocated with Topology locality");
    }

    @Test
    void mended_neverGivesACpuTwiceOrAReservedOne() {
        Property.check("mended", CASES, random -> {
            RandomNode drawn = RandomNode.next(random);
            NodeStart start = Node.start(drawn.topology(), drawn.settings().with(Faults.MENDED), drawn.devices(),
                    PreferredAllocation.NONE);
            if (!(start instanceof NodeStart.Started(Node node))) {
                return;
            }
            for (int step = 1; step < 8; step++) {
                Admission admission = node.admit(drawn.pod(random, "pod-" + step));
                if (admission instanceof Admission.Admitted admitted) {
                    assertThat(admitted.warnings()).isEmpty();
                }
                node = admission.node();
                if (!node.pods().isEmpty() && random.chance(30)) {
                    node = node.remove(random.pick(node.pods()).uid());
                }
            }
        });
    }
}
