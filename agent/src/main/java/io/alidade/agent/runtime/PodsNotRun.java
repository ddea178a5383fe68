package io.alidade.agent.runtime;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Pods that a runtime cannot run, whatever room there is.
public final class PodsNotRun {
    private PodsNotRun() {}

    /// Those of a text, and why, by NAMESPACE/NAME. Of workloads and shapes it is not known what their pods would run.
    public static Map<String, String> of(byte[] text, ContainerRuntime runtime) {
        Map<String, String> why = new LinkedHashMap<>();
        for (AgentPod pod : pods(text)) {
            try {
                runtime.check(RunSpecReader.read(pod));
            } catch (BadInput problem) {
                why.put(pod.fullName(), problem.problem());
            }
        }
        return why;
    }

    private static List<AgentPod> pods(byte[] text) {
        try {
            return AgentPod.readAll("the request", text, new PodOrigin.Api());
        } catch (BadInput _) {
            return List.of();
        }
    }
}
