package io.alidade.linux.machine;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The folders `cache/indexN` of all cores, read once for each core: the CPUs of a core share all of them.
///
/// A cache that does not list the CPU it was found at (old Itanium kernels write an empty map) belongs to its core alone.
///
/// @param byFirstCpu the caches of each core in the order of their folders, by the core's lowest CPU
record CacheFolders(Map<Integer, List<Found>> byFirstCpu) {
    private static final int MAX_CACHES = 64;
    private static final int MAX_LEVEL = 16;
    private static final int BYTES_PER_KILOBYTE = 1024;

    /// One cache as found at one core.
    ///
    /// @param cpus with those that are offline, if the kernel lists them
    record Found(int level, Cache.Type type, OptionalInt id, OptionalLong sizeBytes, CpuSet cpus) {}

    static CacheFolders discover(CpuFolders cpuFolders, List<CpuSet> cores, Warnings warnings) {
        Attributes attributes = new Attributes(warnings);
        Map<Integer, List<Found>> found = new TreeMap<>();
        CpuSet.Builder unknownSharing = new CpuSet.Builder();
        CpuSet.Builder unknownType = new CpuSet.Builder();
        for (CpuSet core : cores) {
            List<Found> ofCore = new ArrayList<>();
            for (TreeDirectory folder : folders(cpuFolders, core.first())) {
                int level = attributes.id(folder, "level").orElse(0);
                if (level < 1 || level > MAX_LEVEL) {
                    continue;
                }
                CpuSet cpus = attributes.cpus(folder, "shared_cpu_map", "shared_cpu_list").orElse(CpuSet.EMPTY);
                if (!cpus.contains(core.first())) {
                    core.forEach(unknownSharing::add);
                    cpus = core;
                }
                Optional<Cache.Type> type = type(folder, warnings);
                if (type.isEmpty()) {
                    core.forEach(unknownType::add);
                }
                ofCore.add(new Found(level, type.orElse(Cache.Type.UNIFIED), attributes.id(folder, "id"),
                        sizeBytes(folder, warnings), cpus));
            }
            found.put(core.first(), List.copyOf(ofCore));
        }
        warnings.addFor(unknownSharing.build(), DiscoveryWarning.Kind.CACHE_SHARING_UNKNOWN,
                "a cache does not list its own CPUs; it counts as the core's own.");
        warnings.addFor(unknownType.build(), DiscoveryWarning.Kind.CACHE_TYPE_UNKNOWN,
                "a cache has no type; it counts as unified.");
        return new CacheFolders(found);
    }

    /// All caches of the usable CPUs, by level, type and lowest CPU. A cache that its cores describe alike is one.
    List<Cache> all(CpuSet usableCpus) {
        record Place(int level, Cache.Type type, CpuSet cpus) {}
        Map<Place, Cache> caches = new LinkedHashMap<>();
        byFirstCpu.values().stream().flatMap(List::stream).forEach(found -> {
            CpuSet cpus = found.cpus.and(usableCpus);
            caches.putIfAbsent(new Place(found.level, found.type, cpus),
                    new Cache(found.level, found.type, found.id, found.sizeBytes, cpus));
        });
        return caches.values().stream().sorted(Comparator.comparingInt(Cache::level).thenComparing(Cache::type)
                .thenComparingInt(cache -> cache.cpus().first())).toList();
    }

    private static Optional<Cache.Type> type(TreeDirectory folder, Warnings warnings) {
        Optional<String> text = folder.attribute("type");
        for (Cache.Type type : Cache.Type.values()) {
            if (text.isPresent() && text.get().equals(type.wireName())) {
                return Optional.of(type);
            }
        }
        text.ifPresent(strange -> warnings.malformed(folder.pathOf("type"), strange));
        return Optional.empty();
    }

    /// The kernel writes kilobytes, `32K`; an architecture that does not know writes `0K`.
    private static OptionalLong sizeBytes(TreeDirectory folder, Warnings warnings) {
        Optional<String> text = folder.attribute("size");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = text.get().endsWith("K") ? text.get().substring(0, text.get().length() - 1) : "";
        OptionalLong number = KernelText.number(digits);
        if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > Integer.MAX_VALUE) {
            warnings.malformed(folder.pathOf("size"), text.get());
            return OptionalLong.empty();
        }
        return number.getAsLong() == 0 ? OptionalLong.empty()
                : OptionalLong.of(number.getAsLong() * BYTES_PER_KILOBYTE);
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
