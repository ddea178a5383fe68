package io.alidade.linux.hwloc;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.linux.hwloc.UnitPlaces.Place;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the kubelet's managers see of the CPUs, by the rules of [io.alidade.linux.machine]: CPUs of no NUMA node do not
/// exist, cores are told apart by number, and the uncore cache is the first of level 3 and above that is not shared by
/// just as many CPUs as the NUMA node has.
final class UncoreView {
    private static final int FIRST_SHARED_LEVEL = 3;

    private record CoreKey(int numaNode, int socket, int coreId) {}

    private final UnitPlaces places;
    private final List<Cache> shared;
    private final boolean idsAreKnown;
    private final HwlocWarnings warnings;

    UncoreView(UnitPlaces places, List<Cache> caches, HwlocWarnings warnings) {
        this.places = places;
        this.shared = caches.stream().filter(cache -> cache.level() >= FIRST_SHARED_LEVEL).toList();
        this.idsAreKnown = shared.stream().allMatch(cache -> cache.id().isPresent());
        this.warnings = warnings;
    }

    /// @throws UnusableTree if no NUMA node has a CPU
    List<Cpu> cpus(SortedMap<Integer, CpuSet> numaNodes) {
        SortedMap<Integer, Integer> numaNodeByCpu = numaNodeByCpu(numaNodes);
        Map<CoreKey, CpuSet.Builder> cores = new HashMap<>();
        numaNodeByCpu.forEach((cpu, numaNode) -> {
            Place place = place(cpu);
            cores.computeIfAbsent(new CoreKey(numaNode, place.socket(), place.coreId()), absent -> new CpuSet.Builder())
                    .add(cpu);
        });
        Map<Integer, Integer> coresByNumaNode = new HashMap<>();
        cores.keySet().forEach(key -> coresByNumaNode.merge(key.numaNode, 1, Integer::sum));
        List<Cpu> cpus = new ArrayList<>();
        CpuSet.Builder withoutId = new CpuSet.Builder();
        CpuSet.Builder ambiguous = new CpuSet.Builder();
        cores.forEach((key, builder) -> {
            CpuSet core = builder.build();
            int spanning = coresByNumaNode.getOrDefault(key.numaNode, 0) * core.size();
            Optional<Cache> cache = uncoreCache(core.first(), spanning);
            int id = idsAreKnown && cache.isPresent() ? cache.get().id().orElse(key.socket) : key.socket;
            core.forEach(cpu -> {
                cpus.add(new Cpu(cpu, key.coreId, key.socket, key.numaNode, id));
                if (cache.isPresent() && !idsAreKnown) {
                    withoutId.add(cpu);
                }
                if (place(cpu).realCore() != place(core.first()).realCore()) {
                    core.forEach(ambiguous::add);
                }
            });
        });
        warnings.addFor(withoutId.build(), DiscoveryWarning.Kind.CACHE_ID_UNKNOWN,
                "the uncore cache has no os_index; the kubelet takes the socket for the uncore cache then.");
        warnings.addFor(ambiguous.build(), DiscoveryWarning.Kind.CORE_ID_AMBIGUOUS,
                "different cores of one socket and NUMA node have the same number; the kubelet takes them for one.");
        return cpus;
    }

    private SortedMap<Integer, Integer> numaNodeByCpu(SortedMap<Integer, CpuSet> numaNodes) {
        SortedMap<Integer, Integer> numaNodeByCpu = new TreeMap<>();
        CpuSet.Builder several = new CpuSet.Builder();
        CpuSet.Builder placed = new CpuSet.Builder();
        // As in discovery: the last of them counts, in the order of the texts node10, node2.
        numaNodes.entrySet().stream().sorted(Comparator.comparing(entry -> Integer.toString(entry.getKey())))
                .forEach(entry -> entry.getValue().forEach(cpu -> {
                    placed.add(cpu);
                    if (numaNodeByCpu.put(cpu, entry.getKey()) != null) {
                        several.add(cpu);
                    }
                }));
        if (numaNodeByCpu.isEmpty()) {
            throw new UnusableTree("no CPU (" + places.cpus().toListString() + ") belongs to a NUMA node of the XML.",
                    "Write the XML anew with lstopo-no-graphics --of xml FILE.");
        }
        warnings.addFor(several.build(), DiscoveryWarning.Kind.CPU_IN_SEVERAL_NUMA_NODES,
                "listed by several NUMA nodes; counted to the last of them, as the kubelet does.");
        warnings.addFor(places.cpus().andNot(placed.build()), DiscoveryWarning.Kind.CPU_OUTSIDE_NUMA_NODES,
                "online, but listed by no NUMA node; left out, the kubelet does not see them.");
        return numaNodeByCpu;
    }

    private Optional<Cache> uncoreCache(int cpu, int spanning) {
        return shared.stream().filter(cache -> cache.cpus().contains(cpu) && cache.cpus().size() != spanning)
                .findFirst();
    }

    private Place place(int cpu) {
        return Objects.requireNonNull(places.places().get(cpu));
    }
}
