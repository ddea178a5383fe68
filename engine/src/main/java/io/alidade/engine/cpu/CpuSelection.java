package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.provider.AllocationError;
import java.util.function.Function;

/// What choosing CPUs from a pool gave.
sealed interface CpuSelection {
    /// What is made of the chosen CPUs, or of the error of the kubelet that got none.
    <T> T fold(Function<CpuSet, T> selected, Function<AllocationError, T> refused);

    /// The chosen CPUs.
    ///
    /// @param cpus        all of them
    /// @param outsidePool those of them that were not in the pool: another container's, or reserved ones. Empty unless
    ///                    CPUs are offline (cpu-manager 10.5a)
    record Selected(CpuSet cpus, CpuSet outsidePool) implements CpuSelection {
        static final Selected NOTHING = new Selected(CpuSet.EMPTY, CpuSet.EMPTY);

        @Override
        public <T> T fold(Function<CpuSet, T> selected, Function<AllocationError, T> refused) {
            return selected.apply(cpus);
        }
    }

    /// The kubelet's error text.
    record Failed(String error) implements CpuSelection {
        @Override
        public <T> T fold(Function<CpuSet, T> selected, Function<AllocationError, T> refused) {
            return refused.apply(AllocationError.untyped(error));
        }
    }

    /// No single L3 cache has enough free CPUs ([io.alidade.engine.settings.CpuPlacement#SAME_L3]).
    record Apart(int count, int most) implements CpuSelection {
        @Override
        public <T> T fold(Function<CpuSet, T> selected, Function<AllocationError, T> refused) {
            return refused.apply(AllocationError.typed("L3AlignmentError", "L3 Alignment Error: requested " + count
                    + " cpus behind one L3 cache, most free behind one = " + most));
        }
    }

    /// The kubelet would never come to an end (cpu-manager 11.4), or not in any useful time. `why` completes the
    /// sentence `the kubelet does not come to an end on this request: <why>`.
    record Unbounded(String why) implements CpuSelection {
        @Override
        public <T> T fold(Function<CpuSet, T> selected, Function<AllocationError, T> refused) {
            return refused.apply(AllocationError.unbounded(why));
        }
    }
}
