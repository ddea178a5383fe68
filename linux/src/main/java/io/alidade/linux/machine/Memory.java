package io.alidade.linux.machine;

import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Memory and hugepages, of a NUMA node or of a machine without NUMA nodes.
final class Memory {
    // One entry for each page size; no architecture has ten.
    private static final int MAX_PAGE_SIZES = 64;
    private static final int BYTES_PER_KILOBYTE = 1024;
    private static final List<String> USED_KEYS = List.of("MemTotal", "HugePages_Total", "Hugepagesize");

    private final MachineTree tree;
    private final Attributes attributes;
    private final Warnings warnings;

    Memory(MachineTree tree, Attributes attributes, Warnings warnings) {
        this.tree = tree;
        this.attributes = attributes;
        this.warnings = warnings;
    }

    /// The lines of a `meminfo` that are used here; the others change from one moment to the next.
    static String usedLines(String meminfo) {
        return meminfo.lines().filter(line -> USED_KEYS.stream().anyMatch(key -> line.contains(key + ":")))
                .collect(Collectors.joining("\n"));
    }

    /// `MemTotal` of a `meminfo`; 0 with a warning where there is none, as the kubelet has it.
    long totalBytes(String owner, String meminfo) {
        OptionalLong bytes = KernelText.kilobytes(meminfo, "MemTotal");
        if (bytes.isEmpty()) {
            warnings.addRepeated(DiscoveryWarning.Kind.MEMORY_UNKNOWN,
                    owner + " has no MemTotal in its meminfo; 0 bytes");
        }
        return bytes.orElse(0);
    }

    /// The kernel's total, from `/proc/meminfo`.
    static OptionalLong kernelTotalBytes(MachineTree tree) {
        return KernelText.kilobytes(ofMachine(tree), "MemTotal");
    }

    private static String ofMachine(MachineTree tree) {
        return tree.directory("proc")
                .flatMap(proc -> proc.attribute("meminfo", MachineTree.MAX_ATTRIBUTE_BYTES, Memory::usedLines))
                .orElse("");
    }

    /// Page size in bytes to number of pages, from the folder `hugepages`. Old kernels have no such folder for a NUMA node,
    /// but count the pages of the default size in its `meminfo`.
    Map<Long, Long> hugepages(String owner, Optional<TreeDirectory> folder, String meminfo) {
        return folder.map(this::fromFolder).orElseGet(() -> fromMeminfo(owner, meminfo));
    }

    private Map<Long, Long> fromFolder(TreeDirectory folder) {
        Map<Long, Long> pages = new TreeMap<>();
        for (String name : folder.names(MAX_PAGE_SIZES)) {
            Optional<TreeDirectory> size = folder.directory(name);
            if (size.isEmpty()) {
                continue;
            }
            OptionalLong pageSizeBytes = pageSizeBytes(name);
            if (pageSizeBytes.isEmpty()) {
                warnings.malformed(folder.pathOf(name), name);
                continue;
            }
            attributes.count(size.get(), "nr_hugepages").ifPresent(count -> {
                if (count > Long.MAX_VALUE / pageSizeBytes.getAsLong()) {
                    warnings.malformed(size.get().pathOf("nr_hugepages"), Long.toString(count));
                } else {
                    pages.put(pageSizeBytes.getAsLong(), count);
                }
            });
        }
        return pages;
    }

    private Map<Long, Long> fromMeminfo(String owner, String meminfo) {
        long count = KernelText.count(meminfo, "HugePages_Total").orElse(0);
        if (count <= 0) {
            return Map.of();
        }
        long pageSizeBytes = KernelText.kilobytes(ofMachine(tree), "Hugepagesize").orElse(0);
        if (pageSizeBytes <= 0 || count > Long.MAX_VALUE / pageSizeBytes) {
            warnings.addRepeated(DiscoveryWarning.Kind.HUGEPAGES_FROM_MEMINFO, owner + " has " + count
                    + " hugepages in its meminfo, but of unknown size; left out");
            return Map.of();
        }
        warnings.addRepeated(DiscoveryWarning.Kind.HUGEPAGES_FROM_MEMINFO,
                owner + " has no folder of hugepages; " + count
                        + " of the default size of " + pageSizeBytes / BYTES_PER_KILOBYTE
                        + " kB come from its meminfo");
        return Map.of(pageSizeBytes, count);
    }

    /// The size in the name of a folder, `hugepages-2048kB`.
    private static OptionalLong pageSizeBytes(String name) {
        String prefix = "hugepages-";
        String suffix = "kB";
        if (!name.startsWith(prefix) || !name.endsWith(suffix) || name.length() <= prefix.length() + suffix.length()) {
            return OptionalLong.empty();
        }
        OptionalLong kilobytes = KernelText.number(name.substring(prefix.length(), name.length() - suffix.length()));
        return kilobytes.isPresent() && kilobytes.getAsLong() > 0
                && kilobytes.getAsLong() <= Long.MAX_VALUE / BYTES_PER_KILOBYTE
                        ? OptionalLong.of(kilobytes.getAsLong() * BYTES_PER_KILOBYTE)
                        : OptionalLong.empty();
    }
}
