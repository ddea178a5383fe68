package io.alidade.agent.cri;

import io.alidade.agent.pod.AgentPod;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The labels by which an agent knows its sandboxes and containers. Beside them are those of a kubelet, by which tools tell
/// people whose container it is.
///
/// @param owner tells agents on one runtime apart: the path of the state folder
record AgentLabels(String owner) {
    static final String UID = "io.alidade/pod-uid";
    static final String CONTAINER = "io.alidade/container";
    private static final String OWNER = "io.alidade/state";

    static AgentLabels of(Path state) {
        return new AgentLabels(state.toString());
    }

    /// Selects everything of this agent.
    Map<String, String> selector() {
        return Map.of(OWNER, owner);
    }

    /// Selects everything of a pod.
    Map<String, String> selector(String uid) {
        return Map.of(OWNER, owner, UID, uid);
    }

    /// Those of the sandbox of a pod.
    Map<String, String> sandbox(AgentPod pod) {
        Map<String, String> labels = new LinkedHashMap<>(selector(pod.uid()));
        labels.put("io.kubernetes.pod.name", pod.manifest().request().name());
        labels.put("io.kubernetes.pod.namespace", pod.manifest().request().namespace());
        labels.put("io.kubernetes.pod.uid", pod.uid());
        return labels;
    }

    /// Those of a container.
    Map<String, String> container(AgentPod pod, String name) {
        Map<String, String> labels = sandbox(pod);
        labels.put(CONTAINER, name);
        labels.put("io.kubernetes.container.name", name);
        return labels;
    }
}
