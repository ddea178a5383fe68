package io.alidade.linux.machine;

import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// The functions in `/sys/bus/pci/devices` that a workload may ask for: displays and GPUs, accelerators, network cards,
/// InfiniBand and RoCE, NVMe and other storage. Any other function is listed if the system has a name for it in a
/// folder of these kinds, if it has to do with SR-IOV, or if it is CXL memory. Bridges only show in the paths.
///
/// The NUMA node is that of `numa_node`. Where that says -1, not known, and all near CPUs (`local_cpus`) belong to one of
/// several NUMA nodes, that one is taken, with a warning.
final class PciDevices {
    private static final int MAX_FUNCTIONS = 65_536;
    private static final int MAX_ENTRIES = 16_384;
    private static final String VIRTUAL_FUNCTION = "virtfn";
    private static final String DRIVER = "DRIVER=";

    private final SortedMap<Integer, CpuSet> cpusByNumaNode;
    private final CpuSet usableCpus;
    private final Warnings warnings;
    private final Attributes attributes;
    private final DeviceNames deviceNames;

    private PciDevices(MachineTree tree, SortedMap<Integer, CpuSet> cpusByNumaNode, CpuSet usableCpus,
            Warnings warnings) {
        this.cpusByNumaNode = cpusByNumaNode;
        this.usableCpus = usableCpus;
        this.warnings = warnings;
        this.attributes = new Attributes(warnings);
        this.deviceNames = new DeviceNames(tree);
    }

    /// By address; domains of more digits come last.
    static List<HardwareDevice> discover(MachineTree tree, SortedMap<Integer, CpuSet> cpusByNumaNode, CpuSet usableCpus,
            Warnings warnings) {
        Optional<TreeDirectory> bus = tree.directory("sys/bus/pci/devices");
        if (bus.isEmpty()) {
            return List.of();
        }
        PciDevices pci = new PciDevices(tree, cpusByNumaNode, usableCpus, warnings);
        List<HardwareDevice> devices = new ArrayList<>();
        for (String address : bus.get().names(MAX_FUNCTIONS, PciAddress::isOne)) {
            bus.get().directory(address).flatMap(folder -> pci.device(address, folder)).ifPresent(devices::add);
        }
        devices.sort(Comparator.comparingInt((HardwareDevice device) -> device.address().length())
                .thenComparing(HardwareDevice::address));
        return devices;
    }

    private Optional<HardwareDevice> device(String address, TreeDirectory folder) {
        OptionalInt classCode = attributes.hexadecimal(folder, "class");
        if (classCode.isEmpty() || PciKind.isBridge(classCode.getAsInt())) {
            return Optional.empty();
        }
        List<String> entries = folder.names(MAX_ENTRIES, PciDevices::isUsed);
        DeviceNames.Found named = deviceNames.find(folder, entries);
        Optional<String> physicalFunction = entries.contains("physfn")
                ? folder.directory("physfn").map(TreeDirectory::path).map(PciAddress::of)
                        .filter(way -> !way.isEmpty()).map(List::getLast)
                : Optional.empty();
        OptionalInt virtualFunctions = virtualFunctions(folder, entries);
        Kind kind = PciKind.of(classCode.getAsInt(), true, named.folders());
        if (!PciKind.isListed(kind, classCode.getAsInt()) && named.folders().isEmpty() && physicalFunction.isEmpty()
                && virtualFunctions.isEmpty()) {
            return Optional.empty();
        }
        SortedSet<String> names = new TreeSet<>(named.names());
        if (kind == Kind.STORAGE) {
            names.addAll(deviceNames.disks(address));
        }
        List<String> way = PciAddress.of(folder.path());
        CpuSet localCpus = attributes.cpus(folder, "local_cpus", "local_cpulist").orElse(CpuSet.EMPTY).and(usableCpus);
        return Optional.of(new HardwareDevice(kind, address, way.subList(0, Math.max(0, way.size() - 1)),
                classCode.getAsInt(), attributes.hexadecimal(folder, "vendor"),
                attributes.hexadecimal(folder, "device"),
                List.copyOf(names), numaNode(address, folder, localCpus), localCpus, physicalFunction,
                virtualFunctions, driver(folder)));
    }

    private static Optional<String> driver(TreeDirectory folder) {
        return folder.attribute("uevent", MachineTree.MAX_ATTRIBUTE_BYTES, PciDevices::driverLine)
                .filter(line -> !line.isEmpty()).map(line -> line.substring(DRIVER.length()));
    }

    private static String driverLine(String uevent) {
        return uevent.lines().filter(line -> line.startsWith(DRIVER)).findFirst().orElse("");
    }

    private static boolean isUsed(String entry) {
        return DeviceNames.isUsed(entry) || entry.equals("physfn") || entry.equals("sriov_totalvfs")
                || isVirtualFunction(entry);
    }

    private static boolean isVirtualFunction(String entry) {
        return KernelText.numbered(entry, VIRTUAL_FUNCTION, Integer.MAX_VALUE).isPresent();
    }

    /// How many are enabled, of a function that could have some.
    private OptionalInt virtualFunctions(TreeDirectory folder, List<String> entries) {
        long linked = entries.stream().filter(PciDevices::isVirtualFunction).count();
        if (linked == 0 && (!entries.contains("sriov_totalvfs")
                || attributes.count(folder, "sriov_totalvfs").orElse(0) == 0)) {
            return OptionalInt.empty();
        }
        OptionalLong enabled = attributes.count(folder, "sriov_numvfs");
        return OptionalInt.of((int) Math.min(enabled.orElse(linked), Integer.MAX_VALUE));
    }

    private OptionalInt numaNode(String address, TreeDirectory folder, CpuSet localCpus) {
        OptionalInt numaNode = attributes.id(folder, "numa_node");
        if (numaNode.isPresent()) {
            if (cpusByNumaNode.containsKey(numaNode.getAsInt())) {
                return numaNode;
            }
            warnings.addRepeated(DiscoveryWarning.Kind.DEVICE_NUMA_NODE_UNKNOWN,
                    address + " is said to be on NUMA node "
                            + numaNode.getAsInt()
                            + ", which the machine does not have; its NUMA node counts as not known");
            return OptionalInt.empty();
        }
        OptionalInt near = DeviceNumaNode.near(localCpus, cpusByNumaNode);
        if (near.isPresent()) {
            warnings.addRepeated(DiscoveryWarning.Kind.DEVICE_NUMA_NODE_FROM_CPUS, address
                    + " has no NUMA node of its own; it counts to NUMA node " + near.getAsInt()
                    + ", where all its near CPUs are (" + localCpus.toListString() + ")");
        }
        return near;
    }
}
