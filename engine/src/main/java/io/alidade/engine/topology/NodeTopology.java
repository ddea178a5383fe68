package io.alidade.engine.topology;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.quantity.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A machine: its NUMA nodes in ascending id and its online CPUs in ascending id.
///
/// The constructor throws an [IllegalArgumentException] naming what is wrong: no CPU, no NUMA node, more than 64 NUMA
/// nodes, an id twice, a CPU on a NUMA node that is not listed.
public record NodeTopology(List<NumaNode> numaNodes, List<Cpu> cpus) {
    public static final int MAX_NUMA_NODES = 64;

    private static final int PRINTED_NUMA_NODES = 8;

    public NodeTopology {
        numaNodes = numaNodes.stream().sorted((a, b) -> Integer.compare(a.id(), b.id())).toList();
        cpus = cpus.stream().sorted((a, b) -> Integer.compare(a.cpu(), b.cpu())).toList();
        if (numaNodes.isEmpty()) {
            throw new IllegalArgumentException("the machine has no NUMA node. List at least one, with its memory.");
        }
        if (numaNodes.size() > MAX_NUMA_NODES) {
            throw new IllegalArgumentException("the machine has " + numaNodes.size() + " NUMA nodes, at most "
                    + MAX_NUMA_NODES + " are possible. Leave out those that hold nothing.");
        }
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("the machine has no CPU. List its online CPUs.");
        }
        Set<Integer> numaNodeIds = new HashSet<>();
        for (NumaNode numaNode : numaNodes) {
            if (!numaNodeIds.add(numaNode.id())) {
                throw new IllegalArgumentException("NUMA node " + numaNode.id() + " is listed twice. Remove one.");
            }
        }
        Set<Integer> cpuIds = new HashSet<>();
        for (Cpu cpu : cpus) {
            if (!cpuIds.add(cpu.cpu())) {
                throw new IllegalArgumentException("CPU " + cpu.cpu() + " is listed twice. Remove one.");
            }
            if (!numaNodeIds.contains(cpu.numaNode())) {
                throw new IllegalArgumentException("CPU " + cpu.cpu() + " is on NUMA node " + cpu.numaNode()
                        + ", which is not listed. Add that NUMA node or correct the CPU.");
            }
        }
    }

    /// The mask of all NUMA nodes: the Topology Manager's default affinity (topology-manager 3.2).
    public NumaMask allNumaNodes() {
        return NumaMask.firstPositions(numaNodes.size());
    }

    /// All CPUs.
    public CpuSet cpuSet() {
        return CpuSet.of(cpus.stream().mapToInt(Cpu::cpu).toArray());
    }

    /// The position of a NUMA node, or -1 for an id that the machine has not.
    public int position(int numaNodeId) {
        int low = 0;
        int high = numaNodes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int id = numaNodes.get(middle).id();
            if (id == numaNodeId) {
                return middle;
            }
            if (id < numaNodeId) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The ids of the NUMA nodes in a mask, ascending.
    public List<Integer> numaNodeIds(NumaMask mask) {
        return java.util.Arrays.stream(mask.positions()).mapToObj(position -> numaNodes.get(position).id()).toList();
    }

    /// Describes a regular machine, as most are: so many sockets, NUMA nodes, cores and threads.
    public static RegularMachineBuilder builder() {
        return new RegularMachineBuilder();
    }

    /// The same machine with some CPUs offline, a list such as `3,11`: the kubelet does not see them.
    ///
    /// @throws IllegalArgumentException if it is no such list, or no CPU is left
    public NodeTopology withoutCpus(String offline) {
        CpuSet gone = CpuSet.parseList(offline);
        return new NodeTopology(numaNodes, cpus.stream().filter(cpu -> !gone.contains(cpu.cpu())).toList());
    }

    /// `32 CPUs; NUMA node 0: CPUs 0-7,16-23, 64Gi; NUMA node 1: CPUs 8-15,24-31, 64Gi`. Of many NUMA nodes the first ones.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(cpus.size() + (cpus.size() == 1 ? " CPU" : " CPUs"));
        for (NumaNode numaNode : numaNodes.subList(0, Math.min(numaNodes.size(), PRINTED_NUMA_NODES))) {
            CpuSet.Builder own = new CpuSet.Builder();
            cpus.stream().filter(cpu -> cpu.numaNode() == numaNode.id()).forEach(cpu -> own.add(cpu.cpu()));
            String list = own.build().toListString();
            text.append("; NUMA node ").append(numaNode.id()).append(": ")
                    .append(list.isEmpty() ? "no CPU" : "CPUs " + list).append(", ")
                    .append(Quantity.shortBytes(numaNode.memoryBytes()));
        }
        if (numaNodes.size() > PRINTED_NUMA_NODES) {
            text.append("; and ").append(numaNodes.size() - PRINTED_NUMA_NODES).append(" more");
        }
        return text.toString();
    }
}
