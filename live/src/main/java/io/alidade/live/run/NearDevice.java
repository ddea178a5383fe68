package io.alidade.live.run;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A device of the machine and where it is.
///
/// @param name      as it was asked for
/// @param address   its PCI address, or the resource that it is one of where only its id is told
/// @param numaNodes where it is, at least one
public record NearDevice(String name, String address, List<Integer> numaNodes) {
    private static final int MOST_SHOWN = 40;

    public NearDevice {
        numaNodes = List.copyOf(numaNodes);
    }

    /// Finds a device: by what the system calls it (`eth0`, `nvme0`, `mlx5_0`), by its PCI address with or without domain
    /// (`0000:3b:00.0`, `3b:00.0`), as one of its kind in the order of addresses (`gpu-0`, `nic-1`), or by the id that a
    /// plugin reports.
    ///
    /// @throws BadInput if there is none, or nobody knows where it is
    public static NearDevice find(MachineDescription machine, String name) {
        Optional<Device> reported = machine.devices().stream().filter(device -> device.id().equals(name)).findFirst();
        return reported.isPresent() ? reported(reported.get(), machine.topology())
                : find(machine.hardware(), machine.topology(), name);
    }

    private static NearDevice reported(Device device, NodeTopology topology) {
        List<Integer> numaNodes = device.numaNodes().orElse(List.of()).stream()
                .filter(numaNode -> topology.position(numaNode) >= 0).toList();
        if (numaNodes.isEmpty()) {
            throw new BadInput("--near " + device.id() + " (" + device.resource()
                    + "): nobody says to which NUMA node it belongs.", "Leave --near out.");
        }
        return new NearDevice(device.id(), device.resource(), numaNodes);
    }

    private static NearDevice find(Hardware hardware, NodeTopology topology, String name) {
        Map<String, HardwareDevice> numbered = numbered(hardware);
        HardwareDevice found = hardware.devices().stream()
                .filter(device -> device.names().contains(name) || device.address().equalsIgnoreCase(name)
                        || device.address().equalsIgnoreCase("0000:" + name))
                .findFirst().or(() -> Optional.ofNullable(numbered.get(name.toLowerCase(Locale.ROOT))))
                .orElseThrow(() -> new BadInput("--near " + name + " is no PCI device of this machine.",
                        known(numbered)));
        return new NearDevice(name, found.address(), numaNodes(found, topology, name));
    }

    private static Map<String, HardwareDevice> numbered(Hardware hardware) {
        Map<String, Integer> next = new HashMap<>();
        Map<String, HardwareDevice> numbered = new LinkedHashMap<>();
        for (HardwareDevice device : hardware.devices()) {
            String kind = device.kind().wireName();
            numbered.put(kind + "-" + (next.merge(kind, 1, Integer::sum) - 1), device);
        }
        return numbered;
    }

    private static String known(Map<String, HardwareDevice> numbered) {
        List<String> names = new ArrayList<>();
        numbered.forEach((name, device) -> {
            if (device.kind() != HardwareDevice.Kind.OTHER) {
                names.add(name + " (" + device.address()
                        + (device.names().isEmpty() ? "" : ", " + String.join(", ", device.names())) + ")");
            }
        });
        return names.isEmpty() ? "It has none for work. Leave --near out."
                : "There is " + names.stream().limit(MOST_SHOWN).collect(Collectors.joining("; "))
                        + (names.size() > MOST_SHOWN ? "; and more" : "") + ".";
    }

    private static List<Integer> numaNodes(HardwareDevice device, NodeTopology topology, String name) {
        if (topology.numaNodes().size() == 1) {
            return List.of(topology.numaNodes().getFirst().id());
        }
        if (device.numaNode().isPresent() && topology.position(device.numaNode().getAsInt()) >= 0) {
            return List.of(device.numaNode().getAsInt());
        }
        CpuSet local = device.localCpus();
        List<Integer> near = topology.cpus().stream().filter(cpu -> local.contains(cpu.cpu())).map(Cpu::numaNode)
                .distinct().sorted().toList();
        if (near.isEmpty() || near.size() == topology.numaNodes().size()) {
            throw new BadInput("--near " + name + " (" + device.address()
                    + "): the firmware does not say to which NUMA node it belongs.",
                    "Leave --near out.");
        }
        return near;
    }
}
