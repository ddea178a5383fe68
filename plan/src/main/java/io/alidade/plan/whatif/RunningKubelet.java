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
import java.util.Set;
import java.util.stream.Collectors;

/// A kubelet and how it came to be: enough to start it again with another setting.
///
/// @param state where its checkpoints are, if it has any
/// @param node  the kubelet as it is, with the pods that run
/// @param pods  all that come to it, in the order in which it decides on them: those before this moment, and later ones
public record RunningKubelet(MachineDescription machine, KubeletConfiguration configuration, KubeletVersion version,
        Optional<CheckpointFiles> state, KubeletNode node, List<PodManifest> pods) {
    public RunningKubelet {
        pods = List.copyOf(pods);
    }

    /// The pods that run and whose manifests are known, in the order of their admission.
    List<PodManifest> running() {
        return node.manifests();
    }

    /// The kubelet as it would be with other settings when a pod comes: started again, the earlier pods admitted again in
    /// their order. Nothing if it does not start, or if one that runs is refused then. A pod that was refused comes back
    /// only where the checkpoints know it.
    public Optional<KubeletNode> with(KubeletConfiguration other, PodManifest pod) {
        return started(other, state).flatMap(started -> readmitted(started.arrival(pods), pod));
    }

    private Optional<KubeletNode> readmitted(KubeletNode.Arrival arrival, PodManifest until) {
        Set<String> known = arrival.node().node().holders();
        Set<String> running = running().stream().map(pod -> pod.request().uid()).collect(Collectors.toSet());
        KubeletNode next = arrival.node();
        for (PodManifest pod : arrival.pods()) {
            String uid = pod.request().uid();
            if (uid.equals(until.request().uid())) {
                break;
            }
            if (running.contains(uid) || known.contains(uid)) {
                PodDecision decision = next.admit(pod);
                if (running.contains(uid) && decision instanceof PodDecision.Refused) {
                    return Optional.empty();
                }
                next = decision.node();
            }
        }
        return Optional.of(next);
    }

    /// The same kubelet with other settings in its file, for the next change: its pods are those of before.
    RunningKubelet withSettings(KubeletConfiguration other) {
        return new RunningKubelet(machine, other, version, state, node, pods);
    }

    /// The same machine with no pod at all, under other settings.
    public Optional<KubeletNode> emptyWith(KubeletConfiguration other) {
        return started(other, Optional.empty());
    }

    private Optional<KubeletNode> started(KubeletConfiguration other, Optional<CheckpointFiles> files) {
        KubeletStart start = files.isPresent() ? KubeletNode.start(machine, other, version, files.get())
                : KubeletNode.start(machine, other, version);
        return start instanceof KubeletStart.Started started ? Optional.of(started.node().following(node.placements()))
                : Optional.empty();
    }
}
