package io.alidade.live.run;

import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.MemoryInUse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// This machine as a command finds it at this moment.
public final class LiveSite {
    private static final Path ROOT = Path.of("/");
    private static final String MEMS = "Mems_allowed_list:";

    private LiveSite() {}

    /// Looks.
    ///
    /// @param runs the commands that run
    public static RunSite of(NodeTopology topology, List<Run> runs) {
        return new RunSite(topology, CpuAffinity.current(), allowedNumaNodes(topology),
                used(topology, MemoryInUse.read(ROOT), runs), runs);
    }

    private static NumaNodeIds allowedNumaNodes(NodeTopology topology) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(MEMS)).findFirst()
                    .map(line -> NumaNodeIds.parseList(line.substring(MEMS.length()).strip()))
                    .orElseGet(() -> all(topology));
        } catch (IOException unknown) {
            return all(topology);
        }
    }

    private static NumaNodeIds all(NodeTopology topology) {
        return NumaNodeIds.of(topology.numaNodes().stream().map(NumaNode::id).toList());
    }

    /// What is in use beyond what runs were given: they are charged with that, whether they use it or not.
    static MemoryShares used(NodeTopology topology, Map<Integer, MemoryInUse.OfNumaNode> inUse, List<Run> runs) {
        MemoryShares given = MemoryShares.NONE;
        MemoryShares resident = MemoryShares.NONE;
        for (Run run : runs) {
            given = given.plus(run.memory());
            resident = resident.plus(resident(run));
        }
        Map<Integer, Map<String, Long>> used = new TreeMap<>();
        for (NumaNode numaNode : topology.numaNodes()) {
            int id = numaNode.id();
            MemoryInUse.OfNumaNode use = inUse.getOrDefault(id, new MemoryInUse.OfNumaNode(0, Map.of()));
            Map<String, Long> types = new TreeMap<>();
            types.put(RunSite.MEMORY, Math.max(0, use.memoryBytes() - resident.of(id, RunSite.MEMORY)));
            // Whose hugepages are in use is not told; those that runs were given are taken to be among them.
            for (Map.Entry<Long, Long> size : use.hugepages().entrySet()) {
                String type = RunSite.hugepages(size.getKey());
                types.put(type, Math.max(0, size.getValue() - given.of(id, type)));
            }
            used.put(id, types);
        }
        return new MemoryShares(used);
    }

    /// What a run holds of the ordinary memory that it was given, in the proportion of its shares.
    private static MemoryShares resident(Run run) {
        long given = run.memory().sum(RunSite.MEMORY);
        if (given == 0) {
            return MemoryShares.NONE;
        }
        double part = Math.min(1, (double) run.process().residentBytes() / given);
        Map<Integer, Map<String, Long>> resident = new TreeMap<>();
        run.memory().bytes().forEach((numaNode, types) -> resident.put(numaNode,
                Map.of(RunSite.MEMORY, (long) (part * types.getOrDefault(RunSite.MEMORY, 0L)))));
        return new MemoryShares(resident);
    }
}
