package io.alidade.live.measure;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.machine.Hypervisor;
import io.alidade.live.run.RunSite;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// This machine as measuring wants to know it: what of it this process may use.
public record MeasuredMachine(RunSite site, Hardware hardware, Optional<Hypervisor> hypervisor) {
    private static final int UNCORE_LEVEL = 3;

    /// The NUMA nodes with CPUs that may be used, ascending.
    public List<Integer> cpuNumaNodes() {
        return numaNodes().stream().filter(numaNode -> !cores(numaNode).isEmpty()).toList();
    }

    /// The NUMA nodes that may give memory and have some, ascending.
    public List<Integer> memoryNumaNodes() {
        return numaNodes().stream().filter(numaNode -> freeBytes(numaNode) > 0).toList();
    }

    private List<Integer> numaNodes() {
        return site.topology().numaNodes().stream().map(NumaNode::id).toList();
    }

    /// The cores of a NUMA node as far as they may be used, by lowest CPU.
    public List<CpuSet> cores(int numaNode) {
        CpuSet usable = site.cpus(numaNode).and(site.allowedCpus());
        return hardware.cores().stream().map(core -> core.and(usable)).filter(core -> !core.isEmpty())
                .sorted(Comparator.comparingInt(CpuSet::first)).toList();
    }

    /// Memory that is free, or that the kernel can drop at once.
    public long freeBytes(int numaNode) {
        return site.freeBytes(numaNode, RunSite.MEMORY);
    }

    /// All last-level caches of level 3 that CPUs of a NUMA node have; 0 if their sizes are not told.
    public long cacheBytes(int numaNode) {
        CpuSet cpus = site.cpus(numaNode);
        return hardware.caches().stream()
                .filter(cache -> cache.level() >= UNCORE_LEVEL && cache.cpus().intersects(cpus))
                .map(Cache::sizeBytes).mapToLong(size -> size.orElse(0)).sum();
    }

    /// The NUMA node with memory that is farthest from some CPUs, by the firmware's distances; the lowest of several. Nothing
    /// if all memory is where the CPUs are.
    public Optional<Integer> farthest(CpuSet cpus) {
        List<Integer> all = numaNodes();
        List<Integer> own = all.stream().filter(numaNode -> site.cpus(numaNode).intersects(cpus)).toList();
        return memoryNumaNodes().stream().filter(numaNode -> !own.contains(numaNode))
                .max(Comparator.<Integer>comparingInt(numaNode -> distance(own.getFirst(), all.indexOf(numaNode)))
                        .thenComparing(Comparator.<Integer>naturalOrder().reversed()));
    }

    private int distance(int from, int position) {
        return site.topology().numaNodes().stream().filter(numaNode -> numaNode.id() == from)
                .map(NumaNode::distances).filter(distances -> position < distances.size())
                .map(distances -> distances.get(position)).findFirst().orElse(0);
    }
}
