package io.alidade.engine.cpu;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All CPUs of a container behind one L3 cache, or none ([io.alidade.engine.settings.CpuPlacement#SAME_L3]): of the caches that
/// have enough, the one that it fills best, then the lowest id. Hints count the CPUs of such caches alone, so that the Topology
/// Manager does not choose NUMA nodes without one; where it does all the same (a pod as a whole is aligned, memory is elsewhere),
/// the affinity is left only if it has too few CPUs in any case.
///
/// @param within chooses from the CPUs behind one cache
record CacheChoices(CpuTopology topology, StaticCpuPolicy within) implements CpuChoices {
    /// Where no cache has enough, all CPUs count: the allocation says what is wrong, which hints cannot.
    @Override
    public ProviderHints hints(CpuSet available, CpuSet reusable, int count) {
        CpuSet all = available.or(reusable);
        CpuSet fitting = CpuSet.EMPTY;
        for (Group cache : roomy(all, count)) {
            fitting = fitting.or(cache.cpus());
        }
        return fitting.isEmpty() ? within.hints(available, reusable, count)
                : within.hints(available.and(fitting), reusable.and(fitting), count);
    }

    @Override
    public CpuSelection choose(CpuSet pool, int count, Optional<NumaMask> affinity) {
        CpuSet near = affinity.map(mask -> pool.and(within.alignedCpus(mask))).orElse(pool);
        return behindOne(near.size() < count ? pool : near, count, affinity);
    }

    @Override
    public CpuSelection chooseWithin(CpuSet pool, int count, Optional<NumaMask> affinity) {
        return behindOne(pool, count, affinity);
    }

    private CpuSelection behindOne(CpuSet pool, int count, Optional<NumaMask> affinity) {
        return roomy(pool, count).stream().min(Comparator.comparingInt(cache -> cache.cpus().andSize(pool)))
                .map(cache -> within.chooseWithin(pool.and(cache.cpus()), count, affinity))
                .orElseGet(() -> new CpuSelection.Apart(count, topology.uncoreCaches().stream()
                        .mapToInt(cache -> cache.cpus().andSize(pool)).max().orElse(0)));
    }

    private List<Group> roomy(CpuSet pool, int count) {
        return topology.uncoreCaches().stream().filter(cache -> cache.cpus().andSize(pool) >= count).toList();
    }
}
