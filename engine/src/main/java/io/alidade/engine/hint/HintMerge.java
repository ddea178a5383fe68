package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Merges the hints of all providers into one (topology-manager 6 and 7), without the kubelet's cartesian product.
///
/// The kubelet intersects one hint of every list in every combination and keeps the best. The result depends only on
/// the set of intersections that can be reached and on whether one is preferred, and the comparison is a total order
/// (topology-manager 7.7). So:
///
/// 1. Preferred results are the masks that every list offers as preferred: one intersection of sets.
/// 2. Only when there is none, the reachable intersections are computed list by list ([ReachableMasks]), and the best is
///    picked by rank.
///
/// Cost is a few passes over 2^n masks for n NUMA nodes, whatever the number of lists; nothing is multiplied. Where a
/// provider answers with a [HintFamily], on machines too large for lists, [WideMerge] searches instead.
public final class HintMerge {
    /// Beyond this many NUMA nodes hint lists are not enumerated.
    public static final int MAX_ENUMERATED_NUMA_NODES = 16;

    private final NumaMask allNumaNodes;
    private final NumaDistances distances;
    private final boolean preferClosest;
    private final WideMerge wideMerge;
    private final Method method;

    /// How hints are looked at. The result is the same.
    public enum Method {
        /// As the providers answer: lists one by one, families by search.
        AS_ANSWERED,
        /// One by one, families by listing them first.
        LISTED,
        /// By search wherever the rule behind a list is known.
        SEARCHED
    }

    public HintMerge(NodeTopology topology, boolean preferClosest) {
        this(topology.allNumaNodes(), new NumaDistances(topology), preferClosest, Method.AS_ANSWERED);
    }

    private HintMerge(NumaMask allNumaNodes, NumaDistances distances, boolean preferClosest, Method method) {
        this.allNumaNodes = allNumaNodes;
        this.distances = distances;
        this.preferClosest = preferClosest;
        this.method = method;
        this.wideMerge = new WideMerge(preferClosest ? Optional.of(distances) : Optional.empty(),
                canList() ? MaskSearch.FEW_STEPS : MaskSearch.MAX_STEPS);
    }

    /// The same merge by another method.
    public HintMerge by(Method other) {
        return new HintMerge(allNumaNodes, distances, preferClosest, other);
    }

    /// The best hint over all providers, in any order of providers and resources. When nothing can be reached it is (all
    /// NUMA nodes, not preferred) (topology-manager 7.6).
    ///
    /// @throws UnboundedSearch on more than [#MAX_ENUMERATED_NUMA_NODES] NUMA nodes, if a search goes beyond its budget
    public TopologyHint merge(List<ProviderHints> providers) {
        Answers answers = Answers.of(providers, method);
        if (answers.hints.isEmpty()) {
            return TopologyHint.of(allNumaNodes, !answers.impossible);
        }
        if (answers.areLists()) {
            return mergeLists(answers);
        }
        if (canList() && answers.hasLongList()) {
            return mergeLists(Answers.of(providers, Method.LISTED));
        }
        try {
            return mergeFamilies(answers);
        } catch (UnboundedSearch search) {
            if (canList()) {
                return mergeLists(Answers.of(providers, Method.LISTED));
            }
            throw search;
        }
    }

    // On machines of a middle size, lists are the way out when a search takes too long.
    private boolean canList() {
        return method == Method.AS_ANSWERED && allNumaNodes.size() <= MAX_ENUMERATED_NUMA_NODES;
    }

    private TopologyHint mergeLists(Answers answers) {
        List<HintList> lists = answers.lists();
        ReachableMasks preferred = answers.impossible
                ? ReachableMasks.none(allNumaNodes.size())
                : ReachableMasks.commonPreferred(lists, allNumaNodes.size());
        long best = bestPreferred(preferred);
        if (best != 0) {
            return TopologyHint.of(new NumaMask(best), true);
        }
        best = bestNotPreferred(ReachableMasks.intersections(lists, allNumaNodes.size()), answers.narrowestNeeded());
        return TopologyHint.of(best == 0 ? allNumaNodes : new NumaMask(best), false);
    }

    private TopologyHint mergeFamilies(Answers answers) {
        long best = answers.impossible ? 0 : wideMerge.bestPreferred(answers.hints);
        if (best != 0) {
            return TopologyHint.of(new NumaMask(best), true);
        }
        best = wideMerge.bestNotPreferred(answers.hints, answers.narrowestNeeded());
        return TopologyHint.of(best == 0 ? allNumaNodes : new NumaMask(best), false);
    }

    /// The best hint when only preferred hints on a single NUMA node count (topology-manager 8.3 to 8.5): that NUMA
    /// node; any NUMA node when nobody has a preference or the result is the whole machine; not preferred when there is
    /// none.
    public TopologyHint mergeSingleNumaNode(List<ProviderHints> providers) {
        Answers answers = Answers.of(providers, method);
        if (answers.impossible) {
            return TopologyHint.ANY_NOT_PREFERRED;
        }
        if (answers.hints.isEmpty()) {
            return new TopologyHint(Optional.empty(), true);
        }
        long common = allNumaNodes.bits();
        for (ResourceHints hints : answers.hints) {
            common &= preferredSingles(hints, common);
        }
        if (common == 0) {
            return TopologyHint.ANY_NOT_PREFERRED;
        }
        NumaMask lowest = new NumaMask(Long.lowestOneBit(common));
        return lowest.equals(allNumaNodes)
                ? new TopologyHint(Optional.empty(), true)
                : TopologyHint.of(lowest, true);
    }

