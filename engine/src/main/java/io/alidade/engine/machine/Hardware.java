package io.alidade.engine.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// What there is in a machine, whether the kubelet sees it or not.
///
/// @param usableCpus   the online CPUs
/// @param offlineCpus  those present in the machine but not online
/// @param isolatedCpus the usable CPUs that the kernel keeps its scheduler from (`isolcpus`)
/// @param sockets      package id to its usable CPUs
/// @param cores        the usable CPUs of each core, by lowest CPU: CPUs that list each other as siblings **and** have the
///                     same core id (the modules of some processors list two cores as siblings)
/// @param numaNodes    NUMA node id to the usable CPUs that it lists, empty for memory alone; one CPU may be in none, and
///                     in a faked tree in several
/// @param caches       by level, type and lowest CPU
/// @param coreKinds    fastest first; empty where all cores are of one kind
/// @param memoryTiers  by id; empty where the kernel exports none
/// @param devices      PCI devices by address
/// @param cgroupMode   absent when the source does not tell
/// @param memoryBytes  the kernel's total (`MemTotal` of `/proc/meminfo`), which is the node's capacity and need not be
///                     the sum of the NUMA nodes; absent when the source does not tell
public record Hardware(CpuSet usableCpus, CpuSet offlineCpus, CpuSet isolatedCpus, SortedMap<Integer, CpuSet> sockets,
        List<CpuSet> cores, SortedMap<Integer, CpuSet> numaNodes, List<Cache> caches, List<CoreKind> coreKinds,
        List<MemoryTier> memoryTiers, List<HardwareDevice> devices, Optional<CgroupMode> cgroupMode,
        OptionalLong memoryBytes) {
    private static final int UNCORE_LEVEL = 3;

    public Hardware {
        sockets = Collections.unmodifiableSortedMap(new TreeMap<>(sockets));
        cores = List.copyOf(cores);
        numaNodes = Collections.unmodifiableSortedMap(new TreeMap<>(numaNodes));
        caches = List.copyOf(caches);
        coreKinds = List.copyOf(coreKinds);
        memoryTiers = List.copyOf(memoryTiers);
        devices = List.copyOf(devices);
    }

    /// Hardware whose total memory is not told.
    public Hardware(CpuSet usableCpus, CpuSet offlineCpus, CpuSet isolatedCpus, SortedMap<Integer, CpuSet> sockets,
            List<CpuSet> cores, SortedMap<Integer, CpuSet> numaNodes, List<Cache> caches, List<CoreKind> coreKinds,
            List<MemoryTier> memoryTiers, List<HardwareDevice> devices, Optional<CgroupMode> cgroupMode) {
        this(usableCpus, offlineCpus, isolatedCpus, sockets, cores, numaNodes, caches, coreKinds, memoryTiers, devices,
                cgroupMode, OptionalLong.empty());
    }

    /// The same with the kernel's total of memory.
    public Hardware withMemoryBytes(OptionalLong total) {
        return new Hardware(usableCpus, offlineCpus, isolatedCpus, sockets, cores, numaNodes, caches, coreKinds,
                memoryTiers, devices, cgroupMode, total);
    }

    /// The hardware of a machine of which no more is known than what decisions need. Its uncore caches count as caches of
    /// level 3.
    public static Hardware of(NodeTopology topology) {
        CpuTopology groups = new CpuTopology(topology);
        SortedMap<Integer, CpuSet> numaNodes = byId(groups.numaNodes());
        for (NumaNode numaNode : topology.numaNodes()) {
            numaNodes.putIfAbsent(numaNode.id(), CpuSet.EMPTY);
        }
        return new Hardware(groups.cpus(), CpuSet.EMPTY, CpuSet.EMPTY, byId(groups.sockets()),
                groups.cores().stream().map(Group::cpus).toList(), numaNodes,
                groups.uncoreCaches().stream().map(group -> new Cache(UNCORE_LEVEL, Cache.Type.UNIFIED,
                        OptionalInt.of(group.id()), OptionalLong.empty(), group.cpus())).toList(),
                List.of(), List.of(), List.of(), Optional.empty());
    }

    private static SortedMap<Integer, CpuSet> byId(List<Group> groups) {
        SortedMap<Integer, CpuSet> cpus = new TreeMap<>();
        groups.forEach(group -> cpus.put(group.id(), group.cpus()));
        return cpus;
    }

    /// `32 CPUs, 16 cores, 2 sockets, 2 NUMA nodes, offline CPUs 3,19, 3 PCI devices`.
    @Override
    public String toString() {
        return usableCpus.size() + " CPUs, " + cores.size() + " cores, " + sockets.size() + " sockets, "
                + numaNodes.size()
                + " NUMA nodes" + (offlineCpus.isEmpty() ? "" : ", offline CPUs " + offlineCpus)
                + (isolatedCpus.isEmpty() ? "" : ", isolated CPUs " + isolatedCpus)
                + (devices.isEmpty() ? "" : ", " + devices.size() + " PCI devices");
    }
}
