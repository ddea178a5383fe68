package io.alidade.plan.whatif;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Optional;

/// A kubelet and how it came to be: enough to start it again with another setting.
///
/// @param state where its checkpoints are, if it has any
/// @param node  the kubelet as it is, with the pods that run
public record RunningKubelet(MachineDescription machine, KubeletConfiguration configuration, KubeletVersion version,
        Optional<CheckpointFiles> state, KubeletNode node) {
    /// The pods that run and whose manifests are known, in the order of their admission.
    List<PodManifest> running() {
        return node.manifests();
    }

    /// The kubelet as it would be with other settings: started again, the running pods admitted again in their order.
    /// Nothing if it does not start, or if one of them is refused then.
    public Optional<KubeletNode> with(KubeletConfiguration other) {
        Optional<KubeletNode> next = started(other, state);
        for (PodManifest pod : running()) {
            if (next.isEmpty()) {
                return next;
            }
            next = next.get().admit(pod) instanceof PodDecision.Admitted admitted ? Optional.of(admitted.node())
                    : Optional.empty();
        }
        return next;
    }

    /// The same machine with no pod at all, under other settings.
    public Optional<KubeletNode> emptyWith(KubeletConfiguration other) {
        return started(other, Optional.empty());
    }

    private Optional<KubeletNode> started(KubeletConfiguration other, Optional<CheckpointFiles> files) {
        KubeletStart start = files.isPresent() ? KubeletNode.start(machine, other, version, files.get())
                : KubeletNode.start(machine, other, version);
        return start instanceof KubeletStart.Started started ? Optional.of(started.node()) : Optional.empty();
    }
}
