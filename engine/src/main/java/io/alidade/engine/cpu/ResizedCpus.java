package io.alidade.engine.cpu;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import java.util.Optional;

/// The CPUs of a container that is to have another number of them. Fewer are some of its own, those that it started with before
/// the others; more are all its own and some that are free, chosen as for a container that wants no more than these.
///
/// A kubelet refuses to resize such a container (cpu-manager 6.6).
///
/// @param own         what it has
/// @param startedWith those of them that it started with
record ResizedCpus(String container, CpuSet own, CpuSet startedWith) {
    /// With fewer CPUs it stays on the NUMA nodes on which it is; with more, these are among them.
    ProviderHints hints(CpuChoices choices, CpuSet available, int count) {
        return count <= own.size() ? choices.hints(own, CpuSet.EMPTY, own.size())
                : choices.hints(available, own, count);
    }

    CpuSelection choose(CpuChoices choices, CpuSet available, int count, Optional<NumaMask> affinity) {
        if (count >= own.size()) {
            return and(own, choices.choose(available.andNot(own), count - own.size(), affinity));
        }
        return count <= startedWith.size() ? choices.choose(startedWith, count, Optional.empty())
                : and(startedWith,
                        choices.choose(own.andNot(startedWith), count - startedWith.size(), Optional.empty()));
    }

    private static CpuSelection and(CpuSet kept, CpuSelection others) {
        return others instanceof CpuSelection.Selected(CpuSet cpus, CpuSet outside)
                ? new CpuSelection.Selected(kept.or(cpus), outside) : others;
    }
}
