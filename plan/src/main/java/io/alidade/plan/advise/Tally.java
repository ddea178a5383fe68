package io.alidade.plan.advise;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import io.alidade.plan.alignment.ContainerAlignment;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.alignment.PodAlignment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts over the admitted pods of a workload.
final class Tally {
    private final CpuTopology cpus;
    private final int largestCache;
    private final Set<Integer> sharedCores = new HashSet<>();
    private int admitted;
    private int aligned;
    private int split;
    private int shared;
    private int onOneNumaNode;
    private int exclusiveCpus;
    private int extraCaches;
    private int unevenCpus;

    Tally(CpuTopology cpus) {
        this.cpus = cpus;
        this.largestCache = cpus.uncoreCaches().stream().mapToInt(Group::size).max().orElse(1);
    }

    int admitted() {
        return admitted;
    }

    void add(PodAlignment pod) {
        admitted++;
        aligned += pod.placement() == Placement.ALIGNED ? 1 : 0;
        split += pod.placement() == Placement.SPLIT ? 1 : 0;
        shared += pod.placement() == Placement.SHARED ? 1 : 0;
        onOneNumaNode += pod.isOnOneNumaNode() ? 1 : 0;
        exclusiveCpus += pod.exclusiveCpus().size();
        pod.containers().stream().map(ContainerAlignment::exclusiveCpus).filter(own -> !own.isEmpty())
                .forEach(this::add);
    }

    private void add(CpuSet own) {
        cpus.cores().stream().filter(core -> core.cpus().intersects(own) && !core.cpus().isSubsetOf(own))
                .forEach(core -> sharedCores.add(core.id()));
        int caches = (int) cpus.uncoreCaches().stream().filter(cache -> cache.cpus().intersects(own)).count();
        extraCaches += caches - Math.ceilDiv(own.size(), largestCache);
        List<Integer> perNumaNode = cpus.numaNodes().stream().map(group -> group.cpus().andSize(own))
                .filter(count -> count > 0).sorted().toList();
        unevenCpus += perNumaNode.getLast() - perNumaNode.getFirst();
    }

    Measurement measurement(int pods, int fitting, int strandedCpus, boolean emptiesPool) {
        return new Measurement(pods, admitted, aligned, split, shared, onOneNumaNode, exclusiveCpus, sharedCores.size(),
                extraCaches, unevenCpus, fitting, strandedCpus, emptiesPool);
    }
}
