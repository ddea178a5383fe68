package io.alidade.linux.machine;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.UnusableTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Discovers a machine from its `/sys` and `/proc`, or from a copy of them.
public final class MachineDiscovery {
    private MachineDiscovery() {}

    /// Reads the machine below `root`, `/` for this one. Reads only; takes no lock, so a CPU may come or go meanwhile and
    /// is then left out with a warning.
    ///
    /// @throws UnusableTree if `root` cannot be opened, no usable CPU is found, or there are more than
    ///         [NodeTopology#MAX_NUMA_NODES] NUMA nodes
    public static DiscoveredMachine discover(Path root) {
        Warnings warnings = new Warnings();
        MachineTree tree = MachineTree.open(root, warnings::problem);
        CpuInfoFile cpuInfo = new CpuInfoFile(tree);
        CpuFolders cpuFolders = CpuFolders.discover(tree, cpuInfo, warnings);
        CpuSet usableCpus = cpuFolders.usableCpus();
        CpuPlaces cpuPlaces = CpuPlaces.discover(cpuFolders, cpuInfo, warnings);
        NumaNodes numaNodes = NumaNodes.discover(tree, cpuFolders, warnings);
        SharedCaches sharedCaches = SharedCaches.discover(cpuFolders, cpuPlaces.cores(), warnings);
        NodeTopology topology = new KubeletView(cpuPlaces, sharedCaches, warnings).topology(numaNodes, usableCpus);
        Hardware hardware = new Hardware(usableCpus, cpuFolders.offlineCpus(), CpuSet.EMPTY, cpuPlaces.sockets(),
                cpuPlaces.cores(), numaNodes.cpus(), sharedCaches.all().stream().map(MachineDiscovery::cache).toList(),
                List.of(), List.of(), List.of(), Optional.empty());
        return new DiscoveredMachine(topology, hardware, warnings.toList());
    }

    private static Cache cache(SharedCache cache) {
        return new Cache(cache.level(), Cache.Type.UNIFIED, OptionalInt.of(cache.id()), OptionalLong.empty(),
                cache.cpus());
    }
}
