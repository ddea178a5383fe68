package io.alidade.plan.advise;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.plan.advise.Draft.DraftLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A drafted configuration and what it rests on.
///
/// @param pool     the node pool or machine config pool that the draft is for
/// @param warnings what its reader should know before rolling it out
/// @param pods     pods of the workload; 0 if the draft rests on goal and machine alone
/// @param draft    the configuration, with a reason for each line
/// @param trials   all candidates, the best first: the first one is the draft
/// @param current  the configuration that the node has now, where given
/// @param why      why the best is better than the best of each other policy and scope, one sentence each
public record Advice(KubeletVersion kubeletVersion, Goal goal, Platform platform, String pool,
        List<String> warnings, int pods, Draft draft, List<Trial> trials,
        Optional<Trial> current, List<String> why) {
    public Advice {
        warnings = List.copyOf(warnings);
        trials = List.copyOf(trials);
        why = List.copyOf(why);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("advice needs at least one trial.");
        }
    }

    /// The same with warnings about the input put before its own.
    public Advice withWarningsBefore(List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.addAll(warnings);
        return new Advice(kubeletVersion, goal, platform, pool, all, pods, draft, trials, current, why);
    }

    /// The trial of the draft.
    public Trial chosen() {
        return trials.getFirst();
    }

    /// The best trial of each policy and scope, in their order.
    public List<Trial> bestOfEach() {
        return Ranking.bestOfEach(trials);
    }

    /// The lines that the platform does not let one give.
    public List<DraftLine> inexpressible() {
        return draft.lines().stream().filter(line -> !platform.takes(line)).toList();
    }
}
