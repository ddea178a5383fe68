package io.alidade.linux.process;

import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much memory is in use on each NUMA node at this moment, hugepages by their size. What the kernel drops when somebody
/// needs the room (the cache of files, reclaimable slabs) does not count.
public final class MemoryInUse {
    private static final int MAX_NAMES = 10_000;
    private static final Pattern NUMA_NODE = Pattern.compile("node([0-9]{1,5})");
    private static final Pattern PAGES = Pattern.compile("hugepages-([0-9]{1,12})kB");
    /// `Node 0 MemFree:  6176636 kB`
    private static final Pattern AMOUNT = Pattern.compile("Node +[0-9]+ ([^:]+): +([0-9]{1,15}) kB");

    private MemoryInUse() {}

    /// Of one NUMA node.
    ///
    /// @param memoryBytes in ordinary pages
    /// @param hugepages   page size in bytes to bytes in use
    public record OfNumaNode(long memoryBytes, Map<Long, Long> hugepages) {
        public OfNumaNode {
            hugepages = Map.copyOf(hugepages);
        }
    }

    /// Reads it, by NUMA node id; a NUMA node that does not tell is left out.
    ///
    /// @param root where `sys` is, `/` for this machine
    /// @throws io.alidade.linux.tree.UnusableTree if it cannot be opened
    public static Map<Integer, OfNumaNode> read(Path root) {
        Map<Integer, OfNumaNode> inUse = new TreeMap<>();
        Optional<TreeDirectory> folder = MachineTree.open(root, _ -> {}).directory("sys/devices/system/node");
        if (folder.isEmpty()) {
            return inUse;
        }
        for (String name : folder.get().names(MAX_NAMES)) {
            Matcher matcher = NUMA_NODE.matcher(name);
            if (matcher.matches()) {
                folder.get().directory(name).flatMap(MemoryInUse::ofNumaNode)
                        .ifPresent(use -> inUse.put(Integer.parseInt(matcher.group(1)), use));
            }
        }
        return inUse;
    }

    private static Optional<OfNumaNode> ofNumaNode(TreeDirectory numaNode) {
        Map<String, Long> amounts = new TreeMap<>();
        numaNode.attribute("meminfo").ifPresent(text -> text.lines().map(String::strip).map(AMOUNT::matcher)
                .filter(Matcher::matches)
                .forEach(matcher -> amounts.put(matcher.group(1), Long.parseLong(matcher.group(2)) << 10)));
        if (!amounts.containsKey("MemTotal") || !amounts.containsKey("MemFree")) {
            return Optional.empty();
        }
        Map<Long, Long> hugepages = new TreeMap<>();
        long allHugepages = 0;
        Optional<TreeDirectory> sizes = numaNode.directory("hugepages");
        if (sizes.isPresent()) {
            for (String name : sizes.get().names(MAX_NAMES)) {
                Matcher matcher = PAGES.matcher(name);
                if (matcher.matches()) {
                    long size = Long.parseLong(matcher.group(1)) << 10;
                    Optional<TreeDirectory> pages = sizes.get().directory(name);
                    long all = count(pages, "nr_hugepages");
                    hugepages.put(size, size * Math.max(0, all - count(pages, "free_hugepages")));
                    allHugepages += size * all;
                }
            }
        }
        long available = amounts.get("MemFree") + amounts.getOrDefault("Active(file)", 0L)
                + amounts.getOrDefault("Inactive(file)", 0L) + amounts.getOrDefault("SReclaimable", 0L);
        return Optional
                .of(new OfNumaNode(Math.max(0, amounts.get("MemTotal") - allHugepages - available), hugepages));
    }

    private static long count(Optional<TreeDirectory> pages, String name) {
        return pages.flatMap(folder -> folder.attribute(name)).filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::parseLong).orElse(0L);
    }
}
