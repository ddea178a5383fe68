package io.alidade.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The merge of the Topology Manager by trying every permutation (topology-manager 6 to 8). The cost is the product of the
/// lengths of all hint lists.
///
/// @param distances the row of distances of every NUMA node, by id (topology-manager 3.1)
/// @param preferClosest whether `prefer-closest-numa-nodes` is on
public record MergeOracle(int numaNodes, List<List<Integer>> distances, String policy, boolean preferClosest) {
    public MergeOracle {
        if (numaNodes < 1 || numaNodes > Long.SIZE || distances.size() != numaNodes) {
            throw new IllegalArgumentException("a merge needs 1 to 64 NUMA nodes and a row of distances for each, not "
                    + numaNodes + " and " + distances.size() + ".");
        }
        if (!List.of("none", "best-effort", "restricted", "single-numa-node").contains(policy)) {
            throw new IllegalArgumentException("the Topology Manager has no policy \"" + policy + "\".");
        }
        distances = distances.stream().map(List::copyOf).toList();
    }

    /// What a policy decides: the hint and whether the pod or container is admitted (topology-manager 8.1).
    public record Result(MaskHint hint, boolean admit) {}

    /// The decision of the policy on the answers of the providers, in their order (topology-manager 8).
    public Result merge(List<MaskAnswer> answers) {
        List<List<MaskHint>> lists = filter(answers);
        return switch (policy) {
            case "none" -> new Result(MaskHint.any(false), true);
            case "best-effort" -> new Result(mergeLists(lists), true);
            case "restricted" -> {
                MaskHint best = mergeLists(lists);
                yield new Result(best, best.preferred());
            }
            default -> singleNumaNode(lists);
        };
    }

    // topology-manager 8.3 to 8.5
    private Result singleNumaNode(List<List<MaskHint>> lists) {
        List<List<MaskHint>> single = new ArrayList<>();
        for (List<MaskHint> list : lists) {
            single.add(list.stream()
                    .filter(MaskHint::preferred)
                    .filter(hint -> hint.mask().isEmpty() || Long.bitCount(hint.mask().getAsLong()) == 1)
                    .toList());
        }
        MaskHint best = mergeLists(single);
        if (maskOf(best) == MaskHint.allOf(numaNodes)) {
            best = MaskHint.any(best.preferred());
        }
        return new Result(best, best.preferred());
    }

    /// One list of hints for each answer without resources and for each resource of the others (topology-manager 6.1).
    static List<List<MaskHint>> filter(List<MaskAnswer> answers) {
        List<List<MaskHint>> lists = new ArrayList<>();
        for (MaskAnswer answer : answers) {
            switch (answer) {
                case MaskAnswer.Nil() -> lists.add(List.of(MaskHint.any(true)));
                case MaskAnswer.Keyed(var byResource) when byResource.isEmpty() ->
                    lists.add(List.of(MaskHint.any(true)));
                case MaskAnswer.Keyed(var byResource) -> byResource.values().forEach(list -> lists.add(filter(list)));
            }
        }
        return lists;
    }

    private static List<MaskHint> filter(MaskAnswer.HintList list) {
        return switch (list) {
            case MaskAnswer.HintList.Nil() -> List.of(MaskHint.any(true));
            case MaskAnswer.HintList.Listed(var hints) -> hints.isEmpty() ? List.of(MaskHint.any(false)) : hints;
        };
    }

    /// The best merged hint of the lists before the policy judges it, and all NUMA nodes, not preferred, when there is none
    /// (topology-manager 7.5, 7.6).
    MaskHint mergeLists(List<List<MaskHint>> lists) {
        Best best = new Best(bestNonPreferred(lists));
        forEachPermutation(lists, new ArrayDeque<>(), best);
        return best.hint.orElse(MaskHint.of(MaskHint.allOf(numaNodes), false));
    }

    private static final class Best {
        private final int bestNonPreferred;
        private Optional<MaskHint> hint = Optional.empty();

        private Best(int bestNonPreferred) {
            this.bestNonPreferred = bestNonPreferred;
        }
    }

    // topology-manager 7.1: the first list is the outermost loop.
    private void forEachPermutation(List<List<MaskHint>> lists, Deque<MaskHint> chosen, Best best) {
        if (chosen.size() == lists.size()) {
            best.hint = compare(best.hint, mergePermutation(chosen), best.bestNonPreferred);
            return;
        }
        for (MaskHint hint : lists.get(chosen.size())) {
            chosen.addLast(hint);
            forEachPermutation(lists, chosen, best);
            chosen.removeLast();
        }
    }

