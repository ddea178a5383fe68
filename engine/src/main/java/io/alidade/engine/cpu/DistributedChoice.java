package io.alidade.engine.cpu;

import io.alidade.engine.cpu.SpreadSearch.Outcome;
import io.alidade.engine.mask.CpuSet;
import java.util.Arrays;

/// The distributed algorithm: as few NUMA nodes as possible, the same number of CPUs from each (cpu-manager 11).
final class DistributedChoice {
    /// Up to so many combinations, and subsets of them, the kubelet is followed: all there are on 16 NUMA nodes. Beyond,
    /// it takes minutes and more in every version.
    static final long MAX_STEPS = 1L << 24;

    private final Hierarchy hierarchy;
    private final FreeOrder order;
    private final PackedChoice packed;
    private final DistributionRules rules;
    private final int groupSize;

    DistributedChoice(Hierarchy hierarchy, FreeOrder order, PackedChoice packed, DistributionRules rules,
            int groupSize) {
        this.hierarchy = hierarchy;
        this.order = order;
        this.packed = packed;
        this.rules = rules;
        this.groupSize = groupSize;
    }

    /// Chooses from claims that have enough free CPUs and need at least one (cpu-manager 11.1). A NUMA node that lies
    /// on two sockets, and so is twice in the order, takes part once.
    ///
    /// @param hintedNumaNodes the number of NUMA nodes of the topology hint, 0 where there is none
    CpuSelection choose(Claims claims, CpuSet pool, int hintedNumaNodes) {
        int count = claims.need();
        if (count % groupSize != 0) {
            return choosePacked(claims, pool);
        }
        int[] numaNodes = Arrays.stream(order.numaNodes(claims.free())).distinct().toArray();
        int groups = count / groupSize;
        int smallestSize = (groups - 1) / groupsPerNumaNode() + 1;
        int largestSize = Math.min(groups, numaNodes.length);
        if (rules.followsHint() && hintedNumaNodes > smallestSize && hintedNumaNodes <= largestSize) {
            smallestSize = hintedNumaNodes;
        }
        SpreadSearch search = new SpreadSearch(freeCounts(claims, numaNodes), sockets(numaNodes), count, groupSize,
                rules);
        for (int size = smallestSize; size <= largestSize; size++) {
            if (search.isPossible(size)) {
                if (search.steps(size) > MAX_STEPS) {
                    return tooMany(size, numaNodes.length);
                }
                return switch (search.search(size)) {
                    case Outcome.Found found -> take(claims, pool, numaNodes, found);
                    case Outcome.Endless endless -> endless(count, idsOf(numaNodes, endless.numaNodes()));
                };
            }
        }
        return choosePacked(claims, pool);
    }

    private CpuSelection choosePacked(Claims claims, CpuSet pool) {
        packed.claim(claims, false);
        return claims.selected(pool);
    }

    // Of the whole machine, not of what is free: the size the search begins with is only a lower bound.
    private int groupsPerNumaNode() {
        int groups = (hierarchy.topology().cpus().size() - 1) / groupSize + 1;
        return (groups - 1) / hierarchy.numaNodes().count() + 1;
    }

    private int[] freeCounts(Claims claims, int[] numaNodes) {
        int[] freeCounts = new int[numaNodes.length];
        for (int i = 0; i < numaNodes.length; i++) {
            freeCounts[i] = hierarchy.numaNodes().freeCount(claims.free(), numaNodes[i]);
        }
        return freeCounts;
    }

    private long[] sockets(int[] numaNodes) {
        long[] sockets = new long[rules.prefersOneSocket() ? hierarchy.sockets().count() : 0];
        for (int socket = 0; socket < sockets.length; socket++) {
            CpuSet cpus = hierarchy.topology().sockets().get(socket).cpus();
            for (int i = 0; i < numaNodes.length; i++) {
                if (hierarchy.topology().numaNodes().get(numaNodes[i]).cpus().isSubsetOf(cpus)) {
                    sockets[socket] |= 1L << i;
                }
            }
        }
        return sockets;
    }

