package io.alidade.linux.machine;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.UnusableTree;
import java.nio.file.Path;

/// Discovers a machine from its `/sys` and `/proc`, or from a copy of them.
public final class MachineDiscovery {
    private MachineDiscovery() {}

    /// Reads the machine below `root`, `/` for this one. Reads only; takes no lock, so a CPU may come or go meanwhile and
    /// is then left out with a warning.
    ///
    /// @throws UnusableTree if `root` cannot be opened, no usable CPU is found, or there are more than
    ///         [NodeTopology#MAX_NUMA_NODES] NUMA nodes
    public static DiscoveredMachine discover(Path root) {
        return discover(problems -> MachineTree.open(root, problems));
    }

    /// Reads the machine in an archive, as [MachineTree#openArchive] does.
    ///
    /// @throws UnusableTree as above, and if `file` is no archive that can be read
    public static DiscoveredMachine discoverArchive(Path file) {
        return discover(problems -> MachineTree.openArchive(file, problems));
    }

    /// Whether a file that begins with `firstBytes` is to be read by [#discoverArchive]: a packed tar, or a tar, for which the
    /// first 512 bytes are needed.
    public static boolean isArchive(byte[] firstBytes) {
        return MachineTree.isArchive(firstBytes);
    }

    /// Reads the machine of any tree. Two readings of the same files ask for the same names in the same order.
    ///
    /// @throws UnusableTree as above
    public static DiscoveredMachine discover(MachineTree.Opener source) {
        Warnings warnings = new Warnings();
        MachineTree tree = source.open(warnings::problem);
        CpuInfoFile cpuInfo = new CpuInfoFile(tree);
        CpuFolders cpuFolders = CpuFolders.discover(tree, cpuInfo, warnings);
        CpuSet usableCpus = cpuFolders.usableCpus();
        CpuPlaces cpuPlaces = CpuPlaces.discover(cpuFolders, cpuInfo, warnings);
        NumaNodes numaNodes = NumaNodes.discover(tree, cpuFolders, warnings);
        CacheFolders cacheFolders = CacheFolders.discover(cpuFolders, cpuPlaces.cores(), warnings);
        SharedCaches sharedCaches = SharedCaches.of(cacheFolders, warnings);
        NodeTopology topology = new KubeletView(cpuPlaces, sharedCaches, warnings).topology(numaNodes, usableCpus);
        Hardware hardware = new Hardware(usableCpus, cpuFolders.offlineCpus(),
                IsolatedCpus.discover(tree, cpuFolders, warnings), cpuPlaces.sockets(), cpuPlaces.cores(),
                numaNodes.cpus(),
                cacheFolders.all(usableCpus), CoreKinds.discover(tree, cpuFolders, cpuPlaces.cores(), warnings),
                MemoryTiers.discover(tree, numaNodes.cpus().keySet(), warnings),
                PciDevices.discover(tree, numaNodes.cpus(), usableCpus, warnings), CgroupLayout.discover(tree));
        return new DiscoveredMachine(topology, hardware, warnings.toList());
    }
}
