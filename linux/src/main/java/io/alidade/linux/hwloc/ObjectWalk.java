package io.alidade.linux.hwloc;

import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers the objects that matter by walking down the tree once: processing units with the core and package around them,
/// NUMA nodes with the CPUs around them, caches, PCI devices.
final class ObjectWalk {
    /// A logical CPU. Objects are the same ones for CPUs that share them.
    record Unit(XmlObject unit, Optional<XmlObject> core, Optional<XmlObject> socket) {}

    /// @param cpus those it lists itself, else those of the object that it hangs from
    record Numa(XmlObject object, CpuSet cpus) {}

    private final List<Unit> units = new ArrayList<>();
    private final List<Numa> numaNodes = new ArrayList<>();
    private final List<XmlObject> caches = new ArrayList<>();
    private final List<HardwareDevice> devices = new ArrayList<>();

    private ObjectWalk() {}

    static ObjectWalk over(XmlObject machine) {
        ObjectWalk walk = new ObjectWalk();
        walk.walk(machine, machine, Optional.empty(), Optional.empty());
        return walk;
    }

    List<Unit> units() {
        return units;
    }

    List<Numa> numaNodes() {
        return numaNodes;
    }

    List<XmlObject> caches() {
        return caches;
    }

    List<HardwareDevice> devices() {
        return devices;
    }

    /// @param around the object above that has CPUs
    private void walk(XmlObject object, XmlObject around, Optional<XmlObject> socket, Optional<XmlObject> core) {
        String type = object.type();
        if (type.equals("Bridge") || type.equals("PCIDev")) {
            PciObjects.gather(object, around, List.of(), devices);
            return;
        }
        if (type.equals("PU")) {
            units.add(new Unit(object, core, socket));
        } else if (type.equals("NUMANode")) {
            numaNodes.add(new Numa(object, object.bitmap("cpuset").or(() -> around.bitmap("cpuset"))
                    .orElse(CpuSet.EMPTY)));
        } else if (type.matches("L[1-9]i?Cache")) {
            caches.add(object);
        }
        Optional<XmlObject> ownSocket = type.equals("Package") ? Optional.of(object) : socket;
        Optional<XmlObject> ownCore = type.equals("Core") ? Optional.of(object) : core;
        XmlObject here = object.bitmap("cpuset").isPresent() ? object : around;
        object.children().forEach(child -> walk(child, here, ownSocket, ownCore));
    }
}
