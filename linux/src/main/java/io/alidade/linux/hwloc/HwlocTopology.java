package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.PciKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What an hwloc XML says, as it says it.
///
/// @param version  of hwloc's format, 2 or 3
/// @param machine  the root object
/// @param matrices distances, of any objects
/// @param kinds    kinds of CPUs
/// @param infos    of the whole, beside those of the root object
record HwlocTopology(int version, XmlObject machine, List<Matrix> matrices, List<CpuKind> kinds,
        Map<String, String> infos) {
    /// The folders of sysfs that stand for `osdev_type` of hwloc 2, a number. Its 4 is an engine for copies, which is none.
    private static final Map<Long, String> FOLDERS = Map.of(0L, "block", 1L, "drm", 2L, "net", 3L,
            PciKind.INFINIBAND_FOLDER, 5L, PciKind.ACCELERATOR_FOLDER);
    /// And those for the bits of hwloc 3, the one that says most first.
    private static final List<Map.Entry<Long, String>> FOLDERS_BY_BIT = List.of(
            Map.entry(32L, PciKind.INFINIBAND_FOLDER), Map.entry(16L, "net"), Map.entry(4L, "drm"),
            Map.entry(8L, PciKind.ACCELERATOR_FOLDER), Map.entry(1L, "block"), Map.entry(2L, "dax"));

    HwlocTopology {
        infos = Map.copyOf(infos);
        matrices = List.copyOf(matrices);
        kinds = List.copyOf(kinds);
    }

    /// What the writer says of the machine as a whole; hwloc 2 has it at the root object.
    Optional<String> info(String name) {
        return machine.info(name).or(() -> Optional.ofNullable(infos.get(name)));
    }

    /// Page size in bytes to number of pages of a NUMA node, sizes of hugepages alone. hwloc 3 names sizes, and counts no
    /// pages.
    Map<Long, Long> hugepages(XmlObject numaNode) {
        TreeMap<Long, Long> pages = new TreeMap<>(numaNode.pages());
        info("PageSizes").filter(sizes -> pages.isEmpty()).ifPresent(sizes -> Arrays.stream(sizes.split(",", -1))
                .map(XmlNumbers::whole).filter(OptionalLong::isPresent)
                .forEach(size -> pages.put(size.getAsLong(), 0L)));
        pages.pollFirstEntry();
        return pages;
    }

    /// The folder below a PCI function in which sysfs has the name of this `OSDev`.
    Optional<String> folder(XmlObject osDevice) {
        OptionalLong type = osDevice.number("osdev_type");
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return version == 2 ? Optional.ofNullable(FOLDERS.get(type.getAsLong()))
                : FOLDERS_BY_BIT.stream().filter(bit -> (type.getAsLong() & bit.getKey()) != 0).map(Map.Entry::getValue)
                        .findFirst();
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
    record CpuKind(Optional<CpuSet> cpus, Map<String, String> infos) {
        CpuKind {
            infos = Map.copyOf(infos);
        }
    }
}
