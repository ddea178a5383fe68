package io.alidade.plan.advise;

import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// How much of a machine is kept for the kubelet and the system.
///
/// For the kubelet it is what AKS publishes for its nodes (page "Node resource reservations in Azure Kubernetes Service",
/// version 1.29 and later): 60, 100, 140, 180, 260, 420, 740 millicores for 1, 2, 4, 8, 16, 32, 64 CPUs, continued at 10
/// for each CPU, and 20 MB for each pod plus 50 MB, at most a quarter of the memory. For the system it is half a CPU and
/// 1Gi, at most an eighth of the memory: a plain choice.
///
/// Amounts of memory are whole MiB, so that they add up exactly however they are split.
///
/// @param kubeMillis      CPU of the kubelet
/// @param systemMillis    CPU of the system
/// @param kubeMebibytes   memory of the kubelet
/// @param systemMebibytes memory of the system
record Reservation(int kubeMillis, int systemMillis, long kubeMebibytes, long systemMebibytes) {
    static final int MAX_PODS = 110;
    static final long EVICTION_MEBIBYTES = 100;
    private static final int SYSTEM_MILLIS = 500;
    private static final long MEBIBYTE = 1 << 20;
    private static final long KUBE_MOST = (20L * MAX_PODS + 50) * 1_000_000 / MEBIBYTE;
    private static final long SYSTEM_MOST = 1024;
    /// With less memory than this beside hugepages, nothing useful can be kept apart on a NUMA node.
    private static final long LEAST_MEBIBYTES = 1024;

    static Reservation of(NodeTopology topology) {
        int cpus = topology.cpus().size();
        long memory = total(topology);
        return new Reservation(kubeMillis(cpus), Math.min(SYSTEM_MILLIS, 100 * cpus), Math.min(KUBE_MOST, memory / 4),
                Math.min(SYSTEM_MOST, memory / 8));
    }

    static int kubeMillis(int cpus) {
        int millis = 60;
        millis += cpus > 1 ? 40 : 0;
        millis += 20 * Math.clamp(cpus - 2L, 0, 2);
        return millis + 10 * Math.max(0, cpus - 4);
    }

    /// CPUs for both, rounded up.
    int cpus() {
        return (kubeMillis + systemMillis + 999) / 1000;
    }

    /// What `reservedMemory` has to add up to.
    long mebibytes() {
        return kubeMebibytes + systemMebibytes + EVICTION_MEBIBYTES;
    }

    /// `reservedMemory` in MiB by NUMA node, in equal shares, at most half of what each has beside its hugepages. First the
    /// wanted NUMA nodes are tried, then all that have CPUs.
    ///
    /// @return empty if there is too little memory
    Optional<Map<Integer, Long>> memory(NodeTopology topology, Set<Integer> wanted) {
        if (total(topology) < LEAST_MEBIBYTES) {
            return Optional.empty();
        }
        return share(topology, wanted).or(() -> share(topology, withCpus(topology)));
    }

    private Optional<Map<Integer, Long>> share(NodeTopology topology, Set<Integer> among) {
        List<NumaNode> numaNodes = new ArrayList<>(
                topology.numaNodes().stream().filter(numaNode -> among.contains(numaNode.id())).toList());
        numaNodes.sort(Comparator.<NumaNode>comparingLong(Reservation::mebibytes).thenComparingInt(NumaNode::id));
        Map<Integer, Long> shares = new TreeMap<>();
        long left = mebibytes();
        for (int i = 0; i < numaNodes.size(); i++) {
            long equal = Math.ceilDiv(left, numaNodes.size() - i);
            long share = Math.min(equal, mebibytes(numaNodes.get(i)) / 2);
            left -= share;
            if (share > 0) {
                shares.put(numaNodes.get(i).id(), share);
            }
        }
        return left > 0 ? Optional.empty() : Optional.of(shares);
    }

    private static Set<Integer> withCpus(NodeTopology topology) {
        return Set.copyOf(topology.cpus().stream().map(cpu -> cpu.numaNode()).distinct().toList());
    }

    /// What NUMA nodes with CPUs have beside hugepages.
    private static long total(NodeTopology topology) {
        Set<Integer> withCpus = withCpus(topology);
        return topology.numaNodes().stream().filter(numaNode -> withCpus.contains(numaNode.id()))
                .mapToLong(Reservation::mebibytes).sum();
    }

    private static long mebibytes(NumaNode numaNode) {
        long hugepages = numaNode.hugepages().entrySet().stream().mapToLong(size -> size.getKey() * size.getValue())
                .sum();
        return Math.max(0, numaNode.memoryBytes() - hugepages) / MEBIBYTE;
    }
}
