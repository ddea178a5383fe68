package io.alidade.live.scenario;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.placement.PlacementPolicies;
import java.util.List;

/// A node as it was found: what a scenario begins with.
///
/// @param id          names the scenario
/// @param machine     with the devices that its plugins report
/// @param checkpoints what is given away
/// @param pods        the objects of active pods, in the order in which they came
/// @param faults      whether known harm is done as kubelets do it
/// @param policies    what is said of where pods go beyond the kubelet's configuration
public record ScenarioStart(String id, MachineDescription machine, KubeletConfiguration configuration,
        KubeletVersion version, Checkpoints checkpoints, List<Value.Mapping> pods, Faults faults,
        PlacementPolicies policies) {
    public ScenarioStart {
        pods = List.copyOf(pods);
    }

    /// Of a kubelet.
    public ScenarioStart(String id, MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, Checkpoints checkpoints, List<Value.Mapping> pods) {
        this(id, machine, configuration, version, checkpoints, pods, Faults.REPRODUCED, PlacementPolicies.NONE);
    }
}
