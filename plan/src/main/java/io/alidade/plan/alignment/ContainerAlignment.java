package io.alidade.plan.alignment;

import io.alidade.engine.mask.CpuSet;
import java.util.List;

/// Where what one container was given lies.
///
/// @param exclusiveCpus empty in the shared pool
/// @param numaNodes     ids of its exclusive CPUs, pinned memory and devices, ascending
public record ContainerAlignment(String name, State state, CpuSet exclusiveCpus, List<Integer> numaNodes) {
    public ContainerAlignment {
        numaNodes = List.copyOf(numaNodes);
    }

    /// What became of it.
    public enum State {
        /// Its CPUs, memory and devices are together.
        ALIGNED("aligned"),
        /// They are not.
        SPLIT("split"),
        /// It has no CPUs of its own.
        SHARED("shared");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
