package io.alidade.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The hints of the CPU Manager by looking at every mask (cpu-manager 13.3, 13.4).
public final class CpuHintOracle {
    private CpuHintOracle() {}

    /// What the hints depend on in one NUMA node.
    ///
    /// @param total all its CPUs, reserved and assigned ones too; 0 for a node of memory only
    /// @param sockets the sockets of its CPUs
    /// @param available its CPUs that may be assigned
    /// @param reusable its CPUs that the pod's earlier containers leave to this one
    public record CpuNode(int total, Set<Integer> sockets, int available, int reusable) {
        public CpuNode {
            sockets = Set.copyOf(sockets);
        }
    }

    /// The hints for `request` CPUs, in the order of the masks; none means that the request is impossible. The NUMA node
    /// with the id *i* is `numaNodes.get(i)`.
    public static List<MaskHint> hints(List<CpuNode> numaNodes, int request, boolean alignBySocket) {
        List<Integer> ids = new ArrayList<>();
        int allReusable = 0;
        for (int id = 0; id < numaNodes.size(); id++) {
            if (numaNodes.get(id).total() > 0) {
                ids.add(id);
            }
            allReusable += numaNodes.get(id).reusable();
        }
        int minSize = ids.size();
        List<Long> masks = new ArrayList<>();
        for (long mask : MaskHint.masksOver(ids)) {
            int total = 0;
            int available = 0;
            int reusable = 0;
            for (int id : MaskHint.bitsOf(mask)) {
                total += numaNodes.get(id).total();
                available += numaNodes.get(id).available();
                reusable += numaNodes.get(id).reusable();
            }
            if (total >= request && Long.bitCount(mask) < minSize) {
                minSize = Long.bitCount(mask);
            }
            if (reusable == allReusable && allReusable + available >= request) {
                masks.add(mask);
            }
        }
        return withPreference(numaNodes, masks, minSize, alignBySocket);
    }

    private static List<MaskHint> withPreference(
            List<CpuNode> numaNodes, List<Long> masks, int minSize, boolean alignBySocket) {
        List<MaskHint> hints = new ArrayList<>();
        for (long mask : masks) {
            boolean preferred = Long.bitCount(mask) == minSize
                    || (alignBySocket && isSocketAligned(numaNodes, mask, minSize));
            hints.add(MaskHint.of(mask, preferred));
        }
        return hints;
    }

    // cpu-manager 13.4; the numbers of NUMA nodes and of sockets are those that have CPUs (cpu-manager 2.4).
    private static boolean isSocketAligned(List<CpuNode> numaNodes, long mask, int minSize) {
        Set<Integer> sockets = new HashSet<>();
        Set<Integer> socketsOfMask = new HashSet<>();
        int nodesWithCpus = 0;
        for (int id = 0; id < numaNodes.size(); id++) {
            CpuNode node = numaNodes.get(id);
            nodesWithCpus += node.total() > 0 ? 1 : 0;
            sockets.addAll(node.sockets());
            if ((mask >>> id & 1) != 0) {
                socketsOfMask.addAll(node.sockets());
            }
        }
        int numaNodesPerSocket = sockets.isEmpty() ? 0 : nodesWithCpus / sockets.size();
        if (numaNodesPerSocket == 0) {
            return false;
        }
        int minSockets = (minSize + numaNodesPerSocket - 1) / numaNodesPerSocket;
        return socketsOfMask.size() == minSockets;
    }
}
