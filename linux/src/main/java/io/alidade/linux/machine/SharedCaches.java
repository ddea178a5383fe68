package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The caches of level 3 and above, read once for each core: the CPUs of a core share all of them.
///
/// A cache without a usable list of CPUs belongs to its core alone (old Itanium kernels write an empty map). Where one
/// cache of the machine has no id (kernels before 4.11, most of arm64) the lowest CPU becomes the id of all of them: made
/// and real ids do not mix.
final class SharedCaches {
    private static final int FIRST_SHARED_LEVEL = 3;
    private static final int MAX_CACHES = 64;

    private record Found(int level, OptionalInt id, CpuSet cpus) {}

    private final Map<Integer, List<SharedCache>> byFirstCpu = new HashMap<>();
    private final List<SharedCache> caches;
    private final boolean idsAreKnown;

    private SharedCaches(Map<Integer, List<Found>> found, boolean idsAreKnown) {
        this.idsAreKnown = idsAreKnown;
        found.forEach((cpu, ofCore) -> byFirstCpu.put(cpu, ofCore.stream().map(cache -> new SharedCache(cache.level,
                idsAreKnown ? cache.id.orElse(cache.cpus.first()) : cache.cpus.first(), cache.cpus)).toList()));
        caches = byFirstCpu.values().stream().flatMap(List::stream).distinct().sorted(Comparator
                .comparingInt(SharedCache::level).thenComparingInt(cache -> cache.cpus().first())).toList();
    }

    static SharedCaches discover(CpuFolders cpuFolders, List<CpuSet> cores, Warnings warnings) {
        Attributes attributes = new Attributes(warnings);
        Map<Integer, List<Found>> found = new HashMap<>();
        CpuSet.Builder unknownSharing = new CpuSet.Builder();
        boolean idsAreKnown = true;
        for (CpuSet core : cores) {
            List<Found> ofCore = new ArrayList<>();
            for (TreeDirectory folder : folders(cpuFolders, core.first())) {
                int level = attributes.id(folder, "level").orElse(0);
                if (level < FIRST_SHARED_LEVEL) {
                    continue;
                }
                CpuSet cpus = attributes.cpus(folder, "shared_cpu_map", "shared_cpu_list").orElse(CpuSet.EMPTY);
                if (!cpus.contains(core.first())) {
                    core.forEach(unknownSharing::add);
                    cpus = core;
                }
                OptionalInt id = attributes.id(folder, "id");
                idsAreKnown &= id.isPresent();
                ofCore.add(new Found(level, id, cpus));
            }
            found.put(core.first(), ofCore);
        }
        warnings.addFor(unknownSharing.build(), DiscoveryWarning.Kind.CACHE_SHARING_UNKNOWN,
                "a level 3 cache does not list its own CPUs; it counts as the core's own.");
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

    /// All caches, by level and lowest CPU.
    List<SharedCache> all() {
        return caches;
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

    /// `cache/indexN` in the order in which cAdvisor lists them, which is that of the names.
    private static List<TreeDirectory> folders(CpuFolders cpuFolders, int cpu) {
        Optional<TreeDirectory> cache = Optional.ofNullable(cpuFolders.folders().get(cpu))
                .flatMap(folder -> folder.directory("cache"));
        if (cache.isEmpty()) {
            return List.of();
        }
        return cache.get()
                .names(MAX_CACHES, name -> KernelText.numbered(name, "index", Integer.MAX_VALUE).isPresent()).stream()
                .flatMap(name -> cache.get().directory(name).stream()).toList();
    }
}
