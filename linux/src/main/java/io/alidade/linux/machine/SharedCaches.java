package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The caches of level 3 and above, as cAdvisor has them. Where one of them has no id (kernels before 4.11, most of arm64)
/// the lowest CPU becomes the id of all of them: made and real ids do not mix.
final class SharedCaches {
    private static final int FIRST_SHARED_LEVEL = 3;

    private final Map<Integer, List<SharedCache>> byCpu = new HashMap<>();
    private final boolean idsAreKnown;

    private SharedCaches(SortedMap<Integer, List<CacheFacts>> found, boolean idsAreKnown) {
        this.idsAreKnown = idsAreKnown;
        found.forEach((cpu, caches) -> byCpu.put(cpu, caches.stream().map(cache -> new SharedCache(cache.level(),
                idsAreKnown ? cache.id().orElse(cache.cpus().first()) : cache.cpus().first(), cache.cpus())).toList()));
    }

    static SharedCaches of(SortedMap<Integer, List<CacheFacts>> cachesByCpu, Warnings warnings) {
        SortedMap<Integer, List<CacheFacts>> found = new TreeMap<>();
        cachesByCpu.forEach((cpu, caches) -> found.put(cpu,
                caches.stream().filter(cache -> cache.level() >= FIRST_SHARED_LEVEL).toList()));
        boolean idsAreKnown = found.values().stream().flatMap(List::stream).allMatch(cache -> cache.id().isPresent());
        SharedCaches caches = new SharedCaches(found, idsAreKnown);
        caches.warnOfSameIds(warnings);
        return caches;
    }

    /// The caches of a CPU, in the order in which cAdvisor lists them.
    List<SharedCache> of(int cpu) {
        return byCpu.getOrDefault(cpu, List.of());
    }

    /// False if the ids are made, from the lowest CPU of each cache.
    boolean idsAreKnown() {
        return idsAreKnown;
    }

    private void warnOfSameIds(Warnings warnings) {
        record Id(int level, int id) {}
        Set<SharedCache> caches = new HashSet<>();
        byCpu.values().forEach(caches::addAll);
        Map<Id, CpuSet> cpusById = new HashMap<>();
        CpuSet ambiguous = CpuSet.EMPTY;
        for (SharedCache cache : caches) {
            CpuSet other = cpusById.putIfAbsent(new Id(cache.level(), cache.id()), cache.cpus());
            if (other != null) {
                ambiguous = ambiguous.or(cache.cpus()).or(other);
            }
        }
        warnings.addFor(ambiguous, DiscoveryWarning.Kind.CACHE_ID_AMBIGUOUS,
                "another cache of the same level has the same id; the kubelet takes them for one.");
    }

    /// A cache of level 3 or above.
    ///
    /// @param id   as the kernel has it, unique among the caches of one level; the lowest CPU where it has none
    /// @param cpus the CPUs that share it
    record SharedCache(int level, int id, CpuSet cpus) {}
}