    // topology-manager 7.2
    private MaskHint mergePermutation(Collection<MaskHint> permutation) {
        long affinity = MaskHint.allOf(numaNodes);
        boolean preferred = true;
        OptionalLong first = OptionalLong.empty();
        for (MaskHint hint : permutation) {
            preferred &= hint.preferred();
            if (hint.mask().isPresent()) {
                first = first.isPresent() ? first : hint.mask();
                preferred &= hint.mask().equals(first);
                affinity &= hint.mask().getAsLong();
            }
        }
        return MaskHint.of(affinity, preferred);
    }

    // topology-manager 7.3
    private static int bestNonPreferred(List<List<MaskHint>> lists) {
        int widest = 0;
        for (List<MaskHint> list : lists) {
            OptionalLong narrowest = OptionalLong.empty();
            for (MaskHint hint : list) {
                if (hint.mask().isPresent()
                        && (narrowest.isEmpty() || narrower(hint.mask().getAsLong(), narrowest.getAsLong()))) {
                    narrowest = hint.mask();
                }
            }
            if (narrowest.isPresent()) {
                widest = Math.max(widest, Long.bitCount(narrowest.getAsLong()));
            }
        }
        return widest;
    }

    // topology-manager 7.5
    private Optional<MaskHint> compare(Optional<MaskHint> current, MaskHint candidate, int bestNonPreferred) {
        if (maskOf(candidate) == 0) {
            return current;
        }
        if (current.isEmpty()) {
            return Optional.of(candidate);
        }
        MaskHint c = current.get();
        if (c.preferred() != candidate.preferred()) {
            return Optional.of(candidate.preferred() ? candidate : c);
        }
        return Optional.of(c.preferred() ? fit(c, candidate) : compareNotPreferred(c, candidate, bestNonPreferred));
    }

    private MaskHint compareNotPreferred(MaskHint c, MaskHint d, int bestNonPreferred) {
        int countC = Long.bitCount(maskOf(c));
        int countD = Long.bitCount(maskOf(d));
        if (countC > bestNonPreferred) {
            return fit(c, d);
        }
        if (countC == bestNonPreferred) {
            return countD != bestNonPreferred ? c : fit(c, d);
        }
        if (countD > bestNonPreferred) {
            return c;
        }
        if (countD == bestNonPreferred) {
            return d;
        }
        if (countD != countC) {
            return countD > countC ? d : c;
        }
        return fit(c, d);
    }

    // topology-manager 7.4
    private MaskHint fit(MaskHint c, MaskHint d) {
        if (maskOf(c) == maskOf(d)) {
            return c;
        }
        boolean closest = preferClosest && !policy.equals("single-numa-node");
        long chosen = closest ? closest(maskOf(c), maskOf(d)) : narrowest(maskOf(c), maskOf(d));
        return chosen == maskOf(c) ? c : d;
    }

    // topology-manager 1.4
    static boolean narrower(long a, long b) {
        if (Long.bitCount(a) != Long.bitCount(b)) {
            return Long.bitCount(a) < Long.bitCount(b);
        }
        return Long.compareUnsigned(a, b) < 0;
    }

    // topology-manager 3.3
    static long narrowest(long a, long b) {
        return narrower(a, b) ? a : b;
    }

    // topology-manager 3.5
    long closest(long a, long b) {
        if (Long.bitCount(a) != Long.bitCount(b)) {
            return narrowest(a, b);
        }
        double averageA = averageDistance(a);
        double averageB = averageDistance(b);
        if (averageA == averageB) {
            return Long.compareUnsigned(a, b) < 0 ? a : b;
        }
        return averageA < averageB ? a : b;
    }

    /// The mean distance over all ordered pairs of NUMA nodes of the mask, a node with itself included; 0 for the empty mask
    /// (topology-manager 3.4).
    double averageDistance(long mask) {
        double sum = 0;
        double pairs = 0;
        for (int a : MaskHint.bitsOf(mask)) {
            for (int b : MaskHint.bitsOf(mask)) {
                sum += distances.get(a).get(b);
                pairs++;
            }
        }
        return pairs == 0 ? 0 : sum / pairs;
    }

    private static long maskOf(MaskHint merged) {
        return merged.mask().orElseThrow();
    }
}
