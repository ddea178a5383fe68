package io.alidade.plan.alignment;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.plan.alignment.ContainerAlignment.State;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Judges placements on one machine.
public final class Alignments {
    private final CpuTopology topology;

    public Alignments(CpuTopology topology) {
        this.topology = topology;
    }

    /// Where a pod lies whose containers were given this.
    public PodAlignment of(List<ContainerPlacement> placements) {
        return new PodAlignment(placements.stream().map(this::of).toList());
    }

    private ContainerAlignment of(ContainerPlacement placement) {
        CpuSet own = placement.exclusiveCpus().orElse(CpuSet.EMPTY);
        TreeSet<Integer> numaNodes = new TreeSet<>();
        topology.numaNodes().stream().filter(group -> group.cpus().intersects(own))
                .forEach(group -> numaNodes.add(group.id()));
        numaNodes.addAll(topology.topology().numaNodeIds(placement.mems()));
        List<List<Integer>> several = new ArrayList<>();
        placement.devices().forEach((resource, held) -> addDevices(held, numaNodes, several));
        // A device on several NUMA nodes is near if one of them is.
        several.stream().filter(near -> near.stream().noneMatch(numaNodes::contains))
                .forEach(near -> numaNodes.add(near.getFirst()));
        return new ContainerAlignment(placement.name(), state(placement, own, numaNodes), own,
                List.copyOf(numaNodes));
    }

    private static void addDevices(HeldDevices held, TreeSet<Integer> numaNodes, List<List<Integer>> several) {
        for (String id : held.ids()) {
            List<Integer> near = held.numaNodes(id);
            if (near.size() == 1) {
                numaNodes.add(near.getFirst());
            } else if (near.size() > 1) {
                several.add(near);
            }
        }
    }

    private State state(ContainerPlacement placement, CpuSet own, TreeSet<Integer> numaNodes) {
        if (own.isEmpty()) {
            return State.SHARED;
        }
        boolean asPreferred = placement.affinity().preferred() && placement.affinity().affinity()
                .map(mask -> topology.topology().numaNodeIds(mask).containsAll(numaNodes)).orElse(false);
        return numaNodes.size() <= 1 || asPreferred ? State.ALIGNED : State.SPLIT;
    }
}
