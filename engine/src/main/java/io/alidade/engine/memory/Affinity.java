package io.alidade.engine.memory;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.table.NamedTable;
import java.util.Optional;

/// On which NUMA nodes memory is taken, given the Topology Manager's hint (memory-manager 5.1 steps 8 to 11, 5.2 to 5.4).
sealed interface Affinity {
    record Chosen(NumaMask mask) implements Affinity {}

    record Refused(String error) implements Affinity {}

    static Affinity choose(MachineMemory memory, NamedTable<Long> requests, ReusableMemory reusable,
            TopologyHint hint) {
        boolean preferred = hint.preferred();
        NumaMask mask;
        if (hint.affinity().isPresent()) {
            mask = hint.affinity().get();
        } else {
            Optional<HintList> hints = memory.hints(requests, reusable);
            if (requests.isEmpty() || hints.isEmpty()) {
                return new Refused(
                        "[memorymanager] failed to get the default NUMA affinity, no NUMA nodes with enough memory"
                                + " is available");
            }
            TopologyHint best = best(hints.get(), NumaMask.EMPTY).orElseThrow();
            if (preferred && !best.preferred()) {
                return new Refused("[memorymanager] failed to find the default preferred hint");
            }
            preferred = best.preferred();
            mask = best.affinity().orElseThrow();
        }
        if (!memory.satisfies(mask, requests)) {
            NumaMask narrow = mask;
            Optional<TopologyHint> extended = memory.hints(requests, reusable).flatMap(hints -> best(hints, narrow));
            if (extended.isEmpty()) {
                return new Refused("[memorymanager] failed to find NUMA nodes to extend the current topology hint");
            }
            if (preferred && !extended.get().preferred()) {
                return new Refused("[memorymanager] failed to find the extended preferred hint");
            }
            mask = extended.get().affinity().orElseThrow();
        }
        return memory.violates(mask)
                ? new Refused("[memorymanager] preferred hint violates NUMA node allocation")
                : new Chosen(mask);
    }

    /// `bestOf` (5.2) over the hints that contain `within`: preferred first, then the narrower.
    private static Optional<TopologyHint> best(HintList hints, NumaMask within) {
        int best = -1;
        for (int i = 0; i < hints.size(); i++) {
            if ((within.bits() & ~hints.affinityBits(i)) != 0) {
                continue;
            }
            if (best < 0 || isBetter(hints, i, best)) {
                best = i;
            }
        }
        return best < 0
                ? Optional.empty()
                : Optional.of(TopologyHint.of(new NumaMask(hints.affinityBits(best)), hints.isPreferred(best)));
    }

    private static boolean isBetter(HintList hints, int candidate, int best) {
        return hints.isPreferred(candidate) == hints.isPreferred(best)
                ? NumaMask.isNarrower(hints.affinityBits(candidate), hints.affinityBits(best))
                : hints.isPreferred(candidate);
    }
}
