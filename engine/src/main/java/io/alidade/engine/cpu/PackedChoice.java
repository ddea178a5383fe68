package io.alidade.engine.cpu;

/// The packed algorithm: whole large groups first, then whole cores, then single CPUs, always from the fullest part
/// of the machine (cpu-manager 10).
final class PackedChoice {
    private final Hierarchy hierarchy;
    private final FreeOrder order;
    private final UncoreStep uncoreStep;
    private final SingleCpus singleCpus;

    PackedChoice(Hierarchy hierarchy, FreeOrder order, SingleCpus singleCpus, UncoreStep uncoreStep) {
        this.hierarchy = hierarchy;
        this.order = order;
        this.uncoreStep = uncoreStep;
        this.singleCpus = singleCpus;
    }

    /// Claims what is needed, step by step (cpu-manager 10.5). There must be enough free CPUs; then it always succeeds,
    /// because a claim takes at least as much from the need as from the free CPUs.
    ///
    /// @param alignByUncoreCache take whole uncore caches and parts of single ones before cores (cpu-manager 10.6)
    void claim(Claims claims, boolean alignByUncoreCache) {
        claimWholeTop(claims);
        claimWholeSecond(claims);
        if (alignByUncoreCache && claims.need() > 0) {
            uncoreStep.claim(claims);
        }
        if (singleCpus == SingleCpus.BY_CORE) {
            claimWholeCores(claims);
        }
        if (claims.need() > 0) {
            claimSingleCpus(claims);
        }
    }

    private void claimWholeTop(Claims claims) {
        CpuGroups groups = hierarchy.top();
        if (claims.need() >= groups.smallestSize()) {
            claimWhole(claims, groups, order.top(claims.free()));
        }
    }

    private void claimWholeSecond(Claims claims) {
        CpuGroups groups = hierarchy.second();
        if (claims.need() >= groups.smallestSize()) {
            claimWhole(claims, groups, order.second(claims.free()));
        }
    }

    private void claimWholeCores(Claims claims) {
        CpuGroups groups = hierarchy.cores();
        if (claims.need() >= groups.smallestSize()) {
            claimWhole(claims, groups, order.cores(claims.free()));
        }
    }

    /// Claims each wholly free group that is not larger than the need; a larger one is passed over (cpu-manager 10.5,
    /// steps 1 and 3).
    static void claimWhole(Claims claims, CpuGroups groups, int[] inOrder) {
        for (int group : FreeOrder.whole(inOrder, groups, claims.free())) {
            if (claims.need() >= groups.size(group)) {
                claims.claim(groups, group);
            }
        }
    }

    /// Step 4 of cpu-manager 10.5. The list of CPUs is that of the step's beginning, hence the snapshot.
    private void claimSingleCpus(Claims claims) {
        long[] free = claims.freeSnapshot();
        switch (singleCpus) {
            case BY_CORE -> claimEach(claims, free, hierarchy.cores(), order.cores(free));
            case BY_ID -> claimEach(claims, free, hierarchy.sockets(), order.sockets(free));
            case ROUND_CORES -> {
                for (int socket : order.sockets(free)) {
                    claimRound(claims, free, order.coresOfSocket(socket, free));
                }
            }
        }
    }

    private static void claimEach(Claims claims, long[] free, CpuGroups groups, int[] inOrder) {
        for (int group : inOrder) {
            if (claims.need() < 1) {
                return;
            }
            groups.claimEach(claims, free, group);
        }
    }

    /// The lowest free CPU of every core, then the second lowest of every core, and so on.
    private void claimRound(Claims claims, long[] free, int[] cores) {
        long[] left = free.clone();
        boolean claimed = true;
        while (claimed && claims.need() > 0) {
            claimed = false;
            for (int core : cores) {
                int cpu = hierarchy.cores().removeLowest(left, core);
                if (cpu >= 0 && claims.need() > 0) {
                    claims.claimCpu(cpu);
                    claimed = true;
                }
            }
        }
    }
}
