package io.alidade.agent.cri;

import io.alidade.agent.runtime.ContainerEnd;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.wire.cri.Container;
import io.alidade.wire.cri.ContainerFilter;
import io.alidade.wire.cri.ContainerState;
import io.alidade.wire.cri.ContainerStatusRequest;
import io.alidade.wire.cri.ContainerStatusResponse;
import io.alidade.wire.cri.ListContainersRequest;
import io.alidade.wire.cri.ListPodSandboxRequest;
import io.alidade.wire.cri.PodSandbox;
import io.alidade.wire.cri.PodSandboxFilter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What of this agent is in a runtime now.
record RuntimeContents(RuntimeConnection connection, AgentLabels labels) {
    private static final String INFO = "info";

    /// A container that was looked at.
    ///
    /// @param pid of its first process
    /// @param log the file of its log
    record Seen(boolean hasEnded, ContainerEnd end, OptionalLong pid, String log) {}

    List<Container> containers(Map<String, String> selector) {
        return connection.within(RuntimeConnection.QUICK).listContainers(ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(selector)).build()).getContainersList();
    }

    List<PodSandbox> sandboxes(Map<String, String> selector) {
        return connection.within(RuntimeConnection.QUICK).listPodSandbox(ListPodSandboxRequest.newBuilder()
                .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(selector)).build()).getItemsList();
    }

    /// All containers of a pod.
    List<Container> containers(String uid) {
        return containers(labels.selector(uid));
    }

    /// All sandboxes of a pod.
    List<PodSandbox> sandboxes(String uid) {
        return sandboxes(labels.selector(uid));
    }

    /// The last container of each name of a pod.
    Map<String, Container> lastContainers(String uid) {
        Map<String, Container> last = new HashMap<>();
        for (Container container : containers(uid)) {
            last.merge(container.getLabelsOrDefault(AgentLabels.CONTAINER, ""), container,
                    (one, other) -> one.getMetadata().getAttempt() >= other.getMetadata().getAttempt() ? one : other);
        }
        return last;
    }

    /// The uids of all pods that have a sandbox, and whether a container of theirs runs.
    Map<String, Boolean> pods() {
        Map<String, Boolean> pods = new HashMap<>();
        sandboxes(labels.selector()).forEach(sandbox -> pods.put(sandbox.getMetadata().getUid(), false));
        for (Container container : containers(labels.selector())) {
            if (container.getState() == ContainerState.CONTAINER_RUNNING) {
                pods.put(container.getLabelsOrDefault(AgentLabels.UID, ""), true);
            }
        }
        return pods;
    }

    /// Looks at one container, with its process.
    Seen look(String id) {
        ContainerStatusResponse response = connection.within(RuntimeConnection.QUICK).containerStatus(
                ContainerStatusRequest.newBuilder().setContainerId(id).setVerbose(true).build());
        return new Seen(response.getStatus().getState() == ContainerState.CONTAINER_EXITED,
                ContainerWatch.end(response.getStatus()), pid(response.getInfoOrDefault(INFO, "")),
                response.getStatus().getLogPath());
    }

    /// containerd and CRI-O tell it so, in JSON.
    static OptionalLong pid(String info) {
        try {
            return info.isEmpty() ? OptionalLong.empty()
                    : Fields.of(DocumentReader.mapping(
                            DocumentReader.readOne(INFO, info.getBytes(StandardCharsets.UTF_8)))).integer("pid", 1,
                                    Integer.MAX_VALUE);
        } catch (BadInput _) {
            return OptionalLong.empty();
        }
    }
}
