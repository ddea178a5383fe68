package io.alidade.linux.machine;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;

/// A machine as found.
///
/// @param topology what the kubelet's managers see of the machine, and decide on
/// @param hardware what the kernel says; where the two differ there is a warning
/// @param warnings by kind
public record DiscoveredMachine(NodeTopology topology, Hardware hardware, List<DiscoveryWarning> warnings) {
    public DiscoveredMachine {
        warnings = List.copyOf(warnings);
    }
}
