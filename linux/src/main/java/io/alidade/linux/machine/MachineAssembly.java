package io.alidade.linux.machine;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a machine of what a source says of it.
public final class MachineAssembly {
    private MachineAssembly() {}

    /// The distance from a NUMA node to itself, by the definition of ACPI.
    private static final int OWN_DISTANCE = 10;

    /// What the kubelet sees and what the hardware is.
    ///
    /// @throws io.alidade.linux.tree.UnusableTree if no NUMA node has a usable CPU
    public static DiscoveredMachine assemble(KernelFacts facts, Warnings warnings) {
        SharedCaches sharedCaches = SharedCaches.of(facts.cachesByCpu(), warnings);
        NodeTopology topology = new KubeletView(facts, sharedCaches, warnings).topology();
        Hardware hardware = new Hardware(facts.usableCpus(), facts.offlineCpus(), facts.isolatedCpus(),
                facts.places().packages(), facts.places().cores(), facts.numaNodeCpus(),
                caches(facts.cachesByCpu().values(), facts.usableCpus()), facts.coreKinds(), facts.memoryTiers(),
                facts.devices(), facts.cgroupMode(), facts.memoryBytes());
        return new DiscoveredMachine(topology, hardware, warnings.toList());
    }

    /// Of a single NUMA node there is one distance, whether the source tells it or not.
    static List<NumaNode> withDistances(List<NumaNode> numaNodes) {
        if (numaNodes.size() != 1) {
            return numaNodes;
        }
        NumaNode only = numaNodes.getFirst();
        return List.of(new NumaNode(only.id(), only.memoryBytes(), only.hugepages(), List.of(OWN_DISTANCE)));
    }

    /// All caches of the usable CPUs, by level, type and lowest CPU. A cache that its CPUs describe alike is one.
    private static List<Cache> caches(Collection<List<CacheFacts>> found, CpuSet usableCpus) {
        record Place(int level, Cache.Type type, CpuSet cpus) {}
        Map<Place, Cache> caches = new LinkedHashMap<>();
        found.stream().flatMap(List::stream).forEach(facts -> {
            CpuSet cpus = facts.cpus().and(usableCpus);
            caches.putIfAbsent(new Place(facts.level(), facts.type(), cpus),
                    new Cache(facts.level(), facts.type(), facts.id(), facts.sizeBytes(), cpus));
        });
        return caches.values().stream().sorted(Comparator.comparingInt(Cache::level).thenComparing(Cache::type)
                .thenComparingInt(cache -> cache.cpus().first())).toList();
    }
}
