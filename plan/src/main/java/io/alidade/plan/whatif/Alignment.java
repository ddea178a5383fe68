package io.alidade.plan.whatif;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.admission.PodDecision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether an admitted pod got what it was given in one place.
///
/// With a Topology Manager policy that is the kubelet's own word: the merged hint of every container is preferred. With the
/// policy `none` there are no hints; then it means that everything pinned for a container is on one NUMA node.
public final class Alignment {
    private Alignment() {}

    /// True if every container is aligned.
    public static boolean isAligned(PodDecision.Admitted admitted) {
        return misaligned(admitted).isEmpty();
    }

    /// The containers that are not, in the order of the pod.
    public static List<ContainerPlacement> misaligned(PodDecision.Admitted admitted) {
        boolean hasHints = admitted.node().node().hasTopologyPolicy();
        NodeTopology topology = admitted.node().node().topology();
        return admitted.containers().stream()
                .filter(placement -> hasHints ? !placement.affinity().preferred()
                        : numaNodes(topology, placement).size() > 1)
                .toList();
    }

    /// Where the exclusive CPUs, the pinned memory and the devices of a container are.
    public static NumaMask numaNodes(NodeTopology topology, ContainerPlacement placement) {
        long[] bits = {placement.mems().bits()};
        placement.exclusiveCpus().ifPresent(cpus -> {
            Map<Integer, Integer> numaNodeOf = new HashMap<>();
            for (Cpu cpu : topology.cpus()) {
                numaNodeOf.put(cpu.cpu(), topology.position(cpu.numaNode()));
            }
            cpus.forEach(cpu -> bits[0] |= 1L << numaNodeOf.getOrDefault(cpu, 0));
        });
        placement.devices().forEach((resource, held) -> held.byNumaNode().forEach((numaNode, ids) -> {
            if (numaNode != HeldDevices.NO_NUMA_NODE && !ids.isEmpty()) {
                bits[0] |= single(topology, numaNode);
            }
        }));
        return new NumaMask(bits[0]);
    }

    private static long single(NodeTopology topology, int numaNode) {
        int position = topology.position(numaNode);
        return position < 0 ? 0 : 1L << position;
    }
}
