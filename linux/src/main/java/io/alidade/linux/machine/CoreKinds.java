package io.alidade.linux.machine;

import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which cores are of which kind, from the first of these that tells more than one kind:
///
/// 1. the kernel's counters of each kind, `devices/cpu_core`, `cpu_atom` and `cpu_lowpower` (x86)
/// 2. `cpu/types`, of some older x86 kernels
/// 3. `cpu_capacity` (arm64, riscv): how much a core computes, where the fastest has 1024
/// 4. `acpi_cppc/nominal_perf`, the firmware's figure for the speed without boost. This one is a conclusion, so there is a
///    warning. Its neighbour `highest_perf` differs from core to core of one kind.
final class CoreKinds {
    private static final int MAX_TYPES = 64;
    private static final Map<String, String> COUNTERS = new TreeMap<>(
            Map.of("cpu_core", "performance", "cpu_atom", "efficiency", "cpu_lowpower", "low-power"));
    private static final Map<String, String> TYPES = Map.of("intel_core", "performance", "intel_atom", "efficiency");
    private static final List<String> FASTEST_FIRST = List.of("performance", "efficiency", "low-power");

    private final CpuFolders cpuFolders;
    private final List<CpuSet> cores;
    private final Attributes attributes;

    private CoreKinds(CpuFolders cpuFolders, List<CpuSet> cores, Attributes attributes) {
        this.cpuFolders = cpuFolders;
        this.cores = cores;
        this.attributes = attributes;
    }

    /// Fastest first; nothing where all cores are of one kind.
    static List<CoreKind> discover(MachineTree tree, CpuFolders cpuFolders, List<CpuSet> cores, Warnings warnings) {
        CoreKinds kinds = new CoreKinds(cpuFolders, cores, new Attributes(warnings));
        List<CoreKind> named = kinds.several(kinds.fromCounters(tree));
        if (named.isEmpty()) {
            named = kinds.several(kinds.fromTypes(tree));
        }
        if (!named.isEmpty()) {
            return kinds.fastestFirst(named);
        }
        List<CoreKind> bySpeed = kinds.bySpeed("", "cpu_capacity", "capacity-");
        if (bySpeed.isEmpty()) {
            bySpeed = kinds.bySpeed("acpi_cppc", "nominal_perf", "nominal-");
            if (!bySpeed.isEmpty()) {
                warnings.add(DiscoveryWarning.Kind.CORE_KINDS_FROM_FIRMWARE, "the kernel names no kinds of cores, but "
                        + bySpeed.size() + " are told apart by acpi_cppc/nominal_perf.");
            }
        }
        return bySpeed;
    }

    private List<CoreKind> several(List<CoreKind> kinds) {
        List<CoreKind> usable = kinds.stream()
                .map(kind -> new CoreKind(kind.name(), kind.cpus().and(cpuFolders.usableCpus())))
                .filter(kind -> !kind.cpus().isEmpty()).toList();
        return usable.size() > 1 ? usable : List.of();
    }

    private List<CoreKind> fromCounters(MachineTree tree) {
        List<CoreKind> kinds = new ArrayList<>();
        tree.directory("sys/devices").ifPresent(devices -> COUNTERS.forEach((folder, name) -> devices.directory(folder)
                .flatMap(counter -> attributes.list(counter, "cpus"))
                .ifPresent(cpus -> kinds.add(new CoreKind(name, cpus)))));
        return kinds;
    }

    private List<CoreKind> fromTypes(MachineTree tree) {
        Optional<TreeDirectory> types = tree.directory("sys/devices/system/cpu/types");
        if (types.isEmpty()) {
            return List.of();
        }
        List<CoreKind> kinds = new ArrayList<>();
        for (String type : types.get().names(MAX_TYPES)) {
            String name = TYPES.entrySet().stream().filter(known -> type.startsWith(known.getKey()))
                    .map(Map.Entry::getValue).findFirst().orElse(type);
            types.get().directory(type).flatMap(folder -> attributes.cpus(folder, "cpumap", "cpulist"))
                    .ifPresent(cpus -> kinds.add(new CoreKind(name, cpus)));
        }
        return kinds;
    }

    /// One kind for each value of an attribute of the cores' lowest CPUs, the highest first.
    private List<CoreKind> bySpeed(String folder, String attribute, String prefix) {
        SortedMap<Long, CpuSet> cpusBySpeed = new TreeMap<>(Comparator.reverseOrder());
        for (CpuSet core : cores) {
            OptionalLong speed = speed(core.first(), folder, attribute);
            if (speed.isEmpty()) {
                // Half of an answer is none.
                return List.of();
            }
            cpusBySpeed.merge(speed.getAsLong(), core, CpuSet::or);
        }
        return several(cpusBySpeed.entrySet().stream()
                .map(entry -> new CoreKind(prefix + entry.getKey(), entry.getValue())).toList());
    }

    private OptionalLong speed(int cpu, String folder, String attribute) {
        return Optional.ofNullable(cpuFolders.folders().get(cpu))
                .flatMap(of -> folder.isEmpty() ? Optional.of(of) : of.directory(folder))
                .map(of -> attributes.count(of, attribute)).orElseGet(OptionalLong::empty);
    }

    /// Kinds that only have a name are ordered by the capacity of their lowest CPU, and then by name.
    private List<CoreKind> fastestFirst(List<CoreKind> kinds) {
        return kinds.stream().sorted(Comparator.comparingInt(CoreKinds::rank)
                .thenComparingLong(kind -> -speed(kind.cpus().first(), "", "cpu_capacity").orElse(0))
                .thenComparing(CoreKind::name)).toList();
    }

    private static int rank(CoreKind kind) {
        int rank = FASTEST_FIRST.indexOf(kind.name());
        return rank < 0 ? FASTEST_FIRST.size() : rank;
    }
}
