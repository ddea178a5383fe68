package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.UnusableTree;
import java.nio.file.Path;

/// Discovers a machine from its `/sys` and `/proc`, or from a copy of them.
public final class MachineDiscovery {
    private static final String CURE = "See that cpumap or cpulist of /sys/devices/system/node/node* are part of the tree.";

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
        CpuPlaces places = CpuPlaces.of(CpuTopologyFolders.read(cpuFolders, cpuInfo, warnings), warnings);
        NumaNodes numaNodes = NumaNodes.discover(tree, cpuFolders, warnings);
        return MachineAssembly.assemble(new KernelFacts(usableCpus, cpuFolders.offlineCpus(),
                IsolatedCpus.discover(tree, cpuFolders, warnings), places, numaNodes.numaNodes(), numaNodes.cpus(),
                CacheFolders.read(cpuFolders, places.cores(), warnings),
                CoreKinds.discover(tree, cpuFolders, places.cores(), warnings),
                MemoryTiers.discover(tree, numaNodes.cpus().keySet(), warnings),
                PciDevices.discover(tree, numaNodes.cpus(), usableCpus, warnings), Memory.kernelTotalBytes(tree),
                CgroupLayout.discover(tree), CURE), warnings);
    }
}
