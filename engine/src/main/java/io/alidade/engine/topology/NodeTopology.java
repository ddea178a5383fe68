package io.alidade.engine.topology;

import io.alidade.engine.mask.NumaMask;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A machine: its NUMA nodes in ascending id and its online CPUs in ascending id.
///
/// The constructor throws an [IllegalArgumentException] naming what is wrong: no CPU, no NUMA node, more than 64 NUMA
/// nodes, an id twice, a CPU on a NUMA node that is not listed.
public record NodeTopology(List<NumaNode> numaNodes, List<Cpu> cpus) {
    public static final int MAX_NUMA_NODES = 64;

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
}
