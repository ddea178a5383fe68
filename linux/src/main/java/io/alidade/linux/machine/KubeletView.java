package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.linux.machine.CpuPlaces.Place;
import io.alidade.linux.machine.SharedCaches.SharedCache;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Turns what the kernel says into what the kubelet's managers see.
///
/// The uncore cache of a CPU (cpu-manager 2.3, 2.6): cAdvisor looks at the caches of level 3 and above of a core, in the
/// order of their folders. One that is shared by as many CPUs as the NUMA node has, it lists with the NUMA node; any other
/// with the core, and the kubelet takes the id of the first of those. With none, the socket id stands in. "As many CPUs as
/// the NUMA node has" is a product: cores of the NUMA node times CPUs of this core. So a cache that spans several NUMA
/// nodes is an uncore cache too, and so is the one cache of a NUMA node whose cores differ in size, because of hybrid
/// cores or an offline CPU.
final class KubeletView {
    private record CoreKey(int numaNode, int socket, int coreId) {}

    private final KernelFacts facts;
    private final SharedCaches sharedCaches;
    private final Warnings warnings;
    private final SortedMap<Integer, Integer> numaNodeByCpu = new TreeMap<>();

    KubeletView(KernelFacts facts, SharedCaches sharedCaches, Warnings warnings) {
        this.facts = facts;
        this.sharedCaches = sharedCaches;
        this.warnings = warnings;
    }

    /// @throws UnusableTree if no NUMA node has a usable CPU
    NodeTopology topology() {
        assignNumaNodes(facts.numaNodeCpus(), facts.usableCpus());
        if (numaNodeByCpu.isEmpty()) {
            throw new UnusableTree("no usable CPU (" + facts.usableCpus().toListString()
                    + ") belongs to a NUMA node.", facts.cure());
        }
        Map<CoreKey, CpuSet> cores = cores();
        Map<Integer, Integer> coresByNumaNode = new HashMap<>();
        cores.keySet().forEach(key -> coresByNumaNode.merge(key.numaNode, 1, Integer::sum));
        warnOfSameCoreIds(cores);
        List<Cpu> cpus = new ArrayList<>();
        CpuSet.Builder withoutId = new CpuSet.Builder();
        cores.forEach((key, coreCpus) -> {
            int spanning = coresByNumaNode.getOrDefault(key.numaNode, 0) * coreCpus.size();
            Optional<SharedCache> uncoreCache = sharedCaches.of(coreCpus.first()).stream()
                    .filter(cache -> cache.cpus().size() != spanning).findFirst();
            int uncoreCacheId = key.socket;
            if (uncoreCache.isPresent() && sharedCaches.idsAreKnown()) {
                uncoreCacheId = uncoreCache.get().id();
            } else if (uncoreCache.isPresent()) {
                coreCpus.forEach(withoutId::add);
            }
            int id = uncoreCacheId;
            coreCpus.forEach(cpu -> cpus.add(new Cpu(cpu, key.coreId, key.socket, key.numaNode, id)));
        });
        warnings.addFor(withoutId.build(), DiscoveryWarning.Kind.CACHE_ID_UNKNOWN,
                "the uncore cache has no id; the kubelet takes the socket for the uncore cache then.");
        return new NodeTopology(MachineAssembly.withDistances(facts.numaNodes()), cpus);
    }

    private void assignNumaNodes(SortedMap<Integer, CpuSet> cpusByNumaNode, CpuSet usableCpus) {
        CpuSet.Builder several = new CpuSet.Builder();
        // The kubelet keeps the last NUMA node that lists a CPU, in the order of the folders' names: node10, node2.
        cpusByNumaNode.keySet().stream().sorted(Comparator.comparing(id -> Integer.toString(id))).forEach(
                id -> cpusByNumaNode.getOrDefault(id, CpuSet.EMPTY).forEach(cpu -> {
                    if (numaNodeByCpu.put(cpu, id) != null) {
                        several.add(cpu);
                    }
                }));
        warnings.addFor(several.build(), DiscoveryWarning.Kind.CPU_IN_SEVERAL_NUMA_NODES,
                "listed by several NUMA nodes; counted to the last of them, as the kubelet does.");
        CpuSet.Builder placed = new CpuSet.Builder();
        numaNodeByCpu.keySet().forEach(placed::add);
        warnings.addFor(usableCpus.andNot(placed.build()), DiscoveryWarning.Kind.CPU_OUTSIDE_NUMA_NODES,
                "online, but listed by no NUMA node; left out, the kubelet does not see them.");
    }

    private Map<CoreKey, CpuSet> cores() {
        Map<CoreKey, CpuSet.Builder> builders = new HashMap<>();
        numaNodeByCpu.forEach((cpu, numaNode) -> builders.computeIfAbsent(key(cpu, numaNode),
                absent -> new CpuSet.Builder()).add(cpu));
        Map<CoreKey, CpuSet> cores = new HashMap<>();
        builders.forEach((key, cpus) -> cores.put(key, cpus.build()));
        return cores;
    }

    private CoreKey key(int cpu, int numaNode) {
        Place place = facts.places().places().getOrDefault(cpu, new Place(cpu, 0, cpu));
        return new CoreKey(numaNode, place.socket(), place.coreId());
    }

    /// Each CPU to the lowest CPU of its real core.
    private Map<Integer, Integer> realCoreByCpu() {
        Map<Integer, Integer> realCoreByCpu = new HashMap<>();
        for (CpuSet core : facts.places().cores()) {
            core.forEach(cpu -> realCoreByCpu.put(cpu, core.first()));
        }
        return realCoreByCpu;
    }

    private void warnOfSameCoreIds(Map<CoreKey, CpuSet> cores) {
        Map<Integer, Integer> realCoreByCpu = realCoreByCpu();
        CpuSet.Builder ambiguous = new CpuSet.Builder();
        for (CpuSet core : cores.values()) {
            Integer realCore = realCoreByCpu.get(core.first());
            if (Arrays.stream(core.toArray()).anyMatch(cpu -> !Objects.equals(realCore, realCoreByCpu.get(cpu)))) {
                core.forEach(ambiguous::add);
            }
        }
        warnings.addFor(ambiguous.build(), DiscoveryWarning.Kind.CORE_ID_AMBIGUOUS,
                "different cores of one socket and NUMA node have the same core id; the kubelet takes them for one.");
    }
}
