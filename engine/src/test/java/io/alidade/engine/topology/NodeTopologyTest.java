package io.alidade.engine.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.NumaMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTopologyTest {
    private static final Cpu CPU = new Cpu(0, 0, 0, 0, 0);

    private static NumaNode numaNode(int id) {
        return new NumaNode(id, 1 << 20, Map.of(), List.of());
    }

    @Test
    void numaNodes_idsWithGapsInAnyOrder_haveAscendingPositions() {
        NodeTopology topology = new NodeTopology(List.of(numaNode(8), numaNode(0), numaNode(252)),
                List.of(new Cpu(5, 0, 0, 8, 0), CPU));
        assertThat(topology.numaNodes()).extracting(NumaNode::id).containsExactly(0, 8, 252);
        assertThat(topology.cpus()).extracting(Cpu::cpu).containsExactly(0, 5);
        assertThat(topology.position(0)).isZero();
        assertThat(topology.position(8)).isEqualTo(1);
        assertThat(topology.position(252)).isEqualTo(2);
        assertThat(topology.position(9)).isEqualTo(-1);
        assertThat(topology.allNumaNodes()).isEqualTo(NumaMask.of(0, 1, 2));
        assertThat(topology.numaNodeIds(NumaMask.of(0, 2))).containsExactly(0, 252);
    }

    @Test
    void topology_thatCannotBe_namesWhatIsWrong() {
        refused("the machine has no NUMA node. List at least one, with its memory.", List.of(), List.of(CPU));
        refused("the machine has no CPU. List its online CPUs.", List.of(numaNode(0)), List.of());
        refused("NUMA node 0 is listed twice. Remove one.", List.of(numaNode(0), numaNode(0)), List.of(CPU));
        refused("CPU 0 is listed twice. Remove one.", List.of(numaNode(0)), List.of(CPU, CPU));
        refused("CPU 0 is on NUMA node 0, which is not listed. Add that NUMA node or correct the CPU.",
                List.of(numaNode(1)), List.of(CPU));
        List<NumaNode> many = new ArrayList<>();
        for (int id = 0; id <= NodeTopology.MAX_NUMA_NODES; id++) {
            many.add(numaNode(id));
        }
        refused("the machine has 65 NUMA nodes, at most 64 are possible. Leave out those that hold nothing.", many,
                List.of(CPU));
        assertThat(new NodeTopology(many.subList(0, 64), List.of(CPU)).allNumaNodes().size()).isEqualTo(64);
    }

    private static void refused(String message, List<NumaNode> numaNodes, List<Cpu> cpus) {
        assertThatThrownBy(() -> new NodeTopology(numaNodes, cpus)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void numaNode_amountsThatCannotBe_areRefused() {
        assertThatThrownBy(() -> numaNode(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumaNode(0, -1, Map.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumaNode(0, 1, Map.of(0L, 1L), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumaNode(0, 1, Map.of(2048L, -1L), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumaNode(0, 1, Map.of(1L << 40, 1L << 40), List.of()))
                .isInstanceOf(ArithmeticException.class);
        assertThat(new NumaNode(0, 0, Map.of(2L << 20, 0L), List.of(10)).hugepages()).containsEntry(2L << 20, 0L);
    }
}
