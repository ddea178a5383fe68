package io.alidade.linux.machine;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the folders `cache/indexN` of the CPUs. The CPUs of a core share its caches, so those of the lowest one are read,
/// and those of another only if it is missing in one of them: then it has one of its own.
///
/// A cache that does not list the CPU it was found at (old Itanium kernels write an empty map) belongs to its core alone.
final class CacheFolders {
    private static final int MAX_CACHES = 64;
    private static final int MAX_LEVEL = 16;
    private static final int BYTES_PER_KILOBYTE = 1024;

    private final CpuFolders cpuFolders;
    private final Warnings warnings;
    private final Attributes attributes;
    private final CpuSet.Builder unknownSharing = new CpuSet.Builder();
    private final CpuSet.Builder unknownType = new CpuSet.Builder();

    private CacheFolders(CpuFolders cpuFolders, Warnings warnings) {
        this.cpuFolders = cpuFolders;
        this.warnings = warnings;
        this.attributes = new Attributes(warnings);
    }

    /// The caches of each usable CPU in the order of their folders.
    static SortedMap<Integer, List<CacheFacts>> read(CpuFolders cpuFolders, List<CpuSet> cores, Warnings warnings) {
        CacheFolders folders = new CacheFolders(cpuFolders, warnings);
        SortedMap<Integer, List<CacheFacts>> byCpu = new TreeMap<>();
        for (CpuSet core : cores) {
            List<CacheFacts> ofFirst = folders.caches(core.first(), core);
            core.forEach(cpu -> byCpu.put(cpu, cpu == core.first()
                    || ofFirst.stream().allMatch(cache -> cache.cpus().contains(cpu)) ? ofFirst
                            : folders.caches(cpu, core)));
        }
        warnings.addFor(folders.unknownSharing.build(), DiscoveryWarning.Kind.CACHE_SHARING_UNKNOWN,
                "a cache does not list its own CPUs; it counts as the core's own.");
        warnings.addFor(folders.unknownType.build(), DiscoveryWarning.Kind.CACHE_TYPE_UNKNOWN,
                "a cache has no type; it counts as unified.");
        return byCpu;
    }

    private List<CacheFacts> caches(int cpu, CpuSet core) {
        List<CacheFacts> caches = new ArrayList<>();
        for (TreeDirectory folder : folders(cpu)) {
            int level = attributes.id(folder, "level").orElse(0);
            if (level < 1 || level > MAX_LEVEL) {
                continue;
            }
            CpuSet cpus = attributes.cpus(folder, "shared_cpu_map", "shared_cpu_list").orElse(CpuSet.EMPTY);
            if (!cpus.contains(cpu)) {
                core.forEach(unknownSharing::add);
                cpus = core;
            }
            Optional<Cache.Type> type = type(folder);
            if (type.isEmpty()) {
                core.forEach(unknownType::add);
            }
            caches.add(new CacheFacts(level, type.orElse(Cache.Type.UNIFIED), attributes.id(folder, "id"),
                    sizeBytes(folder), cpus));
        }
        return List.copyOf(caches);
    }

    private Optional<Cache.Type> type(TreeDirectory folder) {
        Optional<String> text = folder.attribute("type");
        for (Cache.Type type : Cache.Type.values()) {
            if (text.equals(Optional.of(type.wireName()))) {
                return Optional.of(type);
            }
        }
        text.ifPresent(strange -> warnings.malformed(folder.pathOf("type"), strange));
        return Optional.empty();
    }

    /// The kernel writes kilobytes, `32K`; an architecture that does not know writes `0K`.
    private OptionalLong sizeBytes(TreeDirectory folder) {
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
    private List<TreeDirectory> folders(int cpu) {
        Map<Integer, TreeDirectory> folders = cpuFolders.folders();
        Optional<TreeDirectory> cache = Optional.ofNullable(folders.get(cpu))
                .flatMap(folder -> folder.directory("cache"));
        if (cache.isEmpty()) {
            return List.of();
        }
        return cache.get()
                .names(MAX_CACHES, name -> KernelText.numbered(name, "index", Integer.MAX_VALUE).isPresent()).stream()
                .flatMap(name -> cache.get().directory(name).stream()).toList();
    }
}
