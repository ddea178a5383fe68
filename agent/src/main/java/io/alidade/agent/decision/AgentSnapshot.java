package io.alidade.agent.decision;

import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.table.NamedTable;
import io.alidade.kube.admission.KubeletNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node at one moment. A value: whoever looks at it sees no change.
///
/// @param node with what its active pods hold
/// @param pods by uid, in the order in which they came
/// @param containers where the containers of each pod are in their life, by uid and name; empty where nothing is run
public record AgentSnapshot(KubeletNode node, NamedTable<PodRecord> pods,
        NamedTable<Map<String, ContainerState>> containers) {
    /// A node before its first pod.
    public static AgentSnapshot of(KubeletNode node) {
        return new AgentSnapshot(node, NamedTable.empty(), NamedTable.empty());
    }

    /// All pods, in the order in which they came.
    public List<PodRecord> records() {
        List<PodRecord> all = new ArrayList<>();
        pods.forEach((_, pod) -> all.add(pod));
        return all;
    }

    /// The pod of this name; of several the one that came last.
    public Optional<PodRecord> find(String namespace, String name) {
        return records().stream().filter(pod -> pod.pod().manifest().request().namespace().equals(namespace)
                && pod.pod().manifest().request().name().equals(name)).reduce((_, later) -> later);
    }

    /// What the containers of a pod hold now; nothing if it is not active.
    public List<ContainerPlacement> placements(PodRecord pod) {
        return node.node().pod(pod.pod().uid()).map(node.node()::placements).orElse(List.of());
    }
}
