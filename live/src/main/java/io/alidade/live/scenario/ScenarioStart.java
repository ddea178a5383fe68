package io.alidade.live.scenario;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineDescription;
import java.util.List;

/// A node as it was found: what a scenario begins with.
///
/// @param id          names the scenario
/// @param machine     with the devices that its plugins report
/// @param checkpoints what is given away
/// @param pods        the objects of active pods, in the order in which they came
public record ScenarioStart(String id, MachineDescription machine, KubeletConfiguration configuration,
        KubeletVersion version, Checkpoints checkpoints, List<Value.Mapping> pods) {
    public ScenarioStart {
        pods = List.copyOf(pods);
    }
}
