package io.alidade.plan.compare;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// One pod under both configurations.
public record PodComparison(String namespace, String name, Outcome a, Outcome b) {
    /// In what the two differ; empty if in nothing.
    public List<Aspect> differences() {
        Set<Aspect> differences = EnumSet.noneOf(Aspect.class);
        if (a instanceof Outcome.Admitted first && b instanceof Outcome.Admitted second) {
            add(differences, Aspect.ALIGNMENT, first.alignment().placement() == second.alignment().placement());
            add(differences, Aspect.NUMA_NODES, first.alignment().containers().stream().map(own -> own.numaNodes())
                    .toList().equals(second.alignment().containers().stream().map(own -> own.numaNodes()).toList()));
            add(differences, Aspect.CPUS, first.alignment().containers().stream().map(own -> own.exclusiveCpus())
                    .toList().equals(second.alignment().containers().stream().map(own -> own.exclusiveCpus())
                            .toList()));
            add(differences, Aspect.DEVICES, first.devices().equals(second.devices()));
            add(differences, Aspect.MEMORY, first.memory().equals(second.memory()));
        } else if (a.getClass() != b.getClass()) {
            differences.add(Aspect.VERDICT);
        } else {
            add(differences, Aspect.REASON, a.equals(b));
        }
        return new ArrayList<>(differences);
    }

    private static void add(Set<Aspect> differences, Aspect aspect, boolean isSame) {
        if (!isSame) {
            differences.add(aspect);
        }
    }
}
