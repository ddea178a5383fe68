package io.alidade.engine.hint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import io.alidade.engine.policy.TopologyPolicy;
import io.alidade.testkit.MaskAnswer;
import io.alidade.testkit.MaskHint;
import io.alidade.testkit.MergeOracle;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One to five lists of hints on up to 8 NUMA nodes against [MergeOracle], with random distances.
class HintMergeProperties {
    /// The permutations that the oracle may try in one case.
    private static final int MAX_PERMUTATIONS = 3_000;

    @Test
    void decide_randomAnswers_equalsBruteForceInAnyOrder() {
        Property.check("decide", 4_000, random -> {
            int numaNodes = random.note("numaNodes", random.growing(1, 8));
            List<List<Integer>> distances = random.note("distances", distances(random, numaNodes));
            boolean preferClosest = random.note("preferClosest", random.flip());
            List<MaskAnswer> answers = random.note("answers", answers(random, numaNodes));
            HintMerge merge = new HintMerge(Hints.machine(distances), preferClosest);
            List<ProviderHints> providers = answers.stream().map(Hints::toEngine).toList();
            List<ProviderHints> shuffled = shuffled(random, providers);
            for (String name : Hints.POLICIES) {
                TopologyPolicy policy = Hints.policy(name, merge);
                assertThat(Hints.toOracle(policy.decide(providers))).as(name)
                        .isEqualTo(new MergeOracle(numaNodes, distances, name, preferClosest).merge(answers));
                assertThat(policy.decide(shuffled)).as(name).isEqualTo(policy.decide(providers));
            }
        });
    }

    // topology-manager 7.7: neither the order of lists nor that of hints counts
    private static List<ProviderHints> shuffled(Randomness random, List<ProviderHints> providers) {
        List<ProviderHints> shuffled = new ArrayList<>();
        for (ProviderHints provider : random.shuffled(providers)) {
            shuffled.add(switch (provider) {
                case ProviderHints.NoAnswer none -> none;
                case ProviderHints.Answers(List<ProviderHints.Answer> resources) -> new ProviderHints.Answers(
                        random.shuffled(resources).stream().map(answer -> new ProviderHints.Answer(answer.resource(),
                                shuffled(random, answer.hints()))).toList());
            });
        }
        return shuffled;
    }

    private static ResourceHints shuffled(Randomness random, ResourceHints hints) {
        return switch (hints) {
            case ResourceHints.NoPreference none -> none;
            case ResourceHints.Impossible impossible -> impossible;
            case HintFamily family -> family;
            case HintList list -> {
                HintList.Builder builder = new HintList.Builder();
                random.shuffled(list.toList()).forEach(
                        hint -> builder.add(hint.affinity().map(NumaMask::bits).orElseThrow(), hint.preferred()));
                yield builder.buildOr(ResourceHints.IMPOSSIBLE);
            }
        };
    }

    private static List<List<Integer>> distances(Randomness random, int numaNodes) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int from = 0; from < numaNodes; from++) {
            List<Integer> row = new ArrayList<>();
            for (int to = 0; to < numaNodes; to++) {
                row.add(to == from ? 10 : random.between(11, random.size() > 50 ? 32 : 13));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<MaskAnswer> answers(Randomness random, int numaNodes) {
        List<MaskAnswer> answers = new ArrayList<>();
        int budget = MAX_PERMUTATIONS;
        int lists = random.between(1, 5);
        while (lists > 0) {
            int here = random.between(1, Math.min(lists, 2));
            lists -= here;
            Map<String, MaskAnswer.HintList> byResource = new LinkedHashMap<>();
            for (int resource = 0; resource < here; resource++) {
                MaskAnswer.HintList list = answer(random, numaNodes, budget);
                byResource.put("r" + resource, list);
                budget /= list instanceof MaskAnswer.HintList.Listed listed ? Math.max(1, listed.hints().size()) : 1;
            }
            answers.add(random.chance(5) ? new MaskAnswer.Nil()
                    : new MaskAnswer.Keyed(random.chance(5) ? Map.of() : byResource));
        }
        return answers;
    }

    private static MaskAnswer.HintList answer(Randomness random, int numaNodes, int budget) {
        if (random.chance(10)) {
            return new MaskAnswer.HintList.Nil();
        }
        List<MaskHint> hints = random.flip() ? anyHints(random, numaNodes) : hintsOfOneSize(random, numaNodes);
        return new MaskAnswer.HintList.Listed(
                hints.size() <= budget ? hints : hints.subList(0, Math.max(1, budget)));
    }

    // Any masks, any preference: more than a provider would say.
    private static List<MaskHint> anyHints(Randomness random, int numaNodes) {
        Map<Long, MaskHint> hints = new LinkedHashMap<>();
        for (int count = random.growing(0, 12); count > 0; count--) {
            long mask = random.nonEmptyMask(numaNodes);
            hints.put(mask, MaskHint.of(mask, random.chance(40)));
        }
        return List.copyOf(hints.values());
    }

    // As a provider says it: the masks that contain one of some, those of the smallest size preferred.
    private static List<MaskHint> hintsOfOneSize(Randomness random, int numaNodes) {
        long core = random.nonEmptyMask(numaNodes);
        int preferredSize = random.between(1, numaNodes);
        List<MaskHint> hints = new ArrayList<>();
        for (NumaMasks masks = new NumaMasks(NumaMask.firstPositions(numaNodes)); masks.next();) {
            if ((masks.bits() & core) != 0 && random.chance(80)) {
                hints.add(MaskHint.of(masks.bits(), masks.size() == preferredSize));
            }
        }
        return hints;
    }
}
