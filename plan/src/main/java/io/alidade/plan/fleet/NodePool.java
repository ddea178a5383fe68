package io.alidade.plan.fleet;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Equal nodes: one machine, one configuration of the kubelet, one set of labels and taints.
///
/// @param machine   with the labels and taints of the nodes
/// @param nodeNames as many as the pool has nodes, or none: then they are the pool's name with a number
/// @param state     the checkpoints of pods that run on the first node already, and stay; other nodes are empty
public record NodePool(String name, int count, MachineDescription machine, KubeletConfiguration configuration,
        KubeletVersion version, List<String> nodeNames, Optional<CheckpointFiles> state) {
    /// The label that differs from node to node.
    public static final String HOSTNAME = "kubernetes.io/hostname";

    /// @throws IllegalArgumentException if the numbers do not agree, or are below 1
    public NodePool {
        nodeNames = List.copyOf(nodeNames);
        if (count < 1 || (!nodeNames.isEmpty() && nodeNames.size() != count)) {
            throw new IllegalArgumentException("pool " + name + " has " + count + " nodes and " + nodeNames.size()
                    + " names. Give each node a name, or none.");
        }
    }

    /// What a node of the pool is called, counted from 0.
    public String nodeName(int index) {
        return nodeNames.isEmpty() || index >= nodeNames.size() ? name + "-" + index : nodeNames.get(index);
    }

    /// The labels that all nodes of the pool have.
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(machine.labels());
        labels.putIfAbsent("kubernetes.io/os", "linux");
        labels.remove(HOSTNAME);
        return labels;
    }

    /// Starts the kubelet of an empty node.
    public KubeletStart start() {
        return KubeletNode.start(machine, configuration, version);
    }

    /// Starts the kubelet of the first node, with the pods that run there.
    ///
    /// @throws io.alidade.kube.document.BadInput if a checkpoint file cannot be read
    public KubeletStart startFirst() {
        return state.map(files -> KubeletNode.start(machine, configuration, version, files)).orElseGet(this::start);
    }

    /// The same nodes whose kubelets are configured otherwise.
    public NodePool with(KubeletConfiguration other) {
        return new NodePool(name, count, machine, other, version, nodeNames, state);
    }

    /// The same pool with other nodes beside; new ones have the pool's name and a number.
    public NodePool grownBy(int nodes) {
        return new NodePool(name, count + nodes, machine, configuration, version,
                nodeNames.isEmpty() ? nodeNames : IntStream.range(0, count + nodes)
                        .mapToObj(this::nodeName).toList(),
                state);
    }
}
