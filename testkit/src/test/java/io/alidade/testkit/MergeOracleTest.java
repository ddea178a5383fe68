package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.testkit.MaskAnswer.HintList;
import io.alidade.testkit.MergeOracle.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeOracleTest {
    private static final MaskAnswer NIL_MAP = new MaskAnswer.Nil();
    private static final MaskAnswer NO_RESOURCE = new MaskAnswer.Keyed(Map.of());
    private static final MaskAnswer NIL_LIST = new MaskAnswer.Keyed(Map.of("x", new HintList.Nil()));
    private static final MaskAnswer IMPOSSIBLE = MaskAnswer.of("x");
    private static final MaskAnswer EITHER_OF_TWO = MaskAnswer.of("cpu", yes(0b01), yes(0b10), no(0b11));

    // topology-manager 7.8, row by row
    @Test
    void merge_examplesOnTwoNumaNodes_giveTheTableOfTheSpecification() {
        assertThat(merged(2, EITHER_OF_TWO, NIL_MAP)).isEqualTo(yes(0b01));
        assertThat(merged(2, EITHER_OF_TWO, MaskAnswer.of("gpu", yes(0b10), no(0b11)))).isEqualTo(yes(0b10));
        assertThat(merged(2, MaskAnswer.of("cpu", yes(0b01)), MaskAnswer.of("gpu", yes(0b10)))).isEqualTo(no(0b11));
        assertThat(merged(2, MaskAnswer.of("cpu", yes(0b01), no(0b11)), MaskAnswer.of("gpu", yes(0b11))))
                .isEqualTo(no(0b11));
        assertThat(merged(2, NIL_MAP, IMPOSSIBLE)).isEqualTo(no(0b11));
        assertThat(merged(2, NIL_MAP, NIL_MAP)).isEqualTo(yes(0b11));
    }

    // topology-manager 7.2
    @Test
    void merge_preferredMasksThatDiffer_areNotPreferredTogether() {
        assertThat(merged(2, MaskAnswer.of("cpu", yes(0b01)), MaskAnswer.of("gpu", yes(0b11)))).isEqualTo(no(0b01));
    }

    // topology-manager 12.3
    @Test
    void merge_notPreferred_prefersTheWidthOfTheNeediestProvider() {
        assertThat(
                merged(4, MaskAnswer.of("cpu", no(0b0011), no(0b1100)), MaskAnswer.of("gpu", no(0b0001), no(0b0111))))
                .isEqualTo(no(0b0011));
    }

    // topology-manager 6.1: four answers without a hint
    @Test
    void filter_answersWithoutHints_keepDontCareAndImpossibleApart() {
        assertThat(MergeOracle.filter(List.of(NIL_MAP, NO_RESOURCE, NIL_LIST, IMPOSSIBLE)))
                .containsExactly(
                        List.of(MaskHint.any(true)),
                        List.of(MaskHint.any(true)),
                        List.of(MaskHint.any(true)),
                        List.of(MaskHint.any(false)));
        Map<String, HintList> twoResources = new LinkedHashMap<>();
        twoResources.put("memory", new HintList.Listed(List.of(yes(1))));
        twoResources.put("hugepages-1Gi", new HintList.Listed(List.of(yes(2))));
        assertThat(MergeOracle.filter(List.of(new MaskAnswer.Keyed(twoResources))))
                .containsExactly(List.of(yes(1)), List.of(yes(2)));
    }

    // topology-manager 12.1 and 8.1
    @Test
    void policies_impossibleAnswer_differ() {
        assertThat(policy("none", 2, IMPOSSIBLE)).isEqualTo(new Result(MaskHint.any(false), true));
        assertThat(policy("best-effort", 2, IMPOSSIBLE)).isEqualTo(new Result(no(0b11), true));
        assertThat(policy("restricted", 2, IMPOSSIBLE)).isEqualTo(new Result(no(0b11), false));
        assertThat(policy("single-numa-node", 2, IMPOSSIBLE)).isEqualTo(new Result(MaskHint.any(false), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"best-effort", "restricted"})
    void policies_nobodyCares_giveAllNumaNodesPreferred(String policy) {
        assertThat(policy(policy, 2, NIL_MAP, NIL_LIST)).isEqualTo(new Result(yes(0b11), true));
    }

    // topology-manager 8.5 (a) and (c)
    @Test
    void singleNumaNode_resultOfAllNumaNodes_losesItsMask() {
        assertThat(policy("single-numa-node", 2, NIL_MAP, NIL_LIST)).isEqualTo(new Result(MaskHint.any(true), true));
        assertThat(policy("single-numa-node", 1, MaskAnswer.of("cpu", yes(1))))
                .isEqualTo(new Result(MaskHint.any(true), true));
    }

    // topology-manager 8.6
    @Test
    void singleNumaNode_exampleOfTheSpecification_givesTheCommonNode() {
        assertThat(policy("single-numa-node", 2, EITHER_OF_TWO, MaskAnswer.of("gpu", yes(0b10), no(0b11))))
                .isEqualTo(new Result(yes(0b10), true));
    }

    // topology-manager 8.4: a provider that has only wider or not preferred hints leaves no permutation
    @Test
    void singleNumaNode_onlyWideOrNotPreferredHints_areRefused() {
        assertThat(policy("single-numa-node", 2, EITHER_OF_TWO, MaskAnswer.of("gpu", yes(0b11))).admit()).isFalse();
        assertThat(policy("single-numa-node", 2, EITHER_OF_TWO, MaskAnswer.of("gpu", no(0b01))).admit()).isFalse();
    }

    // topology-manager 3.4, 12.5
    @Test
    void averageDistance_exampleOfTheSpecification_includesTheDiagonal() {
        MergeOracle oracle = new MergeOracle(2, List.of(List.of(10, 11), List.of(11, 10)), "restricted", true);
        assertThat(oracle.averageDistance(0b11)).isEqualTo(10.5);
        assertThat(oracle.averageDistance(0b01)).isEqualTo(10);
        assertThat(oracle.averageDistance(0)).isZero();
    }

    // topology-manager 3.5, 7.4: {0,3} are close, {0,1} are not, on a machine whose distances say so
    @Test
    void closest_sameWidth_followsTheDistancesUnlessSingleNumaNode() {
        List<List<Integer>> ring = List.of(
                List.of(10, 32, 32, 11), List.of(32, 10, 11, 32), List.of(32, 11, 10, 32), List.of(11, 32, 32, 10));
        MaskAnswer pairs = MaskAnswer.of("gpu", yes(0b0011), yes(0b0110), yes(0b1001), yes(0b1100));
        assertThat(new MergeOracle(4, ring, "restricted", false).merge(List.of(pairs)).hint()).isEqualTo(yes(0b0011));
        assertThat(new MergeOracle(4, ring, "restricted", true).merge(List.of(pairs)).hint()).isEqualTo(yes(0b0110));
        MergeOracle closest = new MergeOracle(4, ring, "restricted", true);
        assertThat(closest.closest(0b0001, 0b0110)).isEqualTo(0b0001);
        assertThat(closest.closest(0b1001, 0b0110)).isEqualTo(0b0110);
    }

    // topology-manager 7.7
    @Test
    void merge_otherOrderOfProvidersAndHints_givesTheSameResult() {
        Property.check("merge ignores order", 300, random -> {
            int numaNodes = random.growing(1, 4);
            List<List<Integer>> distances = RandomMachineTest.distances(random, numaNodes);
            List<List<MaskHint>> lists = random.note("lists", random.list(1, 3,
                    () -> random.list(1, 6, () -> anyHint(random, numaNodes))));
            List<List<MaskHint>> shuffled = random.shuffled(lists).stream().map(random::shuffled).toList();
            MergeOracle oracle = new MergeOracle(numaNodes, distances, "restricted", random.flip());
            assertThat(oracle.mergeLists(shuffled)).isEqualTo(oracle.mergeLists(lists));
        });
    }

    @Test
    void oracle_unknownPolicyOrMissingDistances_isRefused() {
        assertThatThrownBy(() -> new MergeOracle(1, List.of(List.of(10)), "strict", false))
                .hasMessage("the Topology Manager has no policy \"strict\".");
        assertThatThrownBy(() -> new MergeOracle(2, List.of(List.of(10)), "none", false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static MaskHint anyHint(Randomness random, int numaNodes) {
        return random.chance(15)
                ? MaskHint.any(random.flip())
                : MaskHint.of(random.nonEmptyMask(numaNodes), random.flip());
    }

    private static MaskHint merged(int numaNodes, MaskAnswer... answers) {
        return policy("best-effort", numaNodes, answers).hint();
    }

    private static Result policy(String policy, int numaNodes, MaskAnswer... answers) {
        List<List<Integer>> distances = Collections.nCopies(numaNodes, List.of(10, 20, 20, 20));
        return new MergeOracle(numaNodes, distances, policy, false).merge(List.of(answers));
    }

    private static MaskHint yes(long mask) {
        return MaskHint.of(mask, true);
    }

    private static MaskHint no(long mask) {
        return MaskHint.of(mask, false);
    }
}
