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
/// @param virtualFunctions whether only virtual functions, only others, or both (absent)
/// @param hasTopology     whether the plugin reports NUMA nodes
/// @param replicas        how many devices it makes of each function
/// @param isPool          whether it makes them of all functions together, called by number
record PciRule(String resource, Set<Kind> kinds, Set<String> vendors, Set<String> deviceIds, List<String> names,
        Set<String> addresses, Set<String> physical, Optional<Boolean> virtualFunctions, boolean hasTopology,
        int replicas,
        boolean isPool) {
    PciRule {
        kinds = Set.copyOf(kinds);
        vendors = Set.copyOf(vendors);
        deviceIds = Set.copyOf(deviceIds);
        names = List.copyOf(names);
        addresses = Set.copyOf(addresses);
        physical = Set.copyOf(physical);
    }

    static PciRule of(String resource, Set<Kind> kinds, String vendor, Optional<Boolean> virtualFunctions) {
        return new PciRule(resource, kinds, Set.of(vendor), Set.of(), List.of(), Set.of(), Set.of(), virtualFunctions,
                true, 1, false);
    }

    boolean fits(HardwareDevice device, List<HardwareDevice> all) {
        return (kinds.isEmpty() || kinds.contains(device.kind()))
                && (vendors.isEmpty() || vendors.contains(PciIds.text(device.vendorId())))
                && (deviceIds.isEmpty() || deviceIds.contains(PciIds.text(device.deviceId())))
                && (addresses.isEmpty() || addresses.contains(device.address()))
                && (physical.isEmpty() || physical.contains(device.physicalFunction().orElse(device.address())))
                && (virtualFunctions.isEmpty() || virtualFunctions.get() == device.physicalFunction().isPresent())
                && (names.isEmpty() || names.stream().anyMatch(name -> isNamed(name, device, all)));
    }

    private static boolean isNamed(String name, HardwareDevice device, List<HardwareDevice> all) {
        int mark = name.indexOf('#');
        String own = mark < 0 ? name : name.substring(0, mark);
        if (device.physicalFunction().isEmpty()) {
            return mark < 0 && device.names().contains(own);
        }
        String parent = device.physicalFunction().get();
        boolean isChild = all.stream().anyMatch(one -> one.address().equals(parent) && one.names().contains(own));
        return isChild && (mark < 0 || PciIds.contains(name.substring(mark + 1), all.stream()
                .filter(one -> one.physicalFunction().equals(device.physicalFunction())).toList().indexOf(device)));
    }

    Device device(HardwareDevice function, int replica) {
        return new Device(resource, replicas == 1 ? function.address() : function.address() + "::" + replica,
                hasTopology && function.numaNode().isPresent()
                        ? Optional.of(List.of(function.numaNode().getAsInt())) : Optional.empty(),
                true);
    }
}
