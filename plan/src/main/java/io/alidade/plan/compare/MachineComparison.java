package io.alidade.plan.compare;

import io.alidade.plan.alignment.Placement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All pods on one machine under each of the sides.
///
/// @param machine     its name
/// @param startErrors for each side why the kubelet does not start
/// @param pods        those that differ most first, otherwise in the order of admission
public record MachineComparison(String machine, List<Optional<String>> startErrors, List<PodComparison> pods) {
    private static final int NO_DIFFERENCE = Aspect.values().length;

    public MachineComparison {
        startErrors = List.copyOf(startErrors);
        pods = pods.stream().sorted(Comparator.comparingInt(pod -> pod.differences().stream()
                .mapToInt(Enum::ordinal).findFirst().orElse(NO_DIFFERENCE))).toList();
    }

    /// True if all do the same: the start and every pod.
    public boolean isEqual() {
        return startErrors.stream().distinct().count() == 1 && differing().isEmpty();
    }

    /// The pods that are treated differently.
    public List<PodComparison> differing() {
        return pods.stream().filter(pod -> !pod.differences().isEmpty()).toList();
    }

    /// What one side comes to.
    public Totals totals(int side) {
        return Totals.of(pods.stream().map(pod -> pod.outcomes().get(side)).toList());
    }

    /// Sums over the pods of one machine under one configuration.
    ///
    /// @param aligned       admitted pods by their placement ([Placement])
    /// @param exclusiveCpus given away
    public record Totals(int admitted, int refused, int aligned, int split, int shared, int exclusiveCpus) {
        static Totals of(List<Outcome> outcomes) {
            List<Outcome.Admitted> admitted = outcomes.stream().filter(Outcome.Admitted.class::isInstance)
                    .map(Outcome.Admitted.class::cast).toList();
            return new Totals(admitted.size(),
                    (int) outcomes.stream().filter(Outcome.Refused.class::isInstance).count(),
                    count(admitted, Placement.ALIGNED), count(admitted, Placement.SPLIT),
                    count(admitted, Placement.SHARED),
                    admitted.stream().mapToInt(own -> own.alignment().exclusiveCpus().size()).sum());
        }

        private static int count(List<Outcome.Admitted> admitted, Placement placement) {
            return (int) admitted.stream().filter(own -> own.alignment().placement() == placement).count();
        }
    }
}
