package io.alidade.engine.hint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.policy.TopologyPolicy;
import io.alidade.testkit.MaskAnswer;
import io.alidade.testkit.MaskHint;
import io.alidade.testkit.MergeOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// All policies against brute force over every answer that a provider can give: every mask absent, preferred or not
/// preferred, and the three answers without a list.
class HintMergeExhaustiveTest {
    private static final List<List<Integer>> TWO = List.of(List.of(10, 21), List.of(21, 10));
    // NUMA nodes 1 and 2 are the closest pair, though {0,1} is the lowest mask.
    private static final List<List<Integer>> THREE = List.of(List.of(10, 32, 21), List.of(32, 10, 12),
            List.of(21, 12, 10));

    // Three answers at a time: more than any pair can tell about the order of providers.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decide_everyThreeAnswersOnTwoNumaNodes_equalsBruteForce(boolean preferClosest) {
        HintMerge merge = new HintMerge(Hints.machine(TWO), preferClosest);
        List<MaskAnswer> answers = answers(2);
        assertThat(answers).hasSize(30);
        for (String name : Hints.POLICIES) {
            TopologyPolicy policy = Hints.policy(name, merge);
            MergeOracle oracle = new MergeOracle(2, TWO, name, preferClosest);
            for (MaskAnswer first : answers) {
                for (MaskAnswer second : answers) {
                    for (MaskAnswer third : answers) {
                        List<MaskAnswer> all = List.of(first, second, third);
                        MergeOracle.Result expected = oracle.merge(all);
                        MergeOracle.Result actual = Hints
                                .toOracle(policy.decide(all.stream().map(Hints::toEngine).toList()));
                        if (!actual.equals(expected)) {
                            assertThat(actual).as("%s closest=%s %s", name, preferClosest, all).isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    /// All 2.4 million unordered pairs, against [PairOracle]; every 997th also against [MergeOracle], in the other order.
    @Test
    void decide_everyPairOfAnswersOnThreeNumaNodes_equalsBruteForce() {
        List<MaskAnswer> answers = answers(3);
        assertThat(answers).hasSize(2190);
        List<ProviderHints> providers = answers.stream().map(Hints::toEngine).toList();
        List<PairOracle.Lists> lists = answers.stream().map(PairOracle.Lists::of).toList();
        List<Subject> subjects = subjects();
        int pair = 0;
        for (int i = 0; i < answers.size(); i++) {
            for (int j = i; j < answers.size(); j++) {
                List<ProviderHints> both = List.of(providers.get(i), providers.get(j));
                for (Subject subject : subjects) {
                    TopologyHint actual = subject.policy.decide(both).hint();
                    long expected = subject.pairOracle.merge(lists.get(i), lists.get(j));
                    if (PairOracle.encode(actual) != expected) {
                        assertThat(PairOracle.encode(actual)).as("%s %s %s", subject, answers.get(i), answers.get(j))
                                .isEqualTo(expected);
                    }
                }
                if (pair++ % 997 == 0) {
                    assertEqualsMergeOracle(subjects, List.of(answers.get(j), answers.get(i)));
                }
            }
        }
        assertThat(pair).isEqualTo(2190 * 2191 / 2);
    }

    private static void assertEqualsMergeOracle(List<Subject> subjects, List<MaskAnswer> answers) {
        List<ProviderHints> providers = answers.stream().map(Hints::toEngine).toList();
        for (Subject subject : subjects) {
            assertThat(Hints.toOracle(subject.policy.decide(providers))).as("%s %s", subject, answers)
                    .isEqualTo(subject.oracle.merge(answers));
        }
    }

    private record Subject(TopologyPolicy policy, PairOracle pairOracle, MergeOracle oracle) {}

    // `best-effort` and `restricted` merge alike; what they admit is in the test above.
    private static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (boolean preferClosest : List.of(false, true)) {
            HintMerge merge = new HintMerge(Hints.machine(THREE), preferClosest);
            for (String name : List.of("restricted", "single-numa-node")) {
                MergeOracle oracle = new MergeOracle(3, THREE, name, preferClosest);
                subjects.add(new Subject(Hints.policy(name, merge),
                        new PairOracle(THREE, name.equals("single-numa-node"), preferClosest), oracle));
            }
        }
        return subjects;
    }

    /// Every answer of one provider for one resource: 3^(2^n - 1) lists, one of them empty, and the three others.
    private static List<MaskAnswer> answers(int numaNodes) {
        List<List<MaskHint>> lists = new ArrayList<>();
        lists.add(List.of());
        for (long mask = 1; mask < 1L << numaNodes; mask++) {
            List<List<MaskHint>> longer = new ArrayList<>();
            for (List<MaskHint> list : lists) {
                longer.add(list);
                longer.add(with(list, Hints.yes(mask)));
                longer.add(with(list, Hints.no(mask)));
            }
            lists = longer;
        }
        List<MaskAnswer> answers = new ArrayList<>(List.of(new MaskAnswer.Nil(), new MaskAnswer.Keyed(Map.of()),
                new MaskAnswer.Keyed(Map.of("r", new MaskAnswer.HintList.Nil()))));
        lists.forEach(list -> answers.add(MaskAnswer.of("r", list.toArray(MaskHint[]::new))));
        return answers;
    }

    private static List<MaskHint> with(List<MaskHint> list, MaskHint hint) {
        List<MaskHint> longer = new ArrayList<>(list);
        longer.add(hint);
        return longer;
    }
}
