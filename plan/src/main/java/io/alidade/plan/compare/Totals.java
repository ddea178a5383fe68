package io.alidade.plan.compare;

import io.alidade.plan.alignment.Placement;
import java.util.List;

/// Sums over the pods of one machine under one configuration.
///
/// @param aligned       admitted pods by their placement ([Placement])
/// @param exclusiveCpus given away
public record Totals(int admitted, int refused, int aligned, int split, int shared, int exclusiveCpus) {
    static Totals of(List<Outcome> outcomes) {
        List<Outcome.Admitted> admitted = outcomes.stream().filter(Outcome.Admitted.class::isInstance)
                .map(Outcome.Admitted.class::cast).toList();
        return new Totals(admitted.size(), (int) outcomes.stream().filter(Outcome.Refused.class::isInstance).count(),
                count(admitted, Placement.ALIGNED), count(admitted, Placement.SPLIT), count(admitted, Placement.SHARED),
                admitted.stream().mapToInt(own -> own.alignment().exclusiveCpus().size()).sum());
    }

    private static int count(List<Outcome.Admitted> admitted, Placement placement) {
        return (int) admitted.stream().filter(own -> own.alignment().placement() == placement).count();
    }
}
