package io.alidade.plan.advise;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Orders trials by a goal, the best first. The order is total on candidates that differ: what can be advised, the goal's
/// criteria one after the other, then what the goal prefers among equals.
final class Ranking implements Comparator<Trial> {
    /// What decides between trials of the same policy and scope that are otherwise equal.
    private static final List<Criterion> LATE = List.of(Criterion.FITTING, Criterion.SHARED_CORES);

    private final Goal goal;

    Ranking(Goal goal) {
        this.goal = goal;
    }

    @Override
    public int compare(Trial first, Trial second) {
        int order = Boolean.compare(first.obstacle().isPresent(), second.obstacle().isPresent());
        Optional<Criterion> deciding = deciding(first, second);
        if (order == 0 && deciding.isPresent()) {
            order = deciding.get().compare(first.measured(), second.measured());
        }
        if (order == 0) {
            order = policyPreference().compare(first.candidate(), second.candidate());
        }
        for (Criterion criterion : order == 0 ? LATE : List.<Criterion>of()) {
            order = order != 0 ? order : criterion.compare(first.measured(), second.measured());
        }
        return order != 0 ? order : optionPreference().compare(first.candidate(), second.candidate());
    }

    /// The first criterion in which two trials differ; empty if they are equally good.
    Optional<Criterion> deciding(Trial first, Trial second) {
        return goal.criteria().stream()
                .filter(criterion -> criterion.compare(first.measured(), second.measured()) != 0).findFirst();
    }

    private Comparator<Candidate> policyPreference() {
        return prefer(candidate -> candidate.policies().pinsCpus())
                .thenComparingInt(candidate -> goal.policies().indexOf(candidate.topologyPolicy()))
                .thenComparingInt(candidate -> goal.scopes().indexOf(candidate.scope()));
    }

    private Comparator<Candidate> optionPreference() {
        return prefer(candidate -> candidate.policies().pinsMemory())
                .thenComparing(prefer(candidate -> !candidate.needsAlphaGate()))
                .thenComparing(prefer(candidate -> candidate.has(Candidate.FULL_PCPUS) == goal.keepsSystemApart()))
                .thenComparing(prefer(candidate -> candidate.has(Candidate.BY_CACHE)))
                .thenComparing(prefer(candidate -> !candidate.has(Candidate.ACROSS_NUMA)))
                .thenComparing(prefer(candidate -> candidate.spread() == goal.spread()))
                .thenComparing(candidate -> candidate.reservedCpus().toListString());
    }

    private static Comparator<Candidate> prefer(Predicate<Candidate> property) {
        return Comparator.comparingInt(candidate -> property.test(candidate) ? 0 : 1);
    }

    /// The best trial of each policy and scope, in the order of the ranking.
    static List<Trial> bestOfEach(List<Trial> ranked) {
        Map<String, Trial> best = new LinkedHashMap<>();
        ranked.forEach(trial -> best.putIfAbsent(trial.candidate().describe(), trial));
        return List.copyOf(best.values());
    }
}
