package io.alidade.engine.hint;

import static io.alidade.engine.hint.Hints.no;
import static io.alidade.engine.hint.Hints.yes;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.NumaMask;
import io.alidade.testkit.MaskHint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The examples of topology-manager.
class HintMergeTest {
    private static final ProviderHints CARELESS = ProviderHints.of("r", ResourceHints.NO_PREFERENCE);
    private static final ProviderHints IMPOSSIBLE = ProviderHints.of("r", ResourceHints.IMPOSSIBLE);
    private static final ProviderHints EITHER = provider(yes(0b01), yes(0b10), no(0b11));

    private static ProviderHints provider(MaskHint... hints) {
        return ProviderHints.of("r", Hints.list(Arrays.asList(hints)));
    }

    private static HintMerge merge(int numaNodes, boolean preferClosest) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int from = 0; from < numaNodes; from++) {
            List<Integer> row = new ArrayList<>();
            for (int to = 0; to < numaNodes; to++) {
                row.add(10 + Math.abs(from - to));
            }
            rows.add(row);
        }
        return new HintMerge(Hints.machine(rows), preferClosest);
    }

    private static MaskHint merged(int numaNodes, ProviderHints... providers) {
        return Hints.toOracle(merge(numaNodes, false).merge(Arrays.asList(providers)));
    }

    // 7.8, row by row
    @Test
    void merge_twoNumaNodes_givesTheTable() {
        assertThat(merged(2, EITHER, CARELESS)).isEqualTo(yes(0b01));
        assertThat(merged(2, EITHER, provider(yes(0b10), no(0b11)))).isEqualTo(yes(0b10));
        assertThat(merged(2, provider(yes(0b01)), provider(yes(0b10)))).isEqualTo(no(0b11));
        assertThat(merged(2, provider(yes(0b01), no(0b11)), provider(yes(0b11)))).isEqualTo(no(0b11));
        assertThat(merged(2, CARELESS, IMPOSSIBLE)).isEqualTo(no(0b11));
        assertThat(merged(2, CARELESS, CARELESS)).isEqualTo(yes(0b11));
        assertThat(merged(2)).isEqualTo(yes(0b11));
    }

    // 7.2
    @Test
    void merge_oneMaskInsideTheOther_isNotPreferred() {
        assertThat(merged(2, provider(yes(0b01)), provider(yes(0b11)))).isEqualTo(no(0b01));
    }

    // 12.3
    @Test
    void merge_nothingPreferred_isAsWideAsTheNeediestProvider() {
        assertThat(merged(4, provider(no(0b0011), no(0b1100)), provider(no(0b0001), no(0b0111))))
                .isEqualTo(no(0b0011));
    }

    // 3.5, 7.4
    @Test
    void merge_preferClosest_takesTheCloserOfEquallyWideMasks() {
        List<ProviderHints> providers = List.of(provider(yes(0b101), yes(0b110)));
        assertThat(merge(3, false).merge(providers)).isEqualTo(TopologyHint.of(NumaMask.of(0, 2), true));
        assertThat(merge(3, true).merge(providers)).isEqualTo(TopologyHint.of(NumaMask.of(1, 2), true));
        assertThat(merge(3, true).merge(List.of(provider(yes(0b011), yes(0b110)))))
                .isEqualTo(TopologyHint.of(NumaMask.of(0, 1), true));
    }

    // 3.4: both ways and the diagonal
    @Test
    void average_ofAMask_countsEveryOrderedPair() {
        NumaDistances distances = new NumaDistances(Hints.machine(List.of(List.of(10, 11), List.of(11, 10))));
        assertThat(distances.average(0b11)).isEqualTo(10.5);
        assertThat(distances.average(0b10)).isEqualTo(10);
        assertThat(distances.average(0)).isZero();
        NumaDistances oneWay = new NumaDistances(Hints.machine(List.of(List.of(10, 12), List.of(20, 10))));
        assertThat(oneWay.average(0b11)).isEqualTo(13);
    }

    // 8.6
    @Test
    void mergeSingleNumaNode_cpuAndDevice_meetOnTheDevices() {
        assertThat(single(2, EITHER, provider(yes(0b10), no(0b11)))).isEqualTo(yes(0b10));
    }

    // 8.5: nobody cares, impossible, and a machine of a single NUMA node
    @Test
    void mergeSingleNumaNode_wholeMachine_isAnyNumaNode() {
        assertThat(single(2, CARELESS, ProviderHints.NO_ANSWER)).isEqualTo(MaskHint.any(true));
        assertThat(single(2, EITHER, IMPOSSIBLE)).isEqualTo(MaskHint.any(false));
        assertThat(single(1, provider(yes(0b1)))).isEqualTo(MaskHint.any(true));
        assertThat(single(2, provider(yes(0b11)))).isEqualTo(MaskHint.any(false));
    }

    private static MaskHint single(int numaNodes, ProviderHints... providers) {
        return Hints.toOracle(merge(numaNodes, false).mergeSingleNumaNode(Arrays.asList(providers)));
    }

    // 8.1
    @Test
    void decide_impossible_isAdmittedByBestEffortOnly() {
        HintMerge merge = merge(2, false);
        List<ProviderHints> impossible = List.of(IMPOSSIBLE);
        TopologyHint all = TopologyHint.of(NumaMask.of(0, 1), false);
        assertThat(Hints.policy("none", merge).decide(impossible))
                .isEqualTo(new PolicyDecision(TopologyHint.ANY_NOT_PREFERRED, true));
        assertThat(Hints.policy("best-effort", merge).decide(impossible)).isEqualTo(new PolicyDecision(all, true));
        assertThat(Hints.policy("restricted", merge).decide(impossible)).isEqualTo(new PolicyDecision(all, false));
        assertThat(Hints.policy("single-numa-node", merge).decide(impossible))
                .isEqualTo(new PolicyDecision(TopologyHint.ANY_NOT_PREFERRED, false));
    }

    // 8.2
    @Test
    void isAlignmentGuaranteed_onlyBySingleNumaNode() {
        assertThat(Hints.POLICIES.stream()
                .filter(name -> Hints.policy(name, merge(2, false)).isAlignmentGuaranteed()))
                .containsExactly("single-numa-node");
    }

    @Test
    void merge_sixteenNumaNodes_isStillEnumerated() {
        HintList.Builder singles = new HintList.Builder();
        HintList.Builder wide = new HintList.Builder();
        for (int position = 0; position < 16; position++) {
            singles.add(1L << position, true);
            wide.add(0xFFFF & ~(1L << position), true);
        }
        wide.add(0xFFFF, true);
        List<ProviderHints> both = List.of(ProviderHints.of("a", singles.buildOr(ResourceHints.IMPOSSIBLE)),
                ProviderHints.of("b", wide.buildOr(ResourceHints.IMPOSSIBLE)));
        assertThat(merge(16, true).merge(both)).isEqualTo(TopologyHint.of(NumaMask.of(0), false));
    }

    @Test
    void hintList_values_areItsHintsInOrder() {
        HintList.Builder builder = new HintList.Builder();
        for (int position = 0; position < 20; position++) {
            builder.add(1L << position, position == 3);
        }
        HintList list = (HintList) builder.buildOr(ResourceHints.IMPOSSIBLE);
        assertThat(list.size()).isEqualTo(20);
        assertThat(list.toList().get(3)).isEqualTo(new TopologyHint(Optional.of(NumaMask.of(3)), true));
        assertThat(list).isEqualTo(builder.buildOr(ResourceHints.IMPOSSIBLE))
                .hasSameHashCodeAs(builder.buildOr(ResourceHints.IMPOSSIBLE))
                .isNotEqualTo(builder.preferSize(1).buildOr(ResourceHints.IMPOSSIBLE)).isNotEqualTo("list");
        assertThat(new HintList.Builder().buildOr(ResourceHints.NO_PREFERENCE))
                .isEqualTo(ResourceHints.NO_PREFERENCE);
    }
}
