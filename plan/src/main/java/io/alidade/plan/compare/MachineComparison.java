package io.alidade.plan.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All pods on one machine under both configurations.
///
/// @param machine     its name
/// @param startErrorA why the kubelet does not start with the first configuration
/// @param startErrorB likewise with the second
/// @param pods        those that differ most first, otherwise in the order of admission
public record MachineComparison(String machine, Optional<String> startErrorA, Optional<String> startErrorB,
        List<PodComparison> pods) {
    private static final int NO_DIFFERENCE = Aspect.values().length;

    public MachineComparison {
        pods = pods.stream().sorted(Comparator.comparingInt(pod -> pod.differences().stream()
                .mapToInt(Enum::ordinal).findFirst().orElse(NO_DIFFERENCE))).toList();
    }

    /// True if both do the same: the start and every pod.
    public boolean isEqual() {
        return startErrorA.equals(startErrorB) && differing().isEmpty();
    }

    /// The pods that are treated differently.
    public List<PodComparison> differing() {
        return pods.stream().filter(pod -> !pod.differences().isEmpty()).toList();
    }

    /// What the first configuration comes to.
    public Totals totalsA() {
        return Totals.of(pods.stream().map(PodComparison::a).toList());
    }

    /// What the second comes to.
    public Totals totalsB() {
        return Totals.of(pods.stream().map(PodComparison::b).toList());
    }
}
