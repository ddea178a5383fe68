package io.alidade.engine.memory;

import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.table.NamedTable;
import java.util.Optional;
import java.util.function.Function;

/// On which NUMA nodes memory is taken, given the Topology Manager's hint (memory-manager 5.1 steps 8 to 11, 5.2 to 5.4).
///
/// `bestOf` (memory-manager 5.2) is the narrowest hint, the smallest number among equally narrow ones: a hint is
/// preferred when no mask of fewer NUMA nodes could ever do, so preferred hints are the narrowest.
sealed interface NumaNodeChoice {
    /// What is made of the chosen NUMA nodes, or of the kubelet's error.
    <T> T fold(Function<NumaMask, T> chosen, Function<String, T> refused);

    record Chosen(NumaMask mask) implements NumaNodeChoice {
        @Override
        public <T> T fold(Function<NumaMask, T> chosen, Function<String, T> refused) {
            return chosen.apply(mask);
        }
    }

    record Refused(String error) implements NumaNodeChoice {
        @Override
        public <T> T fold(Function<NumaMask, T> chosen, Function<String, T> refused) {
            return refused.apply(error);
        }
    }

    static NumaNodeChoice choose(MachineMemory memory, NamedTable<Long> requests, ReusableMemory reusable,
            TopologyHint hint) {
        boolean preferred = hint.preferred();
        NumaMask mask;
        if (hint.affinity().isPresent()) {
            mask = hint.affinity().get();
        } else {
            Optional<TopologyHint> best = requests.isEmpty()
                    ? Optional.empty()
                    : memory.family(requests, reusable).narrowestContaining(NumaMask.EMPTY);
            if (best.isEmpty()) {
                return new Refused(
                        "[memorymanager] failed to get the default NUMA affinity, no NUMA nodes with enough memory"
                                + " is available");
            }
            if (preferred && !best.get().preferred()) {
                return new Refused("[memorymanager] failed to find the default preferred hint");
            }
            preferred = best.get().preferred();
            mask = best.get().affinity().orElseThrow();
        }
        if (!memory.satisfies(mask, requests)) {
            Optional<TopologyHint> extended = memory.family(requests, reusable).narrowestContaining(mask);
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
}
