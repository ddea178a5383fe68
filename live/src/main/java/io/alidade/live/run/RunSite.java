package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A machine as a command finds it.
///
/// @param allowedCpus      those that the caller may use at all
/// @param allowedNumaNodes those that may give it memory
/// @param used             memory that others use, which no run was given
/// @param runs             the commands that run
public record RunSite(NodeTopology topology, CpuSet allowedCpus, NumaNodeIds allowedNumaNodes, MemoryShares used,
        List<Run> runs) {
    public static final String MEMORY = "memory";

    public RunSite {
        runs = List.copyOf(runs);
    }

    /// A machine on which nothing runs, and everything is allowed.
    public static RunSite empty(NodeTopology topology) {
        return new RunSite(topology, topology.cpuSet(),
                NumaNodeIds.of(topology.numaNodes().stream().map(NumaNode::id).toList()), MemoryShares.NONE, List.of());
    }

    /// All CPUs of the machine.
    public CpuSet cpus() {
        return topology.cpuSet();
    }

    /// The CPUs of a NUMA node.
    public CpuSet cpus(int numaNode) {
        return CpuSet.of(topology.cpus().stream().filter(cpu -> cpu.numaNode() == numaNode).mapToInt(Cpu::cpu)
                .toArray());
    }

    /// The NUMA nodes of CPUs.
    public NumaNodeIds numaNodes(CpuSet cpus) {
        return NumaNodeIds.of(topology.cpus().stream().filter(cpu -> cpus.contains(cpu.cpu())).map(Cpu::numaNode)
                .distinct().toList());
    }

    /// The CPUs that nobody can be given: those of other commands and those that are not allowed.
    public CpuSet takenCpus() {
        CpuSet taken = cpus().andNot(allowedCpus);
        for (Run run : runs) {
            taken = taken.or(run.cpus().and(cpus()));
        }
        return taken;
    }

    /// The memory that there is, by type.
    public MemoryShares capacity() {
        Map<Integer, Map<String, Long>> capacity = new TreeMap<>();
        topology.numaNodes().forEach(numaNode -> {
            Map<String, Long> types = new TreeMap<>();
            long pages = 0;
            for (Map.Entry<Long, Long> size : numaNode.hugepages().entrySet()) {
                long bytes = size.getKey() * size.getValue();
                types.put(hugepages(size.getKey()), bytes);
                pages += bytes;
            }
            types.put(MEMORY, Math.max(0, numaNode.memoryBytes() - pages));
            capacity.put(numaNode.id(), types);
        });
        return new MemoryShares(capacity);
    }

    /// The kubelet's name for hugepages of a size.
    public static String hugepages(long pageSizeBytes) {
        return "hugepages-" + io.alidade.engine.quantity.Quantity.ofBytes(pageSizeBytes).toText();
    }

    /// What of each type nobody can be given, at most all.
    MemoryShares takenMemory() {
        MemoryShares held = used;
        for (Run run : runs) {
            held = held.plus(run.memory());
        }
        Map<Integer, Map<String, Long>> taken = new TreeMap<>();
        for (Map.Entry<Integer, Map<String, Long>> numaNode : capacity().bytes().entrySet()) {
            Map<String, Long> types = new TreeMap<>();
            for (Map.Entry<String, Long> type : numaNode.getValue().entrySet()) {
                types.put(type.getKey(), allowedNumaNodes.contains(numaNode.getKey())
                        ? Math.min(type.getValue(), held.of(numaNode.getKey(), type.getKey())) : type.getValue());
            }
            taken.put(numaNode.getKey(), types);
        }
        return new MemoryShares(taken);
    }

    /// The CPUs that a command can be given while some stay for everything else.
    public CpuSet freeCpus(CpuSet reservedCpus) {
        return cpus().andNot(takenCpus()).andNot(reservedCpus);
    }

    /// Bytes of a type on a NUMA node that a command can be given.
    public long freeBytes(int numaNode, String type) {
        long rest = capacity().of(numaNode, type) - takenMemory().of(numaNode, type);
        return Math.max(0, type.equals(MEMORY) ? rest - keptBytes(numaNode) : rest);
    }

    /// What of a NUMA node's memory stays for the kernel: a sixteenth, at most 256 MiB.
    long keptBytes(int numaNode) {
        return Math.min(256L << 20, capacity().of(numaNode, MEMORY) / 16);
    }
}
