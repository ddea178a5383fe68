package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;

/// Merges the hints of all providers into one (topology-manager 6 and 7), without the kubelet's cartesian product.
///
/// The kubelet intersects one hint of every list in every combination and keeps the best. The result depends only on the
/// set of intersections that can be reached and on whether one is preferred, and the comparison is a total order (7.7). So:
///
/// 1. Preferred results are the masks that every list offers as preferred: one intersection of sets.
/// 2. Only when there is none, the reachable intersections are computed list by list ([ReachableMasks]), and the best is
///    picked by rank.
///
/// Cost is a few passes over 2^n masks for n NUMA nodes, whatever the number of lists; nothing is multiplied.
public final class HintMerge {
    /// Beyond this many NUMA nodes hint lists are not enumerated.
    public static final int MAX_ENUMERATED_NUMA_NODES = 16;

    private final NumaMask allNumaNodes;
    private final NumaDistances distances;
    private final boolean preferClosest;

    public HintMerge(NodeTopology topology, boolean preferClosest) {
        this.allNumaNodes = topology.allNumaNodes();
        this.distances = new NumaDistances(topology);
        this.preferClosest = preferClosest;
    }

    /// The best hint over all providers, in any order of providers and resources. When nothing can be reached it is (all
    /// NUMA nodes, not preferred) (7.6).
    public TopologyHint merge(List<ProviderHints> providers) {
        Lists lists = Lists.of(providers);
        if (lists.hints.isEmpty()) {
            return TopologyHint.of(allNumaNodes, !lists.impossible);
        }
        ReachableMasks preferred = lists.impossible
                ? ReachableMasks.none(allNumaNodes.size())
                : ReachableMasks.commonPreferred(lists.hints, allNumaNodes.size());
        long best = bestPreferred(preferred);
        if (best != 0) {
            return TopologyHint.of(new NumaMask(best), true);
        }
        best = bestNotPreferred(ReachableMasks.intersections(lists.hints, allNumaNodes.size()),
                narrowestNeeded(lists.hints));
        return TopologyHint.of(best == 0 ? allNumaNodes : new NumaMask(best), false);
    }

    /// The best hint when only preferred hints on a single NUMA node count (8.3 to 8.5): that NUMA node; any NUMA node when
    /// nobody has a preference or the result is the whole machine; not preferred when there is none.
    public TopologyHint mergeSingleNumaNode(List<ProviderHints> providers) {
        Lists lists = Lists.of(providers);
        if (lists.impossible) {
            return TopologyHint.ANY_NOT_PREFERRED;
        }
        if (lists.hints.isEmpty()) {
            return new TopologyHint(java.util.Optional.empty(), true);
        }
        long common = allNumaNodes.bits();
        for (HintList list : lists.hints) {
            common &= preferredSingles(list);
        }
        if (common == 0) {
            return TopologyHint.ANY_NOT_PREFERRED;
        }
        NumaMask lowest = new NumaMask(Long.lowestOneBit(common));
        return lowest.equals(allNumaNodes)
                ? new TopologyHint(java.util.Optional.empty(), true)
                : TopologyHint.of(lowest, true);
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

    /// `bestNonPreferred` (7.3): the widest of the lists' narrowest masks.
    private static int narrowestNeeded(List<HintList> lists) {
        int widest = 0;
        for (HintList list : lists) {
            int narrowest = Long.SIZE;
            for (int i = 0; i < list.size(); i++) {
                narrowest = Math.min(narrowest, Long.bitCount(list.affinityBits(i)));
            }
            widest = Math.max(widest, narrowest);
        }
        return widest;
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

    /// The classes of 7.7 for results that are not preferred: exactly as wide as needed, then narrower in descending
    /// width, then all wider ones in one class.
    private static int rank(int size, int narrowestNeeded) {
        return size <= narrowestNeeded ? narrowestNeeded - size : Long.SIZE + 1;
    }

    /// 7.4: the narrower mask, or with `prefer-closest-numa-nodes` the closer of two equally wide ones.
    private long fitter(long a, long b) {
        if (preferClosest && Long.bitCount(a) == Long.bitCount(b)) {
            int closer = Double.compare(distances.average(a), distances.average(b));
            if (closer != 0) {
                return closer < 0 ? a : b;
            }
        }
        return NumaMask.isNarrower(a, b) ? a : b;
    }

    /// The providers' answers after the filter (6.1): lists of hints, and whether one resource is impossible. Answers
    /// without preference leave no trace: the neutral element of every step.
    private record Lists(List<HintList> hints, boolean impossible) {
        static Lists of(List<ProviderHints> providers) {
            List<HintList> hints = new ArrayList<>();
            boolean impossible = false;
            for (ProviderHints provider : providers) {
                if (provider instanceof ProviderHints.Answers answers) {
                    for (ProviderHints.Answer answer : answers.resources()) {
                        switch (answer.hints()) {
                            case ResourceHints.NoPreference _ -> {
                            }
                            case ResourceHints.Impossible _ -> impossible = true;
                            case HintList list -> hints.add(list);
                        }
                    }
                }
            }
            return new Lists(hints, impossible);
        }
    }
}
