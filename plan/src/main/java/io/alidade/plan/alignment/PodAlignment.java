package io.alidade.plan.alignment;

import io.alidade.engine.mask.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// How what one pod was given lies: its containers in their order.
public record PodAlignment(List<ContainerAlignment> containers) {
    public PodAlignment {
        containers = List.copyOf(containers);
    }

    /// The kubelet's word: whether every merged hint is preferred; absent where nothing is merged (policy `none`).
    public Optional<Boolean> preferred() {
        return containers.stream().anyMatch(container -> container.preferred().isEmpty()) ? Optional.empty()
                : Optional.of(containers.stream().allMatch(container -> container.preferred().orElse(false)));
    }

    /// Where things really are: `SPLIT` if one container is, `SHARED` if all are, else `ALIGNED`.
    public Placement placement() {
        if (isSplit()) {
            return Placement.SPLIT;
        }
        return containers.stream().anyMatch(container -> container.placement() == Placement.ALIGNED)
                ? Placement.ALIGNED : Placement.SHARED;
    }

    /// True if what some container was given lies apart.
    public boolean isSplit() {
        return containers.stream().anyMatch(container -> container.placement() == Placement.SPLIT);
    }

    /// All exclusive CPUs.
    public CpuSet exclusiveCpus() {
        CpuSet all = CpuSet.EMPTY;
        for (ContainerAlignment container : containers) {
            all = all.or(container.exclusiveCpus());
        }
        return all;
    }

    /// True if the containers with CPUs of their own are all on one and the same NUMA node.
    public boolean isOnOneNumaNode() {
        TreeSet<Integer> pinned = new TreeSet<>();
        containers.stream().filter(container -> !container.exclusiveCpus().isEmpty())
                .forEach(container -> pinned.addAll(container.numaNodes()));
        return pinned.size() == 1;
    }
}
