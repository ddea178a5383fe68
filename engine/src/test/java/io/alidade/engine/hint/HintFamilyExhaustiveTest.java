package io.alidade.engine.hint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every pair of rules on small machines: every occupancy of NUMA nodes of two CPUs and every request, searched and listed.
class HintFamilyExhaustiveTest {
    @ParameterizedTest
    @CsvSource({"2, 36", "3, 162", "4, 648"})
    void merge_everyPairOfFamilies_equalsMergeOfTheirLists(int numaNodes, int families) {
        List<HintFamily> all = families(numaNodes);
        assertThat(all).hasSize(families);
        for (boolean preferClosest : List.of(false, true)) {
            HintMerge merge = new HintMerge(Hints.machine(distances(numaNodes)), preferClosest);
            HintMerge listed = merge.by(HintMerge.Method.LISTED);
            HintMerge searched = merge.by(HintMerge.Method.SEARCHED);
            for (int i = 0; i < all.size(); i++) {
                for (int j = i; j < all.size(); j++) {
                    List<ProviderHints> both = Families.provider(List.of(answer(all.get(i)), answer(all.get(j))));
                    TopologyHint expected = listed.merge(both);
                    TopologyHint actual = searched.merge(both);
                    if (!actual.equals(expected)) {
                        assertThat(actual).as("%s %s", all.get(i).list(), all.get(j).list()).isEqualTo(expected);
                    }
                    assertThat(searched.mergeSingleNumaNode(both)).isEqualTo(listed.mergeSingleNumaNode(both));
                }
            }
        }
    }

    private static ResourceHints answer(HintFamily family) {
        return family.isPossible() ? family : ResourceHints.IMPOSSIBLE;
    }

    // Each NUMA node has 0, 1 or 2 of 2 left.
    private static List<HintFamily> families(int numaNodes) {
        List<HintFamily> families = new ArrayList<>();
        int occupancies = (int) Math.pow(3, numaNodes);
        for (int occupancy = 0; occupancy < occupancies; occupancy++) {
            long[] free = new long[numaNodes];
            for (int i = 0, rest = occupancy; i < numaNodes; i++, rest /= 3) {
                free[i] = rest % 3;
            }
            for (int needed = 1; needed <= 2 * numaNodes; needed++) {
                families.add(HintFamily.of(numaNodes,
                        new Requirement.Builder((1L << numaNodes) - 1, 0).amount(free, needed).build(),
                        (needed + 1) / 2));
            }
        }
        return families;
    }

    // NUMA nodes 1 and 2 are the closest pair, though {0,1} is the lowest mask.
    private static List<List<Integer>> distances(int numaNodes) {
        List<List<Integer>> distances = new ArrayList<>();
        for (int a = 0; a < numaNodes; a++) {
            List<Integer> row = new ArrayList<>();
            for (int b = 0; b < numaNodes; b++) {
                row.add(a == b ? 10 : a + b == 3 ? 12 : 32);
            }
            distances.add(row);
        }
        return distances;
    }
}
