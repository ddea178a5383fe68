package io.alidade.linux.hwloc;

import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.hwloc.ObjectWalk.Pci;
import io.alidade.linux.machine.DeviceNames;
import io.alidade.linux.machine.DeviceNumaNode;
import io.alidade.linux.machine.PciKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PCI devices in the tree of bridges. A device is near to the CPUs of the object that its host bridge hangs from, and on
/// the NUMA node that these belong to if it is one alone.
final class PciObjects {
    /// `0300 [10de:20b0] [10de:134f] a1`: class, vendor and device; subsystem and revision do not matter. hwloc 3 adds the
    /// programming interface, `0108 [144d:a80a] [144d:a801] 00 02`.
    private static final Pattern PCI_TYPE = Pattern.compile(
            "([0-9a-fA-F]{4}) \\[([0-9a-fA-F]{4}):([0-9a-fA-F]{4})]( \\[\\S{9}])?( [0-9a-fA-F]{2}( [0-9a-fA-F]{2})?)?.*");

    private final HwlocTopology topology;
    private final SortedMap<Integer, CpuSet> cpusByNumaNode;
    private final List<HardwareDevice> devices = new ArrayList<>();

    private PciObjects(HwlocTopology topology, SortedMap<Integer, CpuSet> cpusByNumaNode) {
        this.topology = topology;
        this.cpusByNumaNode = cpusByNumaNode;
    }

    /// By address; domains of more digits come last.
    static List<HardwareDevice> devices(HwlocTopology topology, List<Pci> objects,
            SortedMap<Integer, CpuSet> cpusByNumaNode, CpuSet usable) {
        PciObjects pci = new PciObjects(topology, cpusByNumaNode);
        objects.forEach(found -> pci.gather(found.object(),
                found.locality().bitmap("cpuset").orElse(CpuSet.EMPTY).and(usable), List.of()));
        pci.devices.sort(Comparator.comparingInt((HardwareDevice device) -> device.address().length())
                .thenComparing(HardwareDevice::address));
        return pci.devices;
    }

    private void gather(XmlObject object, CpuSet localCpus, List<String> path) {
        List<String> below = path;
        Optional<String> address = object.attribute("pci_busid").map(text -> text.toLowerCase(Locale.ROOT));
        if (object.type().equals("PCIDev")) {
            address.flatMap(own -> device(object, own, localCpus, path)).ifPresent(devices::add);
        } else if (address.isPresent()) {
            below = new ArrayList<>(path);
            below.add(address.get());
        }
        for (XmlObject child : object.children()) {
            if (child.type().equals("Bridge") || child.type().equals("PCIDev")) {
                gather(child, localCpus, below);
            }
        }
    }

    private Optional<HardwareDevice> device(XmlObject object, String address, CpuSet localCpus, List<String> path) {
        Matcher type = PCI_TYPE.matcher(object.attribute("pci_type").orElse(""));
        if (!type.matches()) {
            return Optional.empty();
        }
        Optional<String> programmingInterface = Optional.ofNullable(type.group(6)).map(String::strip);
        int classCode = hex(type.group(1)) << 8 | programmingInterface.map(PciObjects::hex).orElse(0);
        TreeSet<String> names = new TreeSet<>();
        Set<String> folders = new HashSet<>();
        for (XmlObject child : object.children()) {
            if (child.type().equals("OSDev")) {
                topology.folder(child).ifPresent(folders::add);
                child.attribute("name").flatMap(DeviceNames::shown).ifPresent(names::add);
            }
        }
        Kind kind = PciKind.of(classCode, programmingInterface.isPresent(), folders);
        if (!PciKind.isListed(kind, classCode) && folders.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HardwareDevice(kind, address, path, classCode, id(type.group(2)), id(type.group(3)),
                List.copyOf(names), DeviceNumaNode.near(localCpus, cpusByNumaNode),
                localCpus, Optional.empty(), OptionalInt.empty(), Optional.empty()));
    }

    /// hwloc has 0 for what it could not read.
    private static OptionalInt id(String digits) {
        int id = hex(digits);
        return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private static int hex(String digits) {
        return Integer.parseInt(digits, 16);
    }
}
