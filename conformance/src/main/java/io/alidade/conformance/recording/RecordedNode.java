package io.alidade.conformance.recording;

import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;

/// What a recorded scenario begins with: a machine, its kubelet's settings, its devices.
public record RecordedNode(String id, NodeTopology topology, NodeSettings settings, List<Device> devices,
        PreferredAllocation preferredAllocation) {
    public RecordedNode {
        devices = List.copyOf(devices);
    }

    /// Starts the node's managers.
    public NodeStart start() {
        return Node.start(topology, settings, devices, preferredAllocation);
    }
}
