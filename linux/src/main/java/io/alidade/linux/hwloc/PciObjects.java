package io.alidade.linux.hwloc;

import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PCI devices in the tree of bridges. A device is near to the CPUs of the object that its host bridge hangs from, and on
/// its NUMA node if there is one alone.
final class PciObjects {
    /// `0300 [10de:20b0] [10de:134f] a1`: class, vendor and device; subsystem and revision do not matter.
    private static final Pattern PCI_TYPE = Pattern.compile("([0-9a-fA-F]{4}) \\[([0-9a-fA-F]{4}):([0-9a-fA-F]{4})].*");
    private static final int OPENFABRICS = 3;

    private PciObjects() {}

    static void gather(XmlObject object, XmlObject around, List<String> path, List<HardwareDevice> devices) {
        List<String> below = path;
        if (object.type().equals("PCIDev")) {
            device(object, around, path).ifPresent(devices::add);
        } else if (object.attribute("pci_busid").isPresent()) {
            below = new ArrayList<>(path);
            below.add(object.attribute("pci_busid").get());
        }
        for (XmlObject child : object.children()) {
            if (child.type().equals("Bridge") || child.type().equals("PCIDev")) {
                gather(child, around, below, devices);
            }
        }
    }

    private static Optional<HardwareDevice> device(XmlObject object, XmlObject around, List<String> path) {
        Matcher type = PCI_TYPE.matcher(object.attribute("pci_type").orElse(""));
        if (object.attribute("pci_busid").isEmpty() || !type.matches()) {
            return Optional.empty();
        }
        int classCode = Integer.parseInt(type.group(1), 16) << 8;
        TreeSet<String> names = new TreeSet<>();
        boolean isRdma = false;
        for (XmlObject child : object.children()) {
            if (child.type().equals("OSDev")) {
                child.attribute("name").ifPresent(names::add);
                isRdma |= child.number("osdev_type").orElse(0) == OPENFABRICS;
            }
        }
        CpuSet numaNodes = around.bitmap("nodeset").orElse(CpuSet.EMPTY);
        return Optional.of(new HardwareDevice(kind(classCode, isRdma), object.attribute("pci_busid").get(), path,
                classCode, OptionalInt.of(Integer.parseInt(type.group(2), 16)),
                OptionalInt.of(Integer.parseInt(type.group(3), 16)), List.copyOf(names),
                numaNodes.size() == 1 ? OptionalInt.of(numaNodes.first()) : OptionalInt.empty(),
                around.bitmap("cpuset").orElse(CpuSet.EMPTY), Optional.empty(), OptionalInt.empty()));
    }

    private static Kind kind(int classCode, boolean isRdma) {
        int base = classCode >> 16;
        int sub = classCode >> 8 & 0xFF;
        return switch (base) {
            case 0x01 -> sub == 0x08 ? Kind.NVME : Kind.STORAGE;
            case 0x02 -> isRdma || sub == 0x07 ? Kind.RDMA : Kind.NIC;
            case 0x03 -> Kind.GPU;
            case 0x12 -> Kind.ACCELERATOR;
            default -> isRdma ? Kind.RDMA : Kind.OTHER;
        };
    }
}
