package io.alidade.view.picture;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.view.IdLists;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.xml.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The devices of a machine by where they are: those that plugins report, by resource, then those that the machine has
/// beside them, by kind. A device that a plugin reports by its PCI address or by the system's name for it is there once;
/// virtual functions are counted on their physical function.
final class DeviceShelf {
    /// Stands for devices that are not on exactly one NUMA node.
    static final int ELSEWHERE = -1;

    private static final int LONGEST_ID = 20;
    private static final int LONGEST_RESOURCE = 40;
    private static final int MOST_CHIPS = 24;

    private final Map<Integer, Map<String, List<Chip>>> shelves = new TreeMap<>();
    private final Holdings holdings;

    DeviceShelf(List<Device> devices, List<HardwareDevice> hardware, Holdings holdings) {
        this.holdings = holdings;
        Set<String> reported = new HashSet<>();
        Map<String, List<Device>> byResource = new TreeMap<>();
        for (Device device : devices) {
            reported.add(device.id());
            byResource.computeIfAbsent(device.resource(), _ -> new ArrayList<>()).add(device);
        }
        byResource.forEach((resource, own) -> own.forEach(device -> put(resource, device)));
        for (HardwareDevice.Kind kind : HardwareDevice.Kind.values()) {
            hardware.stream().filter(device -> device.kind() == kind && kind != HardwareDevice.Kind.OTHER)
                    .filter(device -> device.physicalFunction().isEmpty() && !reported.contains(device.address())
                            && device.names().stream().noneMatch(reported::contains))
                    .forEach(this::put);
        }
    }

    /// The devices of a NUMA node, or [#ELSEWHERE].
    List<DeviceGroup> on(int numaNode) {
        List<DeviceGroup> groups = new ArrayList<>();
        shelves.getOrDefault(numaNode, Map.of()).forEach((label,
                chips) -> groups.add(new DeviceGroup(label, chips.size() > MOST_CHIPS ? counted(chips) : chips)));
        return groups;
    }

    /// How many of each resource or kind a NUMA node has.
    Map<String, Integer> counts(int numaNode) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        shelves.getOrDefault(numaNode, Map.of()).forEach((label, chips) -> counts.put(label, chips.size()));
        return counts;
    }

    /// One chip for all that are used alike.
    static List<Chip> counted(List<Chip> chips) {
        Map<Use, Integer> counts = new LinkedHashMap<>();
        chips.forEach(chip -> counts.merge(chip.use(), 1, Integer::sum));
        List<Chip> summary = new ArrayList<>();
        counts.forEach((use, count) -> summary.add(new Chip("× " + count, use, count + " of " + chips.size())));
        return summary;
    }

    private void put(String resource, Device device) {
        List<Integer> numaNodes = device.numaNodes().orElse(List.of());
        String place = numaNodes.isEmpty() ? "no NUMA node"
                : "NUMA node " + IdLists.text(numaNodes);
        String text = Names.shorten(device.id(), LONGEST_ID);
        boolean single = numaNodes.size() == 1;
        Use use = holdings.device(resource, device.id(), device.healthy());
        chips(single ? numaNodes.getFirst() : ELSEWHERE, Names.shorten(resource, LONGEST_RESOURCE))
                .add(new Chip(numaNodes.size() > 1 ? text + " @" + IdLists.text(numaNodes) : text, use,
                        Names.clean(resource) + " " + Names.clean(device.id()) + ", " + place
                                + (device.healthy() ? "" : ", unhealthy")));
    }

    private void put(HardwareDevice device) {
        Set<String> names = new TreeSet<>(device.names());
        String text = names.isEmpty() ? device.address() : String.join(" ", names);
        String functions = device.virtualFunctions().isPresent() && device.virtualFunctions().getAsInt() > 0
                ? " +" + device.virtualFunctions().getAsInt() + " VFs" : "";
        chips(device.numaNode().orElse(ELSEWHERE), label(device.kind()))
                .add(new Chip(Names.shorten(text, LONGEST_ID) + functions, Use.PRESENT,
                        Names.clean(device.address() + " " + String.join(" ", names)) + functions));
    }

    private List<Chip> chips(int numaNode, String label) {
        return shelves.computeIfAbsent(numaNode, _ -> new LinkedHashMap<>()).computeIfAbsent(label,
                _ -> new ArrayList<>());
    }

    private static String label(HardwareDevice.Kind kind) {
        return switch (kind) {
            case GPU -> "GPU";
            case ACCELERATOR -> "accelerator";
            case NIC -> "NIC";
            case RDMA -> "RDMA";
            case NVME -> "NVMe";
            case STORAGE -> "storage";
            case OTHER -> "other";
        };
    }
}