    private static long preferredSingles(ResourceHints hints, long among) {
        if (hints instanceof HintList list) {
            return preferredSingles(list);
        }
        if (hints instanceof HintFamily family) {
            long singles = 0;
            for (long rest = among; rest != 0; rest &= rest - 1) {
                long single = Long.lowestOneBit(rest);
                singles |= family.isPreferred(single) ? single : 0;
            }
            return singles;
        }
        return hints instanceof ResourceHints.NoPreference ? among : 0;
    }

    private static long preferredSingles(HintList list) {
        long singles = 0;
        for (int i = 0; i < list.size(); i++) {
            long bits = list.affinityBits(i);
            if (list.isPreferred(i) && Long.bitCount(bits) == 1) {
                singles |= bits;
            }
        }
        return singles;
    }

    private long bestPreferred(ReachableMasks masks) {
        long best = 0;
        for (long bits = masks.next(1); bits != 0; bits = masks.next(bits + 1)) {
            best = best == 0 ? bits : fitter(best, bits);
        }
        return best;
    }

    private long bestNotPreferred(ReachableMasks masks, int narrowestNeeded) {
        long best = 0;
        int bestRank = Integer.MAX_VALUE;
        for (long bits = masks.next(1); bits != 0; bits = masks.next(bits + 1)) {
            int rank = rank(Long.bitCount(bits), narrowestNeeded);
            if (rank < bestRank) {
                best = bits;
                bestRank = rank;
            } else if (rank == bestRank) {
                best = fitter(best, bits);
            }
        }
        return best;
    }

    /// The classes of topology-manager 7.7 for results that are not preferred: exactly as wide as needed, then narrower
    /// in descending width, then all wider ones in one class.
    private static int rank(int size, int narrowestNeeded) {
        return size <= narrowestNeeded ? narrowestNeeded - size : Long.SIZE + 1;
    }

    /// The narrower mask, or with `prefer-closest-numa-nodes` the closer of two equally wide ones (topology-manager
    /// 7.4).
    private long fitter(long a, long b) {
        if (preferClosest && Long.bitCount(a) == Long.bitCount(b)) {
            int closer = Double.compare(distances.average(a), distances.average(b));
            if (closer != 0) {
                return closer < 0 ? a : b;
            }
        }
        return NumaMask.isNarrower(a, b) ? a : b;
    }

    /// The providers' answers after the filter (topology-manager 6.1): hints per resource, and whether one resource is
    /// impossible. Answers without preference leave no trace: the neutral element of every step. Equal answers count
    /// each: two different hints of the same list can meet in a narrower mask.
    private record Answers(List<ResourceHints> hints, boolean impossible) {
        static Answers of(List<ProviderHints> providers, Method method) {
            List<ResourceHints> hints = new ArrayList<>();
            boolean impossible = false;
            for (ProviderHints provider : providers) {
                if (provider instanceof ProviderHints.Answers answers) {
                    for (ProviderHints.Answer answer : answers.resources()) {
                        if (answer.hints() instanceof ResourceHints.Impossible) {
                            impossible = true;
                        } else if (!(answer.hints() instanceof ResourceHints.NoPreference)) {
                            add(hints, answer.hints(), method);
                        }
                    }
                }
            }
            return new Answers(hints, impossible);
        }

        private static void add(List<ResourceHints> hints, ResourceHints answer, Method method) {
            ResourceHints added = answer;
            if (method == Method.SEARCHED && answer instanceof HintList list) {
                added = list.family().map(ResourceHints.class::cast).orElse(list);
            } else if (method == Method.LISTED && answer instanceof HintFamily family) {
                added = family.list();
            }
            hints.add(added);
        }

        /// True if a list is too long to be combined with families one hint at a time.
        boolean hasLongList() {
            for (ResourceHints answer : hints) {
                if (answer instanceof HintList list && list.size() > Long.SIZE) {
                    return true;
                }
            }
            return false;
        }

        boolean areLists() {
            for (ResourceHints answer : hints) {
                if (!(answer instanceof HintList)) {
                    return false;
                }
            }
            return true;
        }

        List<HintList> lists() {
            List<HintList> lists = new ArrayList<>(hints.size());
            for (ResourceHints answer : hints) {
                if (answer instanceof HintList list) {
                    lists.add(list);
                }
            }
            return lists;
        }

        /// `bestNonPreferred` (topology-manager 7.3): the widest of the narrowest masks of each resource.
        int narrowestNeeded() {
            int widest = 0;
            for (ResourceHints answer : hints) {
                if (answer instanceof HintList list) {
                    widest = Math.max(widest, list.narrowest());
                } else if (answer instanceof HintFamily family) {
                    widest = Math.max(widest, family.narrowest());
                }
            }
            return widest;
        }
    }

    /// Among which NUMA nodes, and whether near ones are preferred.
    @Override
    public String toString() {
        return "merge over {" + allNumaNodes + "}" + (preferClosest ? ", the closest preferred" : "");
    }
}
