package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.NodeCapacity;
import io.alidade.kube.document.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A machine and what is known about the node on it.
///
/// @param topology              what the kubelet's managers decide on
/// @param hardware              all there is, as far as the source tells
/// @param name                  of the node, in Kubernetes too; else its label `kubernetes.io/hostname`, which a kubelet sets to
///                              the name that it registers unless it is told another
/// @param ephemeralStorageBytes size of the file system of pods, where given
/// @param devices               in the order they were written
/// @param labels                of the node; empty when unknown
/// @param taints                of the node
/// @param configuration         the kubelet's configuration, where the source carries one
public record MachineDescription(NodeTopology topology, Hardware hardware, Optional<String> name,
        OptionalLong ephemeralStorageBytes,
        List<Device> devices, Map<String, String> labels, List<NodeTaint> taints,
        Optional<KubeletConfiguration> configuration) {
    private static final String HOSTNAME = "kubernetes.io/hostname";

    public MachineDescription {
        name = name.isPresent() ? name : Optional.ofNullable(labels.get(HOSTNAME));
        devices = List.copyOf(devices);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        taints = List.copyOf(taints);
    }

    /// A machine of which nothing else is known.
    public static MachineDescription of(NodeTopology topology) {
        return of(topology, Hardware.of(topology));
    }

    /// A machine and its hardware.
    public static MachineDescription of(NodeTopology topology, Hardware hardware) {
        return new MachineDescription(topology, hardware, Optional.empty(), OptionalLong.empty(), List.of(), Map.of(),
                List.of(), Optional.empty());
    }

    /// The same node with other devices.
    public MachineDescription withDevices(List<Device> other) {
        return new MachineDescription(topology, hardware, name, ephemeralStorageBytes, other, labels, taints,
                configuration);
    }

    /// The capacity of the whole machine (node-config 5.1): of memory the kernel's total, and the sum of the NUMA nodes
    /// where that is not known. The Memory Manager takes the figures of the NUMA nodes (memory-manager 2.3).
    public NodeCapacity capacity() {
        NodeCapacity sums = NodeCapacity.of(topology);
        return new NodeCapacity(sums.cpus(), hardware.memoryBytes().orElse(sums.memoryBytes()), sums.hugepages(),
                ephemeralStorageBytes);
    }

    /// The document that [MachineReader] reads this description from, with the full table of CPUs. The kubelet's
    /// configuration is a document of its own and not part of it.
    public Value.Mapping toDocument() {
        return MachineWriter.document(this);
    }

    /// The name where it is known, the machine as the kubelet sees it, and how many devices.
    @Override
    public String toString() {
        return name.map(text -> text + ": ").orElse("") + topology
                + (devices.isEmpty() ? "" : "; " + devices.size() + (devices.size() == 1 ? " device" : " devices"));
    }
}
