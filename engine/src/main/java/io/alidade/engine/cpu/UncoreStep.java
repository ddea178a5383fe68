package io.alidade.engine.cpu;

import io.alidade.engine.settings.KubeletVersion;

/// Whole uncore caches, then a part of one: the option `prefer-align-cpus-by-uncorecache` (cpu-manager 10.6).
final class UncoreStep {
    private final Hierarchy hierarchy;
    private final FreeOrder order;
    private final int cpusPerCore;
    private final int cpusPerUncoreCache;
    private final KubeletVersion version;

    UncoreStep(Hierarchy hierarchy, FreeOrder order, KubeletVersion version) {
        this.hierarchy = hierarchy;
        this.order = order;
        this.version = version;
        cpusPerCore = hierarchy.topology().cpusPerCore();
        cpusPerUncoreCache = hierarchy.topology().cpusPerUncoreCache();
    }

    /// All wholly free caches that fit, then what is left from the first one cache that has it, in the order of the
    /// beginning. Up to 1.37 the average size decides whether whole caches are looked for at all, their real sizes which;
    /// since 1.38 only those.
    ///
    /// The kubelet looks for whole caches again before each part. It finds none: the need has only shrunk, and a part
    /// that is taken ends the step.
    void claim(Claims claims) {
        int[] caches = order.uncoreCaches(claims.free());
        if (version.judgesUncoreCachesBySize() || claims.need() >= cpusPerUncoreCache) {
            PackedChoice.claimWhole(claims, hierarchy.uncoreCaches(), caches);
        }
        for (int i = 0; i < caches.length && claims.need() > 0; i++) {
            claimPart(claims, caches[i]);
        }
    }

    /// All or nothing from one cache. It counts cores, not CPUs: as many of the lowest cores as the need fills when
    /// they are whole, since 1.34 with one that it only begins. Partly used cores among them make it fail although the
    /// cache has room.
    private void claimPart(Claims claims, int cache) {
        long[] free = claims.free();
        long[] part = new long[free.length];
        Nesting coresOfCache = hierarchy.coresOfUncoreCache();
        boolean fromBegunCores = version.fillsUncoreCachesFromBegunCores();
        int cores = fromBegunCores ? (claims.need() - 1) / cpusPerCore + 1 : claims.need() / cpusPerCore;
        for (int pair = coresOfCache.firstPair(cache); pair < coresOfCache.endPair(cache) && cores > 0; pair++) {
            if (coresOfCache.freeCount(free, pair) > 0) {
                coresOfCache.children().addFreeTo(part, free, coresOfCache.childOf(pair));
                cores--;
            }
        }
        int count = Claims.count(part);
        if (fromBegunCores && claims.need() % 2 == 1 && cpusPerCore > 1 && count > claims.need()) {
            removeHighest(part);
            count--;
        }
        if (count == claims.need()) {
            claims.claimWords(part);
        }
    }

    private static void removeHighest(long[] cpus) {
        int word = cpus.length - 1;
        while (cpus[word] == 0) {
            word--;
        }
        cpus[word] &= ~Long.highestOneBit(cpus[word]);
    }
}
