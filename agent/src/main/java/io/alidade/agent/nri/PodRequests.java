package io.alidade.agent.nri;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.PodSandbox;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the pods of a runtime asked for, made into pods that can be decided on.
///
/// The kubelet knows whole pods, which are decided on as a whole, as it would. Where it cannot be asked a pod is seen as its
/// containers come, and each is decided on as a pod of its own ([CgroupRequest]): with topology scope `container` that is the
/// same; with scope `pod`, containers of one pod may then be on different NUMA nodes.
final class PodRequests {
    private static final PodOrigin RUNTIME = new PodOrigin.ContainerRuntime();
    private static final int MAX_KEPT = 256;
    private static final char ALONE = '_';

    private final AgentLog log;
    /// What was read before: most containers of a node ask for what another one asks for.
    private final Map<CgroupRequest, AgentPod> anyNamed = new ConcurrentHashMap<>();

    PodRequests(AgentLog log) {
        this.log = log;
    }

    /// The uid under which a container is decided on alone.
    static String aloneUid(PodSandbox sandbox, Container container) {
        return sandbox.getUid() + ALONE + container.getName();
    }

    /// Whether a uid is that of a container of a pod, decided on alone. No uid of Kubernetes has such a sign in it.
    static boolean isAloneOf(String uid, String podUid) {
        return uid.length() > podUid.length() && uid.charAt(podUid.length()) == ALONE && uid.startsWith(podUid);
    }

    /// A container as a pod of its own. Absent if the runtime names something that no pod of Kubernetes is called, such as a
    /// container that somebody has started by hand; that is logged.
    ///
    /// @param devices that it has, by resource
    Optional<AgentPod> alone(PodSandbox sandbox, Container container, Map<String, Integer> devices) {
        try {
            Position from = new Position("the runtime's container " + container.getId(), 1, 1);
            return Optional.of(any(CgroupRequest.of(sandbox, container, devices), from).called(sandbox.getNamespace(),
                    sandbox.getName() + "." + container.getName(), aloneUid(sandbox, container), from));
        } catch (BadInput problem) {
            log.warn("container-not-known", Value.mapping().with("container", container.getId()).with("problem",
                    problem.getMessage()));
            return Optional.empty();
        }
    }

    private AgentPod any(CgroupRequest asked, Position from) {
        AgentPod known = anyNamed.get(asked);
        if (known != null) {
            return known;
        }
        AgentPod read = read(asked.pod(), from);
        // How large annotations are is up to whoever writes them.
        if (asked.annotations().isEmpty()) {
            if (anyNamed.size() >= MAX_KEPT) {
                anyNamed.clear();
            }
            anyNamed.put(asked, read);
        }
        return read;
    }

    /// A pod that says itself all that it is, as the agent keeps it.
    ///
    /// @throws BadInput if it is none
    static AgentPod of(Value.Mapping object) {
        return read(object, new Position("the resized pod", 1, 1));
    }

    private static AgentPod read(Value.Mapping object, Position from) {
        return AgentPod.read(DocumentNode.of(object, from), RUNTIME);
    }
}
