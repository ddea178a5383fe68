package io.alidade.engine.hint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.NumaMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HintFamilyTest {
    @Test
    void answer_fourNumaNodesAndFive_isAListAndARule() {
        assertThat(free(4, 1, 1).answer()).isInstanceOf(HintList.class);
        assertThat(free(5, 1, 1).answer()).isInstanceOf(HintFamily.class);
        assertThat(free(5, 1, 6).answer()).isEqualTo(ResourceHints.IMPOSSIBLE);
    }

    @Test
    void merge_64NumaNodes_isTheLowestMaskAsWideAsNeeded() {
        HintMerge merge = new HintMerge(Hints.machine(even(64)), false);
        HintFamily cpus = free(64, 4, 85);
        assertThat(cpus.narrowest()).isEqualTo(22);
        assertThat(merge.merge(Families.provider(List.of(cpus))))
                .isEqualTo(TopologyHint.of(NumaMask.firstPositions(22), true));
        assertThat(merge.merge(Families.provider(List.of(cpus, free(64, 1, 7)))))
                .isEqualTo(TopologyHint.of(NumaMask.firstPositions(22), false));
    }

    // topology-manager 7.2: {0,1} of one list and {0,2} of the other meet in {0}, which neither list has.
    @Test
    void merge_equalListsWhileAResourceIsImpossible_countEachOfThem() {
        HintFamily family = HintFamily.of(3, new Requirement.Builder(0b111, 0).amount(new long[] {0, 1, 1}, 1).build(),
                1);
        HintMerge merge = new HintMerge(Hints.machine(even(3)), false);
        for (HintMerge.Method method : HintMerge.Method.values()) {
            assertThat(merge.by(method).merge(Families.provider(List.of(ResourceHints.IMPOSSIBLE, family))))
                    .isEqualTo(TopologyHint.of(NumaMask.of(1), false));
            assertThat(merge.by(method).merge(Families.provider(List.of(ResourceHints.IMPOSSIBLE, family, family))))
                    .isEqualTo(TopologyHint.of(NumaMask.of(0), false));
        }
    }

    @Test
    void count_allSubsetsOf64NumaNodes_isAnUnsignedNumber() {
        assertThat(free(64, 1, 0).count()).isEqualTo(-1L);
        assertThat(free(64, 1, 64).count()).isEqualTo(1);
        assertThat(free(64, 1, 63).count()).isEqualTo(65);
        assertThat(free(64, 1, 63).first(2)).isEqualTo(new HintList.Builder()
                .add(-1L >>> 1, true).add(-1L & ~(1L << 62), true).buildOr(ResourceHints.IMPOSSIBLE));
    }

    @Test
    void list_moreNumaNodesThanAreEnumerated_isRefused() {
        assertThatThrownBy(() -> free(17, 1, 1).list()).isInstanceOfSatisfying(UnboundedSearch.class,
                refused -> assertThat(refused.why()).isEqualTo("it would list every set of 17 NUMA nodes"));
    }

    @Test
    void narrowestContaining_nothingContains_isNothing() {
        HintFamily family = free(10, 1, 2).withOthers(1L << 63);
        assertThat(family.narrowestContaining(NumaMask.EMPTY))
                .isEqualTo(Optional.of(TopologyHint.of(new NumaMask(1L << 63), false)));
        assertThat(family.narrowestContaining(NumaMask.of(9)))
                .isEqualTo(Optional.of(TopologyHint.of(NumaMask.of(0, 9), true)));
        assertThat(family.narrowestContaining(NumaMask.of(9, 63))).isEmpty();
    }

    private static HintFamily free(int numaNodes, int each, int needed) {
        long[] free = new long[numaNodes];
        Arrays.fill(free, each);
        Requirement enough = new Requirement.Builder(NumaMask.firstPositions(numaNodes).bits(), 0).amount(free, needed)
                .build();
        return HintFamily.of(numaNodes, enough, (needed + each - 1) / each);
    }

    private static List<List<Integer>> even(int numaNodes) {
        List<List<Integer>> distances = new ArrayList<>();
        for (int i = 0; i < numaNodes; i++) {
            distances.add(Collections.nCopies(numaNodes, 10));
        }
        return distances;
    }
}
