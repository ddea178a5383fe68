package io.alidade.live.measure;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.Locale;

/// Where a command runs while it is measured.
///
/// @param memory the NUMA nodes that give it memory first; none for the kernel's choice
public record CommandPlace(Kind kind, CpuSet cpus, NumaNodeIds memory) {
    /// The ways to place a command.
    public enum Kind {
        /// As `alidade run` would place it.
        ALIGNED,
        /// As many CPUs, dealt to all NUMA nodes in turn, core by core; memory as the kernel does by itself.
        SPREAD,
        /// The CPUs of [#ALIGNED], memory from the NUMA node that is farthest from them.
        REMOTE,
        /// All CPUs that this process may use, memory as the kernel does by itself.
        UNPINNED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
