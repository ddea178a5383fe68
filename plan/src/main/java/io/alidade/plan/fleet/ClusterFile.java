package io.alidade.plan.fleet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.machine.NodeTaint;
import io.alidade.kube.pod.NodeAffinity;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A recorded cluster, as `kubectl get nodes,pods -A -o json` prints it.
///
/// @param groups nodes of one instance type that no pod tells apart: those labels count that some pod asks for
/// @param pods   that run or wait, in the order in which they were made; free to go to any node, but static pods
public record ClusterFile(List<Group> groups, List<PodManifest> pods) {
    private static final List<String> INSTANCE_TYPE = List.of("node.kubernetes.io/instance-type",
            "beta.kubernetes.io/instance-type");
    private static final Set<String> GONE = Set.of("Succeeded", "Failed");

    public ClusterFile {
        groups = List.copyOf(groups);
        pods = List.copyOf(pods);
    }

    /// Nodes that are alike.
    ///
    /// @param labels those that some pod asks for
    public record Group(String instanceType, List<String> nodes, Map<String, String> labels, List<NodeTaint> taints,
            Position position) {
        public Group {
            nodes = List.copyOf(nodes);
            labels = Map.copyOf(labels);
            taints = List.copyOf(taints);
        }
    }

    /// Reads a list with nodes and pods.
    ///
    /// @throws BadInput if it has no nodes, or cannot be read
    public static ClusterFile read(String source, byte[] bytes) {
        Fields list = Fields.of(DocumentReader.mapping(DocumentReader.readOne(source, bytes)));
        List<Fields> nodes = list.objects("items").stream()
                .filter(item -> item.string("kind").orElse("").equals("Node")).toList();
        if (nodes.isEmpty()) {
            throw new BadInput(list.position(), "the list has no nodes.",
                    "Make it with kubectl get nodes,pods -A -o json.");
        }
        boolean hasPods = list.objects("items").stream()
                .anyMatch(item -> item.string("kind").orElse("").equals("Pod"));
        List<Made> pods = hasPods ? pods(source, bytes, list) : List.of();
        Set<String> asked = new TreeSet<>();
        pods.forEach(pod -> asked.addAll(labelsOf(pod.pod())));
        Map<List<Object>, List<Fields>> alike = new LinkedHashMap<>();
        nodes.forEach(node -> alike.computeIfAbsent(key(node, asked), _ -> new ArrayList<>()).add(node));
        List<Group> groups = alike.entrySet().stream().map(entry -> group(entry.getValue(), asked)).toList();
        return new ClusterFile(groups, pods.stream().map(Made::pod).toList());
    }

    private record Made(String at, PodManifest pod) {}

    private static List<Made> pods(String source, byte[] bytes, Fields list) {
        Map<String, String> made = new TreeMap<>();
        for (Fields item : list.objects("items")) {
            item.object("metadata").ifPresent(metadata -> made.put(metadata.string("namespace").orElse("default") + "/"
                    + metadata.string("name").orElse(""), metadata.string("creationTimestamp").orElse("")));
        }
        return PodManifests.read(source, bytes, OptionalInt.empty()).pods().stream()
                .filter(pod -> !GONE.contains(pod.phase().orElse("")))
                .map(pod -> new Made(made.getOrDefault(pod.label(), ""), pod.isStatic() ? pod : unbound(pod)))
                .sorted(Comparator.comparing(Made::at)).toList();
    }

    /// The same pod before the scheduler saw it.
    private static PodManifest unbound(PodManifest pod) {
        return new PodManifest(pod.request(), pod.labels(), pod.nodeSelector(), pod.requiredNodeAffinity(),
                Optional.empty(), pod.tolerations(), pod.hostPorts(), pod.osName(), pod.overhead(), pod.priority(),
                pod.priorityClassName(), pod.isStatic(), pod.phase(), pod.defaulted(), pod.unmodelled(),
                pod.annotations(), pod.position());
    }

    private static Set<String> labelsOf(PodManifest pod) {
        Set<String> keys = new TreeSet<>(pod.nodeSelector().keySet());
        pod.requiredNodeAffinity().map(NodeAffinity::terms).orElse(List.of())
                .forEach(term -> term.expressions().forEach(expression -> keys.add(expression.key())));
        keys.remove(NodePool.HOSTNAME);
        return keys;
    }

    private static List<Object> key(Fields node, Set<String> asked) {
        return List.of(instanceType(node), labels(node, asked), taints(node));
    }

    private static Group group(List<Fields> nodes, Set<String> asked) {
        Fields first = nodes.getFirst();
        List<String> names = nodes.stream().map(node -> node.object("metadata")
                .flatMap(metadata -> metadata.string("name")).orElse("")).toList();
        return new Group(instanceType(first), names, labels(first, asked), taints(first), first.position());
    }

    private static Map<String, String> allLabels(Fields node) {
        return node.object("metadata").map(metadata -> metadata.strings("labels")).orElse(Map.of());
    }

    private static String instanceType(Fields node) {
        Map<String, String> labels = allLabels(node);
        return INSTANCE_TYPE.stream().filter(labels::containsKey).findFirst().map(labels::get).orElse("unknown");
    }

    private static Map<String, String> labels(Fields node, Set<String> asked) {
        Map<String, String> labels = new TreeMap<>(allLabels(node));
        labels.keySet().retainAll(asked);
        return labels;
    }

    /// Of a node that is cordoned also the taint that goes with it.
    private static List<NodeTaint> taints(Fields node) {
        Optional<Fields> spec = node.object("spec");
        List<NodeTaint> taints = new ArrayList<>(spec.map(fields -> fields.objects("taints")).orElse(List.of()).stream()
                .map(taint -> new NodeTaint(taint.string("key").orElse(""), taint.string("value").orElse(""),
                        taint.string("effect").orElse("")))
                .toList());
        NodeTaint cordoned = new NodeTaint("node.kubernetes.io/unschedulable", "", "NoSchedule");
        if (spec.flatMap(fields -> fields.bool("unschedulable")).orElse(false) && !taints.contains(cordoned)) {
            taints.add(cordoned);
        }
        return taints;
    }

    /// Whether a document is one.
    public static boolean isOne(DocumentNode document) {
        return document instanceof DocumentNode.Mapping mapping
                && Fields.of(mapping).string("kind").orElse("").equals("List");
    }
}