    /// Takes the even shares, then the rest (cpu-manager 11.3). With shared storage the NUMA nodes need not be those
    /// that were found fit: a share that a NUMA node cannot give is then silently not taken, and the sum is wrong at
    /// the end.
    private CpuSelection take(Claims claims, CpuSet pool, int[] numaNodes, Outcome.Found found) {
        int count = claims.need();
        int share = count / Long.bitCount(found.numaNodes()) / groupSize * groupSize;
        if (rules.lowersShare()) {
            for (long rest = found.numaNodes(); rest != 0; rest &= rest - 1) {
                share = Math.min(share, freeCount(claims, numaNodes, rest) / groupSize * groupSize);
            }
        }
        Claims part = hierarchy.newClaims();
        for (long rest = found.numaNodes(); rest != 0; rest &= rest - 1) {
            claimFrom(claims, part, numaNodes[Long.numberOfTrailingZeros(rest)], share);
        }
        int remaining = count - share * Long.bitCount(found.numaNodes());
        while (remaining > 0) {
            int before = remaining;
            for (long rest = found.takers(); rest != 0 && remaining > 0; rest &= rest - 1) {
                if (freeCount(claims, numaNodes, rest) >= groupSize) {
                    claimFrom(claims, part, numaNodes[Long.numberOfTrailingZeros(rest)], groupSize);
                    remaining -= groupSize;
                }
            }
            if (remaining == before) {
                return endlessRest(remaining, idsOf(numaNodes, found.takers()));
            }
        }
        return claims.need() == 0 ? claims.selected(pool) : accountingError(claims.need());
    }

    private int freeCount(Claims claims, int[] numaNodes, long firstOf) {
        return hierarchy.numaNodes().freeCount(claims.free(), numaNodes[Long.numberOfTrailingZeros(firstOf)]);
    }

    private void claimFrom(Claims claims, Claims part, int numaNode, int count) {
        part.beginWithin(claims, hierarchy.numaNodes(), numaNode, count);
        if (count > 0 && count <= part.freeCount()) {
            packed.claim(part, false);
            claims.claimAll(part);
        }
    }

    private CpuSet idsOf(int[] numaNodes, long positions) {
        CpuSet.Builder ids = new CpuSet.Builder();
        for (long rest = positions; rest != 0; rest &= rest - 1) {
            ids.add(hierarchy.topology().numaNodes().get(numaNodes[Long.numberOfTrailingZeros(rest)]).id());
        }
        return ids.build();
    }

    private static CpuSelection accountingError(int need) {
        return new CpuSelection.Failed(need > 0
                ? "accounting error, not enough CPUs allocated, remaining: " + need
                : "accounting error, too many CPUs allocated, remaining: " + need);
    }

    private static CpuSelection tooMany(int size, int numaNodes) {
        return new CpuSelection.Unbounded("it tries every combination of " + size + " of the " + numaNodes
                + " NUMA nodes with free CPUs, and for each every subset of it; this is followed for up to " + MAX_STEPS
                + " of them");
    }

    private CpuSelection endless(int count, CpuSet numaNodes) {
        return new CpuSelection.Unbounded(
                "to distribute " + count + " CPUs in groups of " + groupSize + " over NUMA nodes "
                        + numaNodes
                        + ", it tries NUMA nodes that have enough free CPUs for the rest but too few whole groups, and"
                        + " goes round them for ever, as kubelets up to 1.37 do");
    }

    private CpuSelection endlessRest(int remaining, CpuSet numaNodes) {
        return new CpuSelection.Unbounded(remaining + " CPUs remain to be taken in groups of " + groupSize + " from "
                + (numaNodes.isEmpty() ? "no NUMA node" : "NUMA nodes " + numaNodes + ", which have no such group left")
                + ", and it goes round them for ever, as kubelets up to 1.37 do");
    }
}
