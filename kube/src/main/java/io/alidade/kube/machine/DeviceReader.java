package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads lists of devices: those of a machine, of a recorded scenario, or of a file of their own.
public final class DeviceReader {
    private DeviceReader() {}

    /// Reads a document that is a list of devices, or an object with such a list as `devices`.
    ///
    /// @throws BadInput if a device has no valid resource name, is there twice, or is on a NUMA node that is not there
    public static List<Device> read(DocumentNode document, NodeTopology topology) {
        return switch (document) {
            case Sequence list -> devices(Fields.of(new Mapping(list.position(),
                    List.of(new Entry("devices", list.position(), list)))), topology);
            case Mapping mapping when mapping.find("devices").isPresent() -> devices(Fields.of(mapping), topology);
            case Mapping _, DocumentNode.Scalar _ -> throw new BadInput(document.position(),
                    "this is no list of devices.",
                    "Write `- resource: nvidia.com/gpu`, `id: gpu0`, `numa: [0]` for each, below `devices:` or alone.");
        };
    }

    /// The `devices` of an object.
    static List<Device> devices(Fields owner, NodeTopology topology) {
        return devices(owner.objects("devices"), "numa", topology);
    }

    /// The `pluginDevices` of a NodeTopology, whose `numaNodes` are the `numa` of the others.
    static List<Device> pluginDevices(Fields owner, NodeTopology topology) {
        return devices(owner.objects("pluginDevices"), "numaNodes", topology);
    }

    private static List<Device> devices(List<Fields> list, String numaKey, NodeTopology topology) {
        List<Device> devices = new ArrayList<>(list.size());
        Set<List<String>> seen = new HashSet<>();
        for (Fields fields : list) {
            Device device = device(fields, numaKey, topology);
            if (!seen.add(List.of(device.resource(), device.id()))) {
                fields.report("id", "is " + fields.describe("id") + ", which " + device.resource() + " has already.",
                        "Give each device of a resource an id of its own.");
            }
            devices.add(device);
        }
        return devices;
    }

    private static Device device(Fields fields, String numaKey, NodeTopology topology) {
        String resource = fields.string("resource").orElse("");
        if (!ExtendedResourceName.isValid(resource)) {
            fields.report("resource", "is " + fields.describe("resource") + ", not an extended resource name.",
                    "Write a name such as nvidia.com/gpu: a domain outside kubernetes.io, a slash, a name.");
        }
        String id = fields.string("id").orElse("");
        if (id.isEmpty()) {
            fields.report("id", "is " + fields.describe("id") + ", not the id of a device.", "Give each device an id.");
        }
        Optional<List<Integer>> numaNodes = fields.has(numaKey)
                ? Optional.of(fields.integers(numaKey, 0, Integer.MAX_VALUE)) : Optional.empty();
        fields.node(numaKey);
        for (int numaNode : numaNodes.orElse(List.of())) {
            if (topology.position(numaNode) < 0) {
                fields.report(numaKey, "names NUMA node " + numaNode + ", which the machine does not have.",
                        "Use " + MachineReader.ids(topology) + ", or leave " + numaKey
                                + " out for a device without topology.");
            }
        }
        boolean healthy = fields.bool("healthy").orElse(true);
        MachineReader.refuseUnknown(fields, "A device has resource, id, " + numaKey + " and healthy.");
        return new Device(resource, id, numaNodes, healthy);
    }
}
