package io.alidade.live.scenario;

import io.alidade.engine.device.Device;
import io.alidade.kube.document.Value;
import java.util.List;

/// Something that happened on a node.
public sealed interface ScenarioStep {
    /// More that is known of it; a replay passes it over.
    Value.Mapping meta();

    /// A pod came.
    ///
    /// @param pod    its object
    /// @param answer what became of it
    record Admit(Value.Mapping pod, KubeletAnswer answer, Value.Mapping meta) implements ScenarioStep {}

    /// A pod went.
    record Remove(String podUid, Value.Mapping meta) implements ScenarioStep {}

    /// The plugins report other devices, of which this is the whole list.
    record Devices(List<Device> devices, Value.Mapping meta) implements ScenarioStep {
        public Devices {
            devices = List.copyOf(devices);
        }
    }
}
