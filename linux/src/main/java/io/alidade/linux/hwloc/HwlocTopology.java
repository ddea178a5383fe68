package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an hwloc XML says, as it says it.
///
/// @param machine  the root object
/// @param matrices distances, of any objects
/// @param kinds    kinds of CPUs, slowest first as hwloc ranks them
record HwlocTopology(XmlObject machine, List<Matrix> matrices, List<Kind> kinds) {
    HwlocTopology {
        matrices = List.copyOf(matrices);
        kinds = List.copyOf(kinds);
    }

    /// A `<distances2>`.
    ///
    /// @param byOsIndex whether `indexes` are the kernel's ids; else they are `gp_index`
    /// @param values    row by row
    record Matrix(String type, String name, long kind, boolean byOsIndex, List<Long> indexes, List<Long> values) {
        private static final String NUMA_LATENCY = "NUMALatency";
        /// `HWLOC_DISTANCES_KIND_MEANS_LATENCY`.
        private static final long LATENCY = 4;

        Matrix {
            indexes = List.copyOf(indexes);
            values = List.copyOf(values);
        }

        /// The kernel's distances. hwloc 2.0 gave them no name.
        boolean isOfNumaNodes() {
            return type.equals("NUMANode") && (name.equals(NUMA_LATENCY) || (name.isEmpty() && (kind & LATENCY) != 0));
        }
    }

    /// A `<cpukind>`.
    record Kind(Optional<CpuSet> cpus, Map<String, String> infos) {
        Kind {
            infos = Map.copyOf(infos);
        }
    }
}
