package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.CpuTopology;

/// Chooses exclusive CPUs from a pool, exactly as the static policy does (cpu-manager 9 to 11, 18.1).
///
/// Made once per machine and options; immutable, so one may serve many. The same pool and count always give the same
/// CPUs. The reserved CPUs are chosen by it too, with the same options (cpu-manager 4.3).
final class CpuChooser {
    private final Hierarchy hierarchy;
    private final PackedChoice packed;
    private final DistributedChoice distributed;
    private final boolean distributes;
    private final boolean alignsByUncoreCache;

    CpuChooser(CpuTopology topology, CpuPolicyOptions options, KubeletVersion version, Faults faults) {
        this(topology, options, version, faults, DistributionRules.of(version, options, faults));
    }

    /// Chooses for a container with options of its own. Spread is always core by core: up to 1.37 the option goes by ids, which
    /// does nothing where neighbours share a core (cpu-manager 10.4).
    static CpuChooser placing(CpuTopology topology, CpuPolicyOptions options, KubeletVersion version, Faults faults) {
        return new CpuChooser(topology, options, version, faults, DistributionRules.of(version, options, faults),
                options.distributeAcrossCores() ? SingleCpus.ROUND_CORES : SingleCpus.BY_CORE);
    }

    /// With rules of one's own, to decide as a kubelet does that clones the combinations it remembers (cpu-manager
    /// 11.2b, 18.4).
    CpuChooser(CpuTopology topology, CpuPolicyOptions options, KubeletVersion version, Faults faults,
            DistributionRules rules) {
        this(topology, options, version, faults, rules, SingleCpus.of(version, options));
    }

    private CpuChooser(CpuTopology topology, CpuPolicyOptions options, KubeletVersion version, Faults faults,
            DistributionRules rules, SingleCpus singleCpus) {
        hierarchy = new Hierarchy(topology, version.judgesGroupsByOnlineCpus() || faults.areMended());
        FreeOrder order = new FreeOrder(hierarchy);
        packed = new PackedChoice(hierarchy, order, singleCpus,
                new UncoreStep(hierarchy, order, version));
        distributed = new DistributedChoice(hierarchy, order, packed, rules,
                options.fullPcpusOnly() ? topology.cpusPerCore() : 1);
        distributes = options.distributeAcrossNuma();
        alignsByUncoreCache = options.preferAlignByUncoreCache();
    }

    /// Chooses `count` CPUs from `pool` (cpu-manager 9.1). None for a count below 1.
    ///
    /// With CPUs offline, more of a core or socket may be chosen than the pool holds of it (cpu-manager 10.5a); the
    /// selection says so.
    CpuSelection take(CpuSet pool, int count) {
        return take(pool, count, 0);
    }

    /// [#take(CpuSet, int)] for a topology hint of so many NUMA nodes, 0 for none: only `distribute-cpus-across-numa` looks
    /// at it (cpu-manager 18.2).
    CpuSelection take(CpuSet pool, int count, int hintedNumaNodes) {
        if (count < 1) {
            return CpuSelection.Selected.NOTHING;
        }
        Claims claims = hierarchy.newClaims();
        claims.begin(pool, hierarchy.known(), count);
        if (count > claims.freeCount()) {
            return new CpuSelection.Failed("not enough cpus available to satisfy request: requested=" + count
                    + ", available=" + pool.size());
        }
        if (distributes) {
            return distributed.choose(claims, pool, hintedNumaNodes);
        }
        packed.claim(claims, alignsByUncoreCache);
        return claims.selected(pool);
    }
}
