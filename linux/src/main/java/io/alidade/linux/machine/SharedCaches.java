package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.CacheFolders.Found;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The caches of level 3 and above, as cAdvisor has them. Where one of them has no id (kernels before 4.11, most of arm64)
/// the lowest CPU becomes the id of all of them: made and real ids do not mix.
final class SharedCaches {
    private static final int FIRST_SHARED_LEVEL = 3;

    private final Map<Integer, List<SharedCache>> byFirstCpu = new HashMap<>();
    private final List<SharedCache> caches;
    private final boolean idsAreKnown;

    private SharedCaches(Map<Integer, List<Found>> found, boolean idsAreKnown) {
        this.idsAreKnown = idsAreKnown;
        found.forEach((cpu, ofCore) -> byFirstCpu.put(cpu, ofCore.stream().map(cache -> new SharedCache(cache.level(),
                idsAreKnown ? cache.id().orElse(cache.cpus().first()) : cache.cpus().first(), cache.cpus())).toList()));
        caches = byFirstCpu.values().stream().flatMap(List::stream).distinct().sorted(Comparator
                .comparingInt(SharedCache::level).thenComparingInt(cache -> cache.cpus().first())).toList();
    }

    static SharedCaches of(CacheFolders cacheFolders, Warnings warnings) {
        Map<Integer, List<Found>> found = new HashMap<>();
        cacheFolders.byFirstCpu().forEach((cpu, ofCore) -> found.put(cpu,
                ofCore.stream().filter(cache -> cache.level() >= FIRST_SHARED_LEVEL).toList()));
        boolean idsAreKnown = found.values().stream().flatMap(List::stream).allMatch(cache -> cache.id().isPresent());
        SharedCaches caches = new SharedCaches(found, idsAreKnown);
        caches.warnOfSameIds(warnings);
        return caches;
    }

    /// The caches of a core in the order of their folders, by the core's lowest CPU.
    List<SharedCache> ofCore(int firstCpu) {
        return byFirstCpu.getOrDefault(firstCpu, List.of());
    }

    /// False if the ids are made, from the lowest CPU of each cache.
    boolean idsAreKnown() {
        return idsAreKnown;
    }

    private void warnOfSameIds(Warnings warnings) {
        record Id(int level, int id) {}
        Set<Id> ids = new HashSet<>();
        CpuSet ambiguous = CpuSet.EMPTY;
        for (SharedCache cache : caches) {
            if (!ids.add(new Id(cache.level(), cache.id()))) {
                ambiguous = ambiguous.or(cache.cpus());
            }
        }
        warnings.addFor(ambiguous, DiscoveryWarning.Kind.CACHE_ID_AMBIGUOUS,
                "another cache of the same level has the same id; the kubelet takes them for one.");
    }
}
