package io.alidade.plan.compare;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// One pod under each of the sides.
///
/// @param outcomes in the order of the sides
public record PodComparison(String namespace, String name, List<Outcome> outcomes) {
    public PodComparison {
        outcomes = List.copyOf(outcomes);
    }

    /// In what the others differ from the first; empty if in nothing.
    public List<Aspect> differences() {
        Set<Aspect> differences = EnumSet.noneOf(Aspect.class);
        outcomes.forEach(outcome -> addDifferences(differences, outcomes.getFirst(), outcome));
        return new ArrayList<>(differences);
    }

    private static void addDifferences(Set<Aspect> differences, Outcome a, Outcome b) {
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
    }

    private static void add(Set<Aspect> differences, Aspect aspect, boolean isSame) {
        if (!isSame) {
            differences.add(aspect);
        }
    }
}
