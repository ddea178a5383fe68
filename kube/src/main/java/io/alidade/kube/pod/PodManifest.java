package io.alidade.kube.pod;

import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One pod: what the resource managers decide on, and what the kubelet's other admission checks look at.
///
/// @param request              requests defaulted, in it name, namespace and uid
/// @param requiredNodeAffinity `requiredDuringSchedulingIgnoredDuringExecution`
/// @param hostPorts            of app containers and sidecars; with `hostNetwork` every container port is one
/// @param isStatic             from a file of the kubelet or a mirror of such a pod, by its annotations
/// @param phase                `status.phase`, if recorded
/// @param defaulted            the requests and limits that the manifest does not write out
/// @param unmodelled           what it says that decides something on a real node and nothing here, a sentence each
/// @param annotations          those of the domain `alidade.io`, which say where an agent is to put it
/// @param position             where the pod, or the workload it comes from, starts
public record PodManifest(PodRequest request, Map<String, String> labels, Map<String, String> nodeSelector,
        Optional<NodeAffinity> requiredNodeAffinity, Optional<String> nodeName, List<Toleration> tolerations,
        List<HostPort> hostPorts, Optional<String> osName, Map<String, Quantity> overhead, Optional<Integer> priority,
        Optional<String> priorityClassName, boolean isStatic, Optional<String> phase, List<Defaulted> defaulted,
        List<String> unmodelled, Map<String, String> annotations, Position position) {
    private static final Pattern FOR_AGENTS = Pattern.compile("([^/]+\\.)?alidade\\.io/.*");
    private static final Position NO_PLACE = new Position("", 1, 1);

    public PodManifest {
        labels = FrozenMap.copyOf(labels);
        nodeSelector = FrozenMap.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
        hostPorts = List.copyOf(hostPorts);
        overhead = FrozenMap.copyOf(overhead);
        defaulted = List.copyOf(defaulted);
        unmodelled = List.copyOf(unmodelled);
        annotations = FrozenMap.copyOf(annotations);
    }

    /// An amount that was filled in as the API server does.
    ///
    /// @param container the container's name, or nothing for the pod's own `spec.resources`
    /// @param field     `requests` or `limits`
    /// @param origin    what it was taken from, for people: `its limit`
    public record Defaulted(Optional<String> container, String field, String resource, Quantity amount,
            String origin) {}

    /// A port taken on the node.
    ///
    /// @param hostIp   `0.0.0.0` for all addresses
    /// @param protocol `TCP`, `UDP` or `SCTP`
    public record HostPort(String hostIp, int port, String protocol) {}

    /// True for a key of the annotations that say where an agent is to put a pod.
    public static boolean isForAgents(String annotation) {
        return FOR_AGENTS.matcher(annotation).matches();
    }

    /// NAMESPACE/NAME.
    public String label() {
        return request.namespace() + "/" + request.name();
    }

    /// What the resource managers see of it.
    @Override
    public String toString() {
        return request.toString();
    }

    /// The same pod under another name, for one replica of a workload; its uid becomes NAMESPACE/NAME.
    public PodManifest renamed(String name) {
        return called(request.namespace(), name, request.namespace() + "/" + name, position);
    }

    /// Another pod that asks for the same, of which no pod has the uid, and for which none has to go, however critical it is.
    public PodManifest copied(String name) {
        PodRequest copy = new PodRequest("copy:" + request.namespace() + "/" + name, request.namespace(), name,
                request.qosClass(), request.podResources(), request.containers(), request.placement());
        return new PodManifest(copy, labels, nodeSelector, requiredNodeAffinity, nodeName, tolerations, hostPorts,
                osName, overhead, Optional.empty(), Optional.empty(), false, phase, defaulted, unmodelled, annotations,
                position);
    }

    /// Another pod that asks for the same.
    ///
    /// @param from where it was found
    public PodManifest called(String namespace, String name, String uid, Position from) {
        return with(new PodRequest(uid, namespace, name, request.qosClass(), request.podResources(),
                request.containers(), request.placement()), from);
    }

    /// The pod without what tells it from others that ask for the same: name, namespace, uid, labels and place.
    public PodManifest nameless() {
        PodRequest shape = new PodRequest("any", "", "", request.qosClass(), request.podResources(),
                request.containers(), request.placement());
        return new PodManifest(shape, Map.of(), nodeSelector, requiredNodeAffinity, nodeName, tolerations, hostPorts,
                osName, overhead, priority, priorityClassName, isStatic, phase, defaulted, unmodelled, annotations,
                NO_PLACE);
    }

    /// The same pod, to be run on any node: without what it asks of labels and names, and with every taint tolerated.
    public PodManifest anywhere() {
        return new PodManifest(request, labels, Map.of(), Optional.empty(), Optional.empty(),
                List.of(new Toleration("", "Exists", "", "")), hostPorts, osName, overhead, priority,
                priorityClassName, isStatic, phase, defaulted, unmodelled, annotations, position);
    }

    /// The same pod with other requests.
    public PodManifest with(PodRequest other) {
        return with(other, position);
    }

    private PodManifest with(PodRequest other, Position from) {
        return new PodManifest(other, labels, nodeSelector, requiredNodeAffinity, nodeName, tolerations, hostPorts,
                osName, overhead, priority, priorityClassName, isStatic, phase, defaulted, unmodelled, annotations,
                from);
    }
}
