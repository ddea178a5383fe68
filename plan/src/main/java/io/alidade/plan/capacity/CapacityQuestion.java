package io.alidade.plan.capacity;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is asked about one machine.
///
/// @param state   the checkpoints of the pods that run, if there are any
/// @param running manifests of pods that run, in the order in which they came
/// @param orders  how many orders of arrival are looked at
/// @param options the sets of options to compare; empty for those that may matter
public record CapacityQuestion(MachineDescription machine, KubeletConfiguration configuration, KubeletVersion version,
        Optional<CheckpointFiles> state, List<PodManifest> running, Mix mix, int orders, long seed,
        List<Map<String, String>> options) {
    public CapacityQuestion {
        running = List.copyOf(running);
        options = List.copyOf(options);
    }

    /// Whether pods run.
    boolean hasRunning() {
        return state.isPresent() || !running.isEmpty();
    }

    /// The kubelet without pods.
    public KubeletStart startEmpty(KubeletConfiguration other) {
        return KubeletNode.start(machine, other, version);
    }

    /// The kubelet from its checkpoints.
    public KubeletStart startCurrent(KubeletConfiguration other) {
        return state.map(files -> KubeletNode.start(machine, other, version, files)).orElseGet(() -> startEmpty(other));
    }
}
