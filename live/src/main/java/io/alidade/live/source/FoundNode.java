package io.alidade.live.source;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import java.util.List;
import java.util.Optional;

/// Everything about a node that was read.
///
/// @param found    the machine, and where it comes from
/// @param state    where its checkpoints are, if it has any
/// @param warnings about all that was read, the machine first
public record FoundNode(FoundMachine found, KubeletConfiguration configuration, KubeletVersion version,
        Optional<CheckpointFiles> state, List<String> warnings) {
    public FoundNode {
        warnings = List.copyOf(warnings);
    }

    /// What was found of the machine.
    public MachineDescription machine() {
        return found.machine();
    }

    /// Starts the kubelet, from its checkpoints if it has any.
    public KubeletStart start() {
        return state.isPresent() ? KubeletNode.start(machine(), configuration, version, state.get())
                : KubeletNode.start(machine(), configuration, version);
    }
}
