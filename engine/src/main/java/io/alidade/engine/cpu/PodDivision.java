package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.table.NamedTable;
import java.util.Optional;

/// Divides a pod's own set of CPUs among its containers, in their order (cpu-manager 14.2). Ordinary init containers may
/// overlap all that comes after them; what sidecars and app containers take is theirs alone; containers without exclusive
/// CPUs share the rest.
final class PodDivision {
    private final CpuDemand demand;
    private final CpuChoices choices;
    private final CpuSet podCpus;
    private final Optional<NumaMask> affinity;

    /// @param affinity the hint by which the pod's set was chosen
    PodDivision(CpuDemand demand, CpuChoices choices, CpuSet podCpus, Optional<NumaMask> affinity) {
        this.demand = demand;
        this.choices = choices;
        this.podCpus = podCpus;
        this.affinity = affinity;
    }

    sealed interface Outcome {
        /// Every container's share.
        record Divided(NamedTable<CpuSet> shares) implements Outcome {}

        record Failed(AllocationError error) implements Outcome {}
    }

    /// Divides the set.
    ///
    /// @param kept shares that stay as they are, those of the pod's first containers; where it is all of them nothing changes
    Outcome divide(PodRequest pod, NamedTable<CpuSet> kept) {
        if (kept.size() == pod.containers().size()) {
            return new Outcome.Divided(kept);
        }
        NamedTable<CpuSet> own = NamedTable.empty();
        CpuSet sidecars = CpuSet.empty();
        CpuSet shared = podCpus;
        for (ContainerRequest container : pod.containers()) {
            int count = demand.exclusiveCount(pod, container);
            Optional<CpuSet> known = kept.find(container.name());
            if (count == 0) {
                if (container.kind() == ContainerKind.INIT) {
                    own = own.with(container.name(), known.orElse(podCpus.andNot(sidecars)));
                }
                continue;
            }
            CpuSet pool = container.kind() == ContainerKind.APP ? shared : podCpus.andNot(sidecars);
            CpuSelection selection = known.<CpuSelection>map(set -> new CpuSelection.Selected(set, CpuSet.empty()))
                    .orElseGet(() -> choices.chooseWithin(pool, count, affinity));
            if (!(selection instanceof CpuSelection.Selected(CpuSet taken, CpuSet _))) {
                return new Outcome.Failed(error(selection));
            }
            own = own.with(container.name(), taken);
            if (container.kind() == ContainerKind.SIDECAR) {
                sidecars = sidecars.or(taken);
            }
            if (container.kind() != ContainerKind.INIT) {
                shared = shared.andNot(taken);
            }
        }
        NamedTable<CpuSet> all = NamedTable.empty();
        for (ContainerRequest container : pod.containers()) {
            all = all.with(container.name(), own.orElse(container.name(), shared));
        }
        return new Outcome.Divided(all);
    }

    private static AllocationError error(CpuSelection selection) {
        return selection.fold(_ -> {
            throw new IllegalArgumentException("CPUs were selected.");
        }, error -> error);
    }
}
