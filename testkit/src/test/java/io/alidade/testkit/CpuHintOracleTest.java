package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.CpuHintOracle.CpuNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuHintOracleTest {
    // cpu-manager 13.5: machine T2 with CPU 0 reserved
    private static final List<CpuNode> T2 = List.of(new CpuNode(6, Set.of(0), 5, 0), new CpuNode(6, Set.of(1), 6, 0));

    @Test
    void hints_exampleOfTheSpecification_countReservedCpusForTheMinimum() {
        assertThat(CpuHintOracle.hints(T2, 6, false)).containsExactly(yes(0b10), no(0b11));
        assertThat(CpuHintOracle.hints(T2, 7, false)).containsExactly(yes(0b11));
    }

    // cpu-manager 13.3: 8 on nodes of 8 CPUs, one reserved
    @Test
    void hints_requestOfAWholeNodeWithAReservedCpu_hasNoPreferredHint() {
        List<CpuNode> nodes = List.of(new CpuNode(8, Set.of(0), 7, 0), new CpuNode(8, Set.of(1), 7, 0));
        assertThat(CpuHintOracle.hints(nodes, 8, false)).containsExactly(no(0b11));
    }

    @Test
    void hints_moreThanAvailable_areImpossible() {
        assertThat(CpuHintOracle.hints(T2, 12, false)).isEmpty();
    }

    // cpu-manager 13.3, memory-only nodes
    @Test
    void hints_nodeWithoutCpus_isInNoMask() {
        List<CpuNode> nodes = List.of(
                new CpuNode(4, Set.of(0), 4, 0), new CpuNode(0, Set.of(), 0, 0), new CpuNode(4, Set.of(1), 4, 0));
        assertThat(CpuHintOracle.hints(nodes, 2, false)).containsExactly(yes(0b001), yes(0b100), no(0b101));
    }

    // cpu-manager 13.3: reusable CPUs force their nodes into every mask and count in full
    @Test
    void hints_reusableCpus_areInEveryMask() {
        List<CpuNode> nodes = List.of(new CpuNode(4, Set.of(0), 0, 2), new CpuNode(4, Set.of(1), 4, 0));
        assertThat(CpuHintOracle.hints(nodes, 2, false)).containsExactly(yes(0b01), no(0b11));
        assertThat(CpuHintOracle.hints(nodes, 4, false)).containsExactly(no(0b11));
    }

    // cpu-manager 13.4: 2 sockets of 2 nodes each, the request fits one node
    @Test
    void hints_alignBySocket_prefersMasksOfTheFewestSockets() {
        List<CpuNode> nodes = List.of(
                new CpuNode(4, Set.of(0), 4, 0),
                new CpuNode(4, Set.of(0), 4, 0),
                new CpuNode(4, Set.of(1), 4, 0),
                new CpuNode(4, Set.of(1), 4, 0));
        assertThat(preferred(CpuHintOracle.hints(nodes, 2, true)))
                .containsExactly(yes(0b0001), yes(0b0010), yes(0b0100), yes(0b1000), yes(0b0011), yes(0b1100));
        assertThat(preferred(CpuHintOracle.hints(nodes, 2, false))).hasSize(4);
    }

    // cpu-manager 13.4: fewer NUMA nodes than sockets
    @Test
    void hints_alignBySocketWithOneNodeOverTwoSockets_changesNothing() {
        List<CpuNode> nodes = List.of(new CpuNode(8, Set.of(0, 1), 8, 0));
        assertThat(CpuHintOracle.hints(nodes, 2, true)).isEqualTo(CpuHintOracle.hints(nodes, 2, false));
    }

    private static List<MaskHint> preferred(List<MaskHint> hints) {
        return hints.stream().filter(MaskHint::preferred).toList();
    }

    private static MaskHint yes(long mask) {
        return MaskHint.of(mask, true);
    }

    private static MaskHint no(long mask) {
        return MaskHint.of(mask, false);
    }
}
