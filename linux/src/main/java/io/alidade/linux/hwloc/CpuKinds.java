package io.alidade.linux.hwloc;

import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.hwloc.HwlocTopology.CpuKind;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.machine.Warnings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Kinds of cores, from the first of these that every kind of the XML has, and that tells several apart: the type of core
/// that the kernel names, the capacity that it gives, the frequency.
final class CpuKinds {
    private static final Map<String, String> NAMES = Map.of("IntelCore", "performance", "IntelAtom", "efficiency");

    private CpuKinds() {}

    /// Fastest first; one kind alone is none.
    static List<CoreKind> of(List<CpuKind> kinds, CpuSet usable, Warnings warnings) {
        List<CoreKind> named = several(kinds, usable, "CoreType", "");
        if (!named.isEmpty()) {
            return named.stream().sorted(Comparator.comparing((CoreKind kind) -> !kind.name().equals("performance"))
                    .thenComparing(kind -> !kind.name().equals("efficiency")).thenComparing(CoreKind::name)).toList();
        }
        List<CoreKind> byCapacity = several(kinds, usable, "LinuxCapacity", "capacity-");
        if (!byCapacity.isEmpty()) {
            return byCapacity;
        }
        List<CoreKind> byFrequency = several(kinds, usable, "FrequencyMaxMHz", "up-to-");
        if (!byFrequency.isEmpty()) {
            warnings.add(DiscoveryWarning.Kind.CORE_KINDS_FROM_FIRMWARE, "the kernel names no kinds of cores, but "
                    + byFrequency.size() + " are told apart by their highest frequency.");
        }
        return byFrequency.stream().map(kind -> new CoreKind(kind.name() + "MHz", kind.cpus())).toList();
    }

    private static List<CoreKind> several(List<CpuKind> kinds, CpuSet usable, String info, String prefix) {
        Map<String, CpuSet> cpusByValue = new LinkedHashMap<>();
        for (CpuKind kind : kinds) {
            Optional<String> value = Optional.ofNullable(kind.infos().get(info))
                    .filter(text -> prefix.isEmpty() || XmlNumbers.whole(text).isPresent());
            CpuSet cpus = kind.cpus().orElse(CpuSet.EMPTY).and(usable);
            if (value.isEmpty() && !cpus.isEmpty()) {
                return List.of();
            }
            value.filter(text -> !cpus.isEmpty()).ifPresent(text -> cpusByValue.merge(text, cpus, CpuSet::or));
        }
        List<CoreKind> found = new ArrayList<>();
        cpusByValue.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, CpuSet> entry) -> XmlNumbers.whole(entry.getKey())
                        .orElse(0)).reversed())
                .forEach(entry -> found.add(new CoreKind(
                        prefix.isEmpty() ? NAMES.getOrDefault(entry.getKey(), entry.getKey())
                                : prefix + entry.getKey(),
                        entry.getValue())));
        return found.size() > 1 ? List.copyOf(found) : List.of();
    }
}
