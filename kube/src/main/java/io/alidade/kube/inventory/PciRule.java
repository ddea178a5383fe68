package io.alidade.kube.inventory;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which PCI functions a plugin registers under which name. An empty set or list asks nothing.
///
/// @param kinds           what the functions are for
/// @param vendors         ids in hexadecimal, `8086`
/// @param names           names of the function, or of its physical function with a range of virtual ones (`ens1f0#0-3`)
/// @param addresses       of the function, or (for `physical`) of its physical function
/// @param classes         the upper 16 bits of the class, for what it links to
/// @param drivers         the kernel's drivers, one of which has it
/// @param virtualFunctions whether only virtual functions, only others, or both (absent)
/// @param hasTopology     whether the plugin reports NUMA nodes
/// @param replicas        how many devices it makes of each function
/// @param isPool          whether it makes them of all functions together, called by number
record PciRule(String resource, Set<Kind> kinds, Set<String> vendors, Set<String> deviceIds, List<String> names,
        Set<String> addresses, List<String> physical, Set<Integer> classes, Set<String> drivers,
        Optional<Boolean> virtualFunctions, boolean hasTopology,
        int replicas,
        boolean isPool) {
    PciRule {
        kinds = Set.copyOf(kinds);
        vendors = Set.copyOf(vendors);
        deviceIds = Set.copyOf(deviceIds);
        names = List.copyOf(names);
        addresses = Set.copyOf(addresses);
        physical = List.copyOf(physical);
        classes = Set.copyOf(classes);
        drivers = Set.copyOf(drivers);
    }

    static PciRule of(String resource, Set<Kind> kinds, String vendor, Optional<Boolean> virtualFunctions) {
        return new PciRule(resource, kinds, Set.of(vendor), Set.of(), List.of(), Set.of(), List.of(), Set.of(),
                Set.of(),
                virtualFunctions, true, 1, false);
    }

    boolean fits(HardwareDevice device, List<HardwareDevice> all) {
        return (kinds.isEmpty() || kinds.contains(device.kind()))
                && (vendors.isEmpty() || vendors.contains(PciIds.text(device.vendorId())))
                && (deviceIds.isEmpty() || deviceIds.contains(PciIds.text(device.deviceId())))
                && (addresses.isEmpty() || addresses.contains(device.address()))
                && (physical.isEmpty() || physical.stream().anyMatch(name -> isBelow(name, device, all)))
                && (classes.isEmpty() || classes.contains(device.classCode() >> 8))
                && (drivers.isEmpty() || device.driver().filter(drivers::contains).isPresent())
                && (virtualFunctions.isEmpty() || virtualFunctions.get() == device.physicalFunction().isPresent())
                && (names.isEmpty() || names.stream().anyMatch(name -> isNamed(name, device, all)));
    }

    private static boolean isNamed(String name, HardwareDevice device, List<HardwareDevice> all) {
        String own = PciIds.beforeRange(name);
        if (device.physicalFunction().isEmpty()) {
            return own.equals(name) && device.names().contains(own);
        }
        String parent = device.physicalFunction().get();
        boolean isChild = all.stream().anyMatch(one -> one.address().equals(parent) && one.names().contains(own));
        return isChild && isInRange(name, device, all);
    }

    /// Whether it is a virtual function of this address, or has the address itself.
    private static boolean isBelow(String address, HardwareDevice device, List<HardwareDevice> all) {
        String own = PciIds.beforeRange(address);
        return device.physicalFunction().isEmpty() ? own.equals(address) && device.address().equals(own)
                : device.physicalFunction().get().equals(own) && isInRange(address, device, all);
    }

    /// `ens1f0#0-3` are the first four virtual functions.
    private static boolean isInRange(String name, HardwareDevice device, List<HardwareDevice> all) {
        String range = name.substring(PciIds.beforeRange(name).length());
        return range.isEmpty() || PciIds.contains(range.substring(1), all.stream()
                .filter(one -> one.physicalFunction().equals(device.physicalFunction())).toList().indexOf(device));
    }

    Device device(HardwareDevice function, int replica) {
        return new Device(resource, replicas == 1 ? function.address() : function.address() + "::" + replica,
                hasTopology && function.numaNode().isPresent()
                        ? Optional.of(List.of(function.numaNode().getAsInt())) : Optional.empty(),
                true);
    }
}
