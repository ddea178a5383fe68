package io.alidade.agent.settings;

import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.placement.PlacementLevels;
import io.alidade.kube.placement.PlacementPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What is said of where pods go, beyond the kubelet's configuration.
///
/// @param levels   for all nodes, by group and by node
/// @param group    to which this node belongs
/// @param nodeName what this node is called; absent for its own name
public record PlacementSettings(PlacementLevels levels, Optional<String> group, Optional<String> nodeName) {
    /// Pods alone say something.
    public static final PlacementSettings NONE = new PlacementSettings(PlacementLevels.NONE, Optional.empty(),
            Optional.empty());

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /// What holds on this node: it is called as the machine's description says, else like the host.
    public PlacementPolicies on(MachineDescription machine) {
        return levels.on(group, nodeName.or(machine::name).or(PlacementSettings::hostName));
    }

    private static Optional<String> hostName() {
        try {
            return Optional.of(Files.readString(HOST_NAME).strip()).filter(name -> !name.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
