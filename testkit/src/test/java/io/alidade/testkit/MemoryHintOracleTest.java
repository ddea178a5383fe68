package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.MemoryHintOracle.Amount;
import io.alidade.testkit.MemoryHintOracle.MemoryNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The worked examples of memory-manager 8.5: 2 NUMA nodes of 15 GiB allocatable each.
class MemoryHintOracleTest {
    private static final long GIB = 1L << 30;

    @Test
    void hints_emptyMachine_preferTheFewestNodesThatCouldHoldTheRequest() {
        List<MemoryNode> empty = List.of(node(15, 0, Set.of(0)), node(15, 0, Set.of(1)));
        assertThat(memory(empty, 4)).containsExactly(yes(0b01), yes(0b10), no(0b11));
        assertThat(memory(empty, 20)).containsExactly(yes(0b11));
    }

    @Test
    void hints_afterABlockOverBothNodes_offerOnlyTheGroup() {
        List<MemoryNode> grouped = List.of(node(0, 1, Set.of(0, 1)), node(10, 1, Set.of(0, 1)));
        assertThat(memory(grouped, 4)).containsExactly(no(0b11));
        assertThat(memory(grouped, 10)).containsExactly(no(0b11));
    }

    @Test
    void hints_afterABlockOnOneNode_offerNoMaskThatWouldGroupIt() {
        List<MemoryNode> oneUsed = List.of(node(11, 1, Set.of(0)), node(15, 0, Set.of(1)));
        assertThat(memory(oneUsed, 12)).containsExactly(yes(0b10));
        assertThat(MemoryHintOracle.hints(oneUsed, Map.of("memory", 20 * GIB), Map.of())).isEmpty();
    }

    @Test
    void hints_hugePages_mustBeOnTheSameMask() {
        List<MemoryNode> nodes = List.of(
                new MemoryNode(Map.of("memory", free(10), "hugepages-1Gi", free(4)), 0, Set.of(0)),
                new MemoryNode(Map.of("memory", free(14), "hugepages-1Gi", free(0)), 0, Set.of(1)));
        assertThat(MemoryHintOracle.hints(nodes, Map.of("memory", 2 * GIB, "hugepages-1Gi", 2 * GIB), Map.of()))
                .hasSize(2)
                .containsEntry("memory", List.of(yes(0b01), no(0b11)))
                .containsEntry("hugepages-1Gi", List.of(yes(0b01), no(0b11)));
        assertThat(MemoryHintOracle.hints(nodes, Map.of("memory", 12 * GIB, "hugepages-1Gi", 2 * GIB), Map.of()))
                .containsEntry("memory", List.of(yes(0b11)));
    }

    @Test
    void hints_typeThatNoNodeHas_areNone() {
        List<MemoryNode> nodes = List.of(node(15, 0, Set.of(0)));
        assertThat(MemoryHintOracle.hints(nodes, Map.of("hugepages-2Mi", 1L), Map.of())).isEmpty();
    }

    // memory-manager 8.1 step 7: only the identical mask reuses
    @Test
    void hints_reusableMemory_countsForItsOwnMaskOnly() {
        List<MemoryNode> nodes = List.of(node(1, 1, Set.of(0)), node(1, 1, Set.of(1)));
        Map<Long, Map<String, Long>> reusable = Map.of(0b10L, Map.of("memory", 3 * GIB));
        assertThat(MemoryHintOracle.hints(nodes, Map.of("memory", 4 * GIB), reusable).get("memory"))
                .containsExactly(yes(0b10));
    }

    private static List<MaskHint> memory(List<MemoryNode> nodes, long gib) {
        return MemoryHintOracle.hints(nodes, Map.of("memory", gib * GIB), Map.of()).getOrDefault("memory", List.of());
    }

    private static MemoryNode node(long freeGib, int assignments, Set<Integer> cells) {
        return new MemoryNode(Map.of("memory", new Amount(15 * GIB, freeGib * GIB)), assignments, cells);
    }

    private static Amount free(long gib) {
        return new Amount(gib * GIB, gib * GIB);
    }

    private static MaskHint yes(long mask) {
        return MaskHint.of(mask, true);
    }

    private static MaskHint no(long mask) {
        return MaskHint.of(mask, false);
    }
}
