package io.alidade.plan.alignment;

import io.alidade.engine.mask.CpuSet;
import io.alidade.plan.alignment.ContainerAlignment.State;
import java.util.List;
import java.util.TreeSet;

/// Where what one pod was given lies: its containers in their order.
public record PodAlignment(List<ContainerAlignment> containers) {
    public PodAlignment {
        containers = List.copyOf(containers);
    }

    /// `SHARED` if no container has CPUs of its own, `ALIGNED` if each that has is aligned.
    public State state() {
        if (containers.stream().anyMatch(container -> container.state() == State.SPLIT)) {
            return State.SPLIT;
        }
        return containers.stream().anyMatch(container -> container.state() == State.ALIGNED) ? State.ALIGNED
                : State.SHARED;
    }

    /// All exclusive CPUs.
    public CpuSet exclusiveCpus() {
        CpuSet all = CpuSet.EMPTY;
        for (ContainerAlignment container : containers) {
            all = all.or(container.exclusiveCpus());
        }
        return all;
    }

    /// The NUMA nodes of all containers, ascending.
    public List<Integer> numaNodes() {
        TreeSet<Integer> all = new TreeSet<>();
        containers.forEach(container -> all.addAll(container.numaNodes()));
        return List.copyOf(all);
    }

    /// True if the containers with CPUs of their own are all on one and the same NUMA node.
    public boolean isOnOneNumaNode() {
        TreeSet<Integer> pinned = new TreeSet<>();
        containers.stream().filter(container -> container.state() != State.SHARED)
                .forEach(container -> pinned.addAll(container.numaNodes()));
        return pinned.size() == 1;
    }
}
