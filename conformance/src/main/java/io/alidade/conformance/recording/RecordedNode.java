package io.alidade.conformance.recording;

import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import java.util.List;

/// What a recorded scenario begins with: a machine with its devices, its kubelet's configuration.
///
/// @param settings what the kubelet makes of its configuration
public record RecordedNode(String id, MachineDescription machine, KubeletConfiguration configuration,
        NodeSettings settings, PreferredAllocation preferredAllocation) {
    public NodeTopology topology() {
        return machine.topology();
    }

    public List<Device> devices() {
        return machine.devices();
    }

    /// Starts the node's managers.
    public NodeStart start() {
        return Node.start(topology(), settings, devices(), preferredAllocation);
    }
}
