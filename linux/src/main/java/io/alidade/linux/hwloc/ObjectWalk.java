package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers the objects that matter by walking down the tree once: processing units with what is around them, NUMA nodes
/// with the CPUs around them, caches, and the PCI devices below each object that has CPUs.
final class ObjectWalk {
    /// A logical CPU. Objects are the same ones for CPUs that share them.
    record Unit(XmlObject unit, Enclosing around) {}

    /// The objects around another one, each absent where there is none.
    ///
    /// @param locality the next one that has CPUs
    record Enclosing(XmlObject locality, Optional<XmlObject> core, Optional<XmlObject> socket) {
        private Enclosing with(XmlObject object) {
            Optional<XmlObject> own = Optional.of(object);
            return new Enclosing(object.bitmap("cpuset").isPresent() ? object : locality,
                    object.type().equals("Core") ? own : core, object.type().equals("Package") ? own : socket);
        }
    }

    /// @param cpus those it lists itself, else those of the object that it hangs from
    record Numa(XmlObject object, CpuSet cpus) {}

    /// A bridge or device, and the object with CPUs that it hangs from.
    record Pci(XmlObject object, XmlObject locality) {}

    private final List<Unit> units = new ArrayList<>();
    private final List<Numa> numaNodes = new ArrayList<>();
    private final List<XmlObject> caches = new ArrayList<>();
    private final List<Pci> pciObjects = new ArrayList<>();

    private ObjectWalk() {}

    static ObjectWalk over(XmlObject machine) {
        ObjectWalk walk = new ObjectWalk();
        walk.walk(machine, new Enclosing(machine, Optional.empty(), Optional.empty()));
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

    List<Pci> pciObjects() {
        return pciObjects;
    }

    private void walk(XmlObject object, Enclosing around) {
        String type = object.type();
        if (type.equals("Bridge") || type.equals("PCIDev")) {
            pciObjects.add(new Pci(object, around.locality));
            return;
        }
        if (type.equals("PU")) {
            units.add(new Unit(object, around));
        } else if (type.equals("NUMANode")) {
            numaNodes.add(new Numa(object, object.bitmap("cpuset").or(() -> around.locality.bitmap("cpuset"))
                    .orElse(CpuSet.EMPTY)));
        } else if (type.matches("L[1-9]i?Cache")) {
            caches.add(object);
        }
        Enclosing below = around.with(object);
        object.children().forEach(child -> walk(child, below));
    }
}
