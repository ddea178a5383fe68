package io.alidade.engine.topology;

import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The CPU side of a machine, prepared once: every core, uncore cache, NUMA node and socket as a set of CPUs, and the
/// kubelet's averages (cpu-manager 2.3 to 2.5).
///
/// Group lists are in ascending id. A core's id is its lowest CPU id. NUMA nodes without CPUs are in no group. All
/// averages are integer divisions over the online CPUs, as the kubelet makes them: one offline CPU distorts them.
public final class CpuTopology {
    /// A group of CPUs. `id` is unique among the groups of its kind.
    public record Group(int id, CpuSet cpus, int size) {
        Group(int id, CpuSet cpus) {
            this(id, cpus, cpus.size());
        }

        /// `0: 0-7`.
        @Override
        public String toString() {
            return id + ": " + cpus;
        }
    }

    private final NodeTopology topology;
    private final CpuSet cpus;
    private final List<Group> cores;
    private final List<Group> uncoreCaches;
    private final List<Group> numaNodes;
    private final List<Group> sockets;
    private final int[] coreOf;
    private final int[] uncoreCacheOf;
    private final int[] numaNodeOf;
    private final int[] socketOf;

    // A record's own equality is made at run time, which a short run feels.
    private record CoreKey(int numaNode, int socket, int core) {
        @Override
        public boolean equals(Object other) {
            return other instanceof CoreKey key && numaNode == key.numaNode && socket == key.socket && core == key.core;
        }

        @Override
        public int hashCode() {
            return (31 * numaNode + socket) * 31 + core;
        }
    }

    public CpuTopology(NodeTopology topology) {
        this.topology = topology;
        int length = topology.cpus().getLast().cpu() + 1;
        Map<CoreKey, CpuSet.Builder> coreCpus = new HashMap<>();
        Map<Integer, CpuSet.Builder> uncoreCpus = new TreeMap<>();
        Map<Integer, CpuSet.Builder> numaCpus = new TreeMap<>();
        Map<Integer, CpuSet.Builder> socketCpus = new TreeMap<>();
        CpuSet.Builder all = new CpuSet.Builder();
        for (Cpu cpu : topology.cpus()) {
            all.add(cpu.cpu());
            put(coreCpus, new CoreKey(cpu.numaNode(), cpu.socket(), cpu.core()), cpu.cpu());
            put(uncoreCpus, cpu.uncoreCache(), cpu.cpu());
            put(numaCpus, cpu.numaNode(), cpu.cpu());
            put(socketCpus, cpu.socket(), cpu.cpu());
        }
        Map<Integer, CpuSet.Builder> coresById = new TreeMap<>();
        coreCpus.values().forEach(core -> coresById.put(core.build().first(), core));
        cpus = all.build();
        cores = groups(coresById);
        uncoreCaches = groups(uncoreCpus);
        numaNodes = groups(numaCpus);
        sockets = groups(socketCpus);
        coreOf = index(cores, length);
        uncoreCacheOf = index(uncoreCaches, length);
        numaNodeOf = index(numaNodes, length);
        socketOf = index(sockets, length);
    }

    public NodeTopology topology() {
        return topology;
    }

    public CpuSet cpus() {
        return cpus;
    }

    public List<Group> cores() {
        return cores;
    }

    public List<Group> uncoreCaches() {
        return uncoreCaches;
    }

    /// The NUMA nodes that have CPUs.
    public List<Group> numaNodes() {
        return numaNodes;
    }

    public List<Group> sockets() {
        return sockets;
    }

    /// The index in [#cores] of a CPU's core.
    public int coreOf(int cpu) {
        return coreOf[cpu];
    }

    /// The index in [#uncoreCaches] of a CPU's uncore cache.
    public int uncoreCacheOf(int cpu) {
        return uncoreCacheOf[cpu];
    }

    /// The index in [#numaNodes] of a CPU's NUMA node.
    public int numaNodeOf(int cpu) {
        return numaNodeOf[cpu];
    }

    /// The index in [#sockets] of a CPU's socket.
    public int socketOf(int cpu) {
        return socketOf[cpu];
    }

    public int cpusPerCore() {
        return cpus.size() / cores.size();
    }

    public int cpusPerSocket() {
        return cpus.size() / sockets.size();
    }

    public int cpusPerUncoreCache() {
        return cpus.size() / uncoreCaches.size();
    }

    private static <K> void put(Map<K, CpuSet.Builder> groups, K key, int cpu) {
        groups.computeIfAbsent(key, absent -> new CpuSet.Builder()).add(cpu);
    }

    private static List<Group> groups(Map<Integer, CpuSet.Builder> byId) {
        List<Group> groups = new ArrayList<>(byId.size());
        byId.forEach((id, cpus) -> groups.add(new Group(id, cpus.build())));
        return List.copyOf(groups);
    }

    private static int[] index(List<Group> groups, int length) {
        int[] index = new int[length];
        for (int i = 0; i < groups.size(); i++) {
            int position = i;
            groups.get(i).cpus().forEach(cpu -> index[cpu] = position);
        }
        return index;
    }

    /// `32 CPUs, 16 cores, 2 uncore caches, 2 NUMA nodes with CPUs, 2 sockets`.
    @Override
    public String toString() {
        return cpus.size() + " CPUs, " + cores.size() + " cores, " + uncoreCaches.size() + " uncore caches, "
                + numaNodes.size() + " NUMA nodes with CPUs, " + sockets.size() + " sockets";
    }
}
