package io.alidade.conformance.recording;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.StartSettings;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.machine.DeviceReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decodes the parts that recorded scenarios have in common.
public final class RecordedNodeReader {
    private final KubeletVersion version;

    public RecordedNodeReader(KubeletVersion version) {
        this.version = version;
    }

    /// Reads `id`, `machine`, `kubeletConfiguration`, `devices` and `preferredAllocation` of a scenario.
    public RecordedNode read(Fields scenario) {
        String id = required(scenario, "id");
        MachineDescription machine = MachineReader.read(mapping(scenario, "machine"));
        NodeTopology topology = machine.topology();
        DocumentNode document = mapping(scenario, "kubeletConfiguration");
        KubeletConfiguration configuration = KubeletConfigurationReader.LENIENT.decode(document);
        PreferredAllocation preferred = scenario.string("preferredAllocation").map(name -> preferred(scenario, name))
                .orElse(PreferredAllocation.NONE);
        return new RecordedNode(id, machine.withDevices(devices(scenario.node("devices"), topology)),
                configuration, settings(configuration, document.position(), topology), preferred);
    }

    /// What the kubelet makes of a configuration on a machine.
    public NodeSettings settings(DocumentNode configuration, NodeTopology topology) {
        return settings(KubeletConfigurationReader.LENIENT.decode(configuration), configuration.position(), topology);
    }

    private NodeSettings settings(KubeletConfiguration configuration, Position position, NodeTopology topology) {
        return switch (configuration.start(version, topology)) {
            case StartSettings.Usable usable -> usable.settings();
            case StartSettings.Refused refused -> throw new BadInput(position,
                    "the kubelet stops before its managers are made: " + refused.startError() + ".",
                    "Record configurations that reach the resource managers.");
        };
    }

    /// A list of devices; empty when absent.
    public static List<Device> devices(Optional<DocumentNode> devices, NodeTopology topology) {
        return devices.map(list -> DeviceReader.read(list, topology)).orElse(List.of());
    }

    private static PreferredAllocation preferred(Fields scenario, String name) {
        if (!name.equals("highest-ids")) {
            throw new BadInput(scenario.position("preferredAllocation"), "preferredAllocation is \"" + name
                    + "\", which is not known.", "Known is highest-ids.");
        }
        return RecordedNodeReader::highestIds;
    }

    private static List<String> highestIds(String resource, List<String> available, List<String> mustInclude,
            int size) {
        List<String> chosen = new ArrayList<>(mustInclude);
        for (String id : available.reversed()) {
            if (chosen.size() < size && !mustInclude.contains(id)) {
                chosen.add(id);
            }
        }
        return chosen;
    }

    /// A text that must be there.
    public static String required(Fields fields, String key) {
        return fields.string(key).orElseThrow(() -> missing(fields, key));
    }

    /// A value that must be there.
    public static DocumentNode present(Fields fields, String key) {
        return fields.node(key).orElseThrow(() -> missing(fields, key));
    }

    /// An object that must be there.
    public static Mapping mapping(Fields fields, String key) {
        return DocumentReader.mapping(present(fields, key));
    }

    private static BadInput missing(Fields fields, String key) {
        return new BadInput(fields.position(), fields.path(key) + " is missing.",
                "Add it; docs/conformance.md has the fields.");
    }
}
