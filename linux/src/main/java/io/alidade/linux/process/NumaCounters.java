package io.alidade.linux.process;

import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the kernel counts of each NUMA node, in pages since it started (`numastat`): `numa_hit` for pages that came from where
/// they were wanted, `numa_miss` for those that came from here though another NUMA node was wanted, and so on.
///
/// @param counts NUMA node id to counter to count
public record NumaCounters(Map<Integer, Map<String, Long>> counts) {
    private static final int MAX_NAMES = 10_000;
    private static final Pattern NUMA_NODE = Pattern.compile("node([0-9]{1,5})");
    private static final Pattern LINE = Pattern.compile("([a-z_]{1,40}) ([0-9]{1,18})");

    public NumaCounters {
        Map<Integer, Map<String, Long>> sorted = new TreeMap<>();
        counts.forEach((numaNode, own) -> sorted.put(numaNode, Map.copyOf(own)));
        counts = Collections.unmodifiableMap(sorted);
    }

    /// Reads them; a NUMA node that does not tell is left out.
    ///
    /// @param root where `sys` is, `/` for this machine
    /// @throws io.alidade.linux.tree.UnusableTree if it cannot be opened
    public static NumaCounters read(Path root) {
        Map<Integer, Map<String, Long>> counts = new TreeMap<>();
        Optional<TreeDirectory> folder = MachineTree.open(root, _ -> {}).directory("sys/devices/system/node");
        if (folder.isPresent()) {
            for (String name : folder.get().names(MAX_NAMES)) {
                Matcher numaNode = NUMA_NODE.matcher(name);
                if (numaNode.matches()) {
                    folder.get().directory(name).flatMap(own -> own.attribute("numastat"))
                            .ifPresent(text -> counts.put(Integer.parseInt(numaNode.group(1)), counters(text)));
                }
            }
        }
        return new NumaCounters(counts);
    }

    private static Map<String, Long> counters(String text) {
        Map<String, Long> counters = new TreeMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches)
                .forEach(line -> counters.put(line.group(1), Long.parseLong(line.group(2))));
        return counters;
    }

    /// What was counted since others were read.
    public NumaCounters since(NumaCounters before) {
        Map<Integer, Map<String, Long>> counted = new TreeMap<>();
        counts.forEach((numaNode, own) -> {
            Map<String, Long> differences = new TreeMap<>();
            own.forEach((name, count) -> differences.put(name,
                    Math.max(0, count - before.counts.getOrDefault(numaNode, Map.of()).getOrDefault(name, 0L))));
            counted.put(numaNode, differences);
        });
        return new NumaCounters(counted);
    }
}
