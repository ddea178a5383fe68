package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the kernel says about the CPUs of a machine, whether the kubelet sees it or not.
///
/// @param usableCpus   the online CPUs
/// @param offlineCpus  those present in the machine but not online
/// @param sockets      package id to its usable CPUs
/// @param cores        the usable CPUs of each core, by lowest CPU: CPUs that list each other as siblings **and** have the
///                     same core id (the modules of some processors list two cores as siblings)
/// @param numaNodes    NUMA node id to the usable CPUs that it lists, empty for memory alone; one CPU may be in none, and
///                     in a faked tree in several
/// @param sharedCaches the caches of level 3 and above, by level and lowest CPU
public record Hardware(CpuSet usableCpus, CpuSet offlineCpus, SortedMap<Integer, CpuSet> sockets, List<CpuSet> cores,
        SortedMap<Integer, CpuSet> numaNodes, List<SharedCache> sharedCaches) {
    public Hardware {
        sockets = Collections.unmodifiableSortedMap(new TreeMap<>(sockets));
        cores = List.copyOf(cores);
        numaNodes = Collections.unmodifiableSortedMap(new TreeMap<>(numaNodes));
        sharedCaches = List.copyOf(sharedCaches);
    }

    /// A cache of level 3 or above.
    ///
    /// @param id   as the kernel has it, unique among the caches of one level; the lowest CPU where it has none
    /// @param cpus the CPUs that share it
    public record SharedCache(int level, int id, CpuSet cpus) {}
}
