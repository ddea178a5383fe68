package io.alidade.plan.compare;

import io.alidade.plan.alignment.ContainerAlignment.State;
import java.util.List;

/// Sums over the pods of one machine under one configuration.
///
/// @param aligned       admitted pods that are aligned ([io.alidade.plan.alignment])
/// @param split         admitted pods with CPUs of their own that are not
/// @param shared        admitted pods without CPUs of their own
/// @param exclusiveCpus given away
public record Totals(int admitted, int refused, int aligned, int split, int shared, int exclusiveCpus) {
    static Totals of(List<Outcome> outcomes) {
        List<Outcome.Admitted> admitted = outcomes.stream().filter(Outcome.Admitted.class::isInstance)
                .map(Outcome.Admitted.class::cast).toList();
        return new Totals(admitted.size(), (int) outcomes.stream().filter(Outcome.Refused.class::isInstance).count(),
                count(admitted, State.ALIGNED), count(admitted, State.SPLIT), count(admitted, State.SHARED),
                admitted.stream().mapToInt(own -> own.alignment().exclusiveCpus().size()).sum());
    }

    private static int count(List<Outcome.Admitted> admitted, State state) {
        return (int) admitted.stream().filter(own -> own.alignment().state() == state).count();
    }
}
