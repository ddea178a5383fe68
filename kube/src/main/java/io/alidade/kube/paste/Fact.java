package io.alidade.kube.paste;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.machine.NodeTaint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// One thing that a source says of a machine or of the node on it. Ids of CPUs and NUMA nodes are the kernel's; those of
/// cores, sockets and caches are each source's own, so that only what they have in common counts.
public sealed interface Fact {
    /// The CPUs that are online.
    record OnlineCpus(CpuSet cpus) implements Fact {}

    /// The CPUs that are there and not online.
    record OfflineCpus(CpuSet cpus) implements Fact {}

    /// How many CPUs there are, online or not, where their ids are not told.
    record CpuCount(int count) implements Fact {}

    /// How many CPUs a kubelet counts.
    record CpuCapacity(long count) implements Fact {}

    /// A NUMA node and its CPUs; empty for memory alone.
    record NumaNodeCpus(int numaNode, CpuSet cpus) implements Fact {}

    /// How many NUMA nodes there are, with CPUs or without.
    record NumaNodeCount(int count) implements Fact {}

    /// Some or all CPUs of a NUMA node.
    record NumaNodeHolds(int numaNode, CpuSet cpus) implements Fact {}

    /// The NUMA node that is near an online CPU: its own, unless a source leaves out NUMA nodes, as hwloc does with those
    /// without memory. So what others say of the CPU counts more.
    record CpuNear(int cpu, int numaNode) implements Fact {}

    /// That a kernel has no NUMA.
    record NoNuma() implements Fact {}

    /// Where one online CPU sits, as far as it is told.
    ///
    /// @param l3 its cache of level 3
    record CpuPlace(int cpu, OptionalInt core, OptionalInt socket, OptionalInt numaNode, OptionalInt l3)
            implements Fact {}

    /// How many threads a core has, how many cores a socket, how many sockets the machine; absent where it is not told, or
    /// told of several kinds of cores.
    record CoreCounts(OptionalInt threadsPerCore, OptionalInt coresPerSocket, OptionalInt sockets) implements Fact {}

    /// How many caches of level 3 there are.
    record L3Count(int count) implements Fact {}

    /// The name of the processor's kind, `x86_64`.
    record Architecture(String name) implements Fact {}

    /// The memory of a NUMA node.
    record NumaNodeMemory(int numaNode, PrintedBytes amount) implements Fact {}

    /// The memory of the machine.
    record TotalMemory(PrintedBytes amount) implements Fact {}

    /// From one NUMA node to all, by id.
    record Distances(int numaNode, SortedMap<Integer, Integer> distances) implements Fact {
        public Distances {
            distances = Collections.unmodifiableSortedMap(new TreeMap<>(distances));
        }
    }

    /// Hugepages of one size, on all NUMA nodes together.
    record Hugepages(long pageSizeBytes, long count) implements Fact {}

    /// A device of a plugin, where it sits.
    record DeviceAt(Device device) implements Fact {}

    /// A device of a plugin, and the CPUs that are near.
    record DeviceNear(String resource, String id, CpuSet cpus) implements Fact {}

    /// The id that a device, so far called by its index, has for its plugin.
    record DeviceId(String resource, String index, String id) implements Fact {}

    /// How many devices of a resource the kubelet counts, and how many of them are healthy.
    record DeviceCount(String resource, long count, long healthy) implements Fact {
        public DeviceCount {
            healthy = Math.min(healthy, count);
        }
    }

    record NodeName(String name) implements Fact {}

    record Labels(Map<String, String> labels) implements Fact {
        public Labels {
            labels = Map.copyOf(labels);
        }
    }

    record Taints(List<NodeTaint> taints) implements Fact {
        public Taints {
            taints = List.copyOf(taints);
        }
    }

    record EphemeralStorage(long bytes) implements Fact {}

    /// What the kubelet of the node calls itself, `v1.36.3`.
    record KubeletVersion(String version) implements Fact {}
}
