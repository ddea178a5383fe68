package io.alidade.engine.hint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.MaskAnswer;
import io.alidade.testkit.MaskHint;
import io.alidade.testkit.MergeOracle;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Merging rules by search against merging the lists of their hints, and against [MergeOracle] where that can run.
class HintFamilyProperties {
    /// The permutations that the oracle may try in one case.
    private static final int MAX_PERMUTATIONS = 2_000;

    @Test
    void merge_familiesOnUpTo12NumaNodes_equalsMergeOfTheirLists() {
        Property.check("search", 12_000, random -> {
            int numaNodes = random.note("numaNodes", random.growing(1, 12));
            List<List<Integer>> distances = random.note("distances", distances(random, numaNodes));
            boolean preferClosest = random.note("preferClosest", random.flip());
            List<ResourceHints> answers = random.note("answers", Families.answers(random, numaNodes));
            HintMerge merge = new HintMerge(Hints.machine(distances), preferClosest);
            HintMerge listed = merge.by(HintMerge.Method.LISTED);
            HintMerge searched = merge.by(HintMerge.Method.SEARCHED);
            List<ProviderHints> provider = Families.provider(answers);
            random.note("lists", lists(answers));
            TopologyHint expected = listed.merge(provider);
            assertThat(searched.merge(provider)).isEqualTo(expected);
            assertThat(merge.merge(provider)).isEqualTo(expected);
            assertThat(searched.mergeSingleNumaNode(provider)).isEqualTo(listed.mergeSingleNumaNode(provider));
            if (permutations(answers) <= MAX_PERMUTATIONS) {
                MaskAnswer keyed = keyed(answers);
                assertThat(Hints.toOracle(expected)).isEqualTo(
                        new MergeOracle(numaNodes, distances, "best-effort", preferClosest).merge(List.of(keyed))
                                .hint());
            }
        });
    }

    // Up to 16 NUMA nodes a search that takes too long ends in lists.
    @Test
    void merge_searchBeyondItsBudgetOn13NumaNodes_equalsMergeOfTheLists() {
        int[] beyond = new int[1];
        Property.check("budget", 60, random -> {
            int numaNodes = 13;
            NodeTopology machine = Hints.machine(random.note("distances", distances(random, numaNodes)));
            List<ResourceHints> answers = new ArrayList<>();
            for (long most : List.of(64L, 1L << 34, 1L << 34)) {
                answers.add(Families.uneven(random, numaNodes, most));
            }
            HintMerge merge = new HintMerge(machine, true);
            assertThat(merge.merge(Families.provider(answers)))
                    .isEqualTo(merge.by(HintMerge.Method.LISTED).merge(Families.provider(answers)));
            try {
                new WideMerge(Optional.of(new NumaDistances(machine)), MaskSearch.FEW_STEPS).bestNotPreferred(answers,
                        6);
            } catch (UnboundedSearch search) {
                beyond[0]++;
            }
        });
        assertThat(beyond[0]).isPositive();
    }

    @Test
    void narrowestContaining_anyMask_equalsTheBestOfTheList() {
        Property.check("narrowest", 4_000, random -> {
            int numaNodes = random.note("numaNodes", random.between(9, 12));
            HintFamily family = random.flip() ? Families.memory(random, numaNodes)
                    : Families.devices(random, numaNodes);
            List<TopologyHint> hints = list(family);
            random.note("hints", hints);
            assertThat(family.narrowest()).isEqualTo(hints.stream()
                    .mapToInt(hint -> hint.affinity().orElseThrow().size()).min().orElse(Long.SIZE + 1));
            assertThat(family.isPossible()).isEqualTo(!hints.isEmpty());
            NumaMask within = random.note("within", new NumaMask(random.maskWithin(random.mask(numaNodes))));
            Optional<TopologyHint> expected = hints.stream()
                    .filter(hint -> within.isSubsetOf(hint.affinity().orElseThrow()))
                    .reduce((a, b) -> b.affinity().orElseThrow().isNarrowerThan(a.affinity().orElseThrow()) ? b : a);
            assertThat(family.narrowestContaining(within)).isEqualTo(expected);
            for (long mask = 1; mask < 1L << numaNodes; mask = mask * 3 + 1) {
                TopologyHint preferred = TopologyHint.of(new NumaMask(mask), true);
                TopologyHint other = TopologyHint.of(new NumaMask(mask), false);
                assertThat(family.isPreferred(mask)).isEqualTo(hints.contains(preferred));
                assertThat(family.contains(mask)).isEqualTo(hints.contains(preferred) || hints.contains(other));
            }
        });
    }

