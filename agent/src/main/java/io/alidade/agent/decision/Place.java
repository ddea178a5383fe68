package io.alidade.agent.decision;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.admission.KubeletNode;

/// Where a container may run.
///
/// @param cpus        its own, or the shared pool
/// @param isExclusive whether they are its own
/// @param numaNodes   of its memory; none for any
public record Place(CpuSet cpus, boolean isExclusive, NumaNodeIds numaNodes) {
    /// Where a node has put a container.
    public static Place of(KubeletNode node, ContainerPlacement placement) {
        return new Place(placement.cpus(), placement.exclusiveCpus().isPresent(),
                NumaNodeIds.of(node.node().topology().numaNodeIds(placement.mems())));
    }
}
