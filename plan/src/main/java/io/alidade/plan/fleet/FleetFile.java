package io.alidade.plan.fleet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.machine.NodeTaint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A fleet as it is written down: pools whose machines and configurations are named by files, or a recorded cluster with a
/// machine for each instance type. The files are not read here.
///
/// @param cluster       the file of `kubectl get nodes,pods -A -o json`, if the nodes are those of a cluster
/// @param instanceTypes what stands behind each instance type of the cluster, by its name
public record FleetFile(List<Pool> pools, Optional<String> cluster, Map<String, Kind> instanceTypes,
        Position position) {
    private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "metadata", "pools", "cluster",
            "instanceTypes");

    public FleetFile {
        pools = List.copyOf(pools);
        instanceTypes = Map.copyOf(instanceTypes);
    }

    /// What nodes are made of.
    ///
    /// @param machine a file that describes the machine
    /// @param config  a file with the kubelet's configuration; without it that of the machine, or the defaults
    /// @param version the kubelet's, as `1.36`; without it that of the machine, or the default
    public record Kind(String machine, Optional<String> config, Optional<String> version, Position position) {}

    /// A pool.
    ///
    /// @param state the folder with the checkpoint files of its only node
    public record Pool(String name, int count, Kind kind, Map<String, String> labels, List<NodeTaint> taints,
            Optional<String> state) {
        public Pool {
            labels = Map.copyOf(labels);
            taints = List.copyOf(taints);
        }
    }

    /// Whether a document is a fleet by its kind.
    public static boolean isOne(Fields document) {
        return document.string("kind").orElse("").equals("Fleet");
    }

    /// Reads the only document of a file.
    ///
    /// @throws BadInput if it is no fleet
    public static FleetFile read(String source, byte[] bytes) {
        return read(Fields.of(DocumentReader.mapping(DocumentReader.readOne(source, bytes))));
    }

    /// Reads a document of kind `Fleet`.
    ///
    /// @throws BadInput for the first thing in it that cannot be used
    public static FleetFile read(Fields document) {
        if (!isOne(document)) {
            throw new BadInput(document.position(), "kind is " + document.describe("kind") + ", not Fleet.",
                    "Write kind: Fleet with pools, or give a folder of machines.");
        }
        Set<String> names = new HashSet<>();
        List<Pool> pools = new ArrayList<>();
        for (Fields pool : document.objects("pools")) {
            Pool read = pool(pool);
            if (!names.add(read.name())) {
                pool.report("name", "is " + pool.describe("name") + ", which another pool has.", "Rename one of them.");
            }
            pools.add(read);
        }
        Map<String, Kind> kinds = new TreeMap<>();
        document.objectMap("instanceTypes").forEach((type, kind) -> kinds.put(type, kind(kind)));
        Optional<String> cluster = document.string("cluster");
        if (pools.isEmpty() && cluster.isEmpty()) {
            throw new BadInput(document.position(), "the fleet has no pools.",
                    "Write pools with name, count and machine, or cluster with instanceTypes.");
        }
        document.keys().stream().filter(key -> !KNOWN.contains(key)).findFirst().ifPresent(key -> {
            throw new BadInput(document.position(key), key + " is no field of a Fleet.",
                    "The fields are pools, cluster and instanceTypes.");
        });
        return new FleetFile(pools, cluster, kinds, document.position());
    }

    private static Pool pool(Fields pool) {
        String name = text(pool, "name", "Name the pool; its nodes are called after it.");
        if (!pool.has("count")) {
            pool.report("count", "is missing.", "Write how many nodes the pool has.");
        }
        long count = pool.integer("count", 1, Fleet.MAX_NODES).orElse(1);
        List<NodeTaint> taints = pool.objects("taints").stream().map(taint -> new NodeTaint(
                text(taint, "key", "Name the taint."), taint.string("value").orElse(""),
                text(taint, "effect", "Write NoSchedule, PreferNoSchedule or NoExecute."))).toList();
        Optional<String> state = pool.string("state");
        if (state.isPresent() && count != 1) {
            pool.report("state", "is the checkpoints of one node, and the pool has " + count + ".",
                    "Write a pool with count: 1 for this node.");
        }
        Pool read = new Pool(name, (int) count, kind(pool), pool.strings("labels"), taints, state);
        unknown(pool, Set.of("name", "count", "machine", "config", "kubeletVersion", "labels", "taints", "state"));
        return read;
    }

    private static Kind kind(Fields fields) {
        return new Kind(text(fields, "machine", "Name the file that describes the machine."), fields.string("config"),
                fields.string("kubeletVersion"), fields.position("machine"));
    }

    private static void unknown(Fields fields, Set<String> known) {
        fields.keys().stream().filter(key -> !known.contains(key)).findFirst()
                .ifPresent(key -> fields.report(key, "is no field of a pool.",
                        "The fields are " + String.join(", ", known.stream().sorted().toList()) + "."));
    }

    private static String text(Fields fields, String key, String cure) {
        Optional<String> text = fields.string(key).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            fields.report(key, fields.has(key) ? "is empty." : "is missing.", cure);
        }
        return text.orElse("");
    }
}