    @Test
    void narrowest_manyNumaNodes_equalsTheListed() {
        Property.check("narrowest size", 3_000, random -> {
            HintFamily family = Families.cpus(random, random.between(9, 14), false);
            assertThat(family.narrowest()).isEqualTo(list(family).stream()
                    .mapToInt(hint -> hint.affinity().orElseThrow().size()).min().orElse(Long.SIZE + 1));
        });
    }

    @Test
    void firstAndCount_moreNumaNodesThanAreListed_equalTheWalk() {
        Property.check("first and count", 60, random -> {
            int numaNodes = random.between(17, 18);
            HintFamily family = random.pick(List.of(Families.cpus(random, numaNodes, random.flip()),
                    Families.devices(random, numaNodes), Families.memory(random, numaNodes)));
            List<TopologyHint> expected = new ArrayList<>();
            long count = 0;
            for (NumaMasks masks = new NumaMasks(NumaMask.firstPositions(numaNodes)); masks.next();) {
                if (family.contains(masks.bits())) {
                    count++;
                    if (expected.size() < 30) {
                        expected.add(TopologyHint.of(new NumaMask(masks.bits()), family.isPreferred(masks.bits())));
                    }
                }
            }
            assertThat(family.first(30) instanceof HintList list ? list.toList() : List.of()).isEqualTo(expected);
            assertThat(family.count()).isEqualTo(count);
        });
    }

    private static List<TopologyHint> list(HintFamily family) {
        return family.list() instanceof HintList list ? list.toList() : List.of();
    }

    private static List<String> lists(List<ResourceHints> answers) {
        return answers.stream().map(answer -> listed(answer).toString()).toList();
    }

    private static ResourceHints listed(ResourceHints answer) {
        return Families.family(answer).map(HintFamily::list).orElse(answer);
    }

    private static long permutations(List<ResourceHints> answers) {
        long permutations = 1;
        for (ResourceHints answer : answers) {
            permutations *= listed(answer) instanceof HintList list ? list.size() : 1;
        }
        return permutations;
    }

    private static MaskAnswer keyed(List<ResourceHints> answers) {
        Map<String, MaskAnswer.HintList> byResource = new LinkedHashMap<>();
        for (ResourceHints answer : answers) {
            List<MaskHint> hints = new ArrayList<>();
            if (listed(answer) instanceof HintList list) {
                list.toList().forEach(hint -> hints.add(new MaskHint(
                        OptionalLong.of(hint.affinity().orElseThrow().bits()), hint.preferred())));
            }
            byResource.put("r" + byResource.size(), new MaskAnswer.HintList.Listed(hints));
        }
        return new MaskAnswer.Keyed(byResource);
    }

    // All the same, by socket, or anything.
    private static List<List<Integer>> distances(Randomness random, int numaNodes) {
        int kind = random.between(0, 2);
        int each = random.between(1, 4);
        List<List<Integer>> distances = new ArrayList<>();
        for (int a = 0; a < numaNodes; a++) {
            List<Integer> row = new ArrayList<>();
            for (int b = 0; b < numaNodes; b++) {
                row.add(a == b ? 10 : kind == 0 ? 20 : kind == 1 ? (a / each == b / each ? 12 : 32)
                        : random.between(11, 15));
            }
            distances.add(row);
        }
        return distances;
    }
}
