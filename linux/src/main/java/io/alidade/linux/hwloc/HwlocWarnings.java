package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.DiscoveryWarning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The warnings of one XML.
final class HwlocWarnings {
    private final List<DiscoveryWarning> all = new ArrayList<>();

    void add(DiscoveryWarning.Kind kind, String message) {
        all.add(new DiscoveryWarning(kind, message));
    }

    /// Adds the warning if there are CPUs that it is about.
    void addFor(CpuSet cpus, DiscoveryWarning.Kind kind, String message) {
        if (!cpus.isEmpty()) {
            add(kind, (cpus.size() == 1 ? "CPU " : "CPUs ") + cpus.toListString() + ": " + message);
        }
    }

    /// By kind.
    List<DiscoveryWarning> toList() {
        all.sort(Comparator.comparing(DiscoveryWarning::kind));
        return List.copyOf(all);
    }
}
