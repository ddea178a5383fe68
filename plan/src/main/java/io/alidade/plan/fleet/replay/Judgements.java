package io.alidade.plan.fleet.replay;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.plan.alignment.Alignments;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/// How the pods lie that were admitted: judged some at a time, since nothing but the count of it depends on that.
final class Judgements {
    private static final int TOGETHER = 64;

    private final SpareThreads spare;
    private List<Case> open = new ArrayList<>(TOGETHER);
    private List<Case> given = List.of();
    private Ahead<List<Count>> judged = new Ahead<>(new FutureTask<>(List::of));

    /// A pod that was admitted.
    ///
    /// @param node with it
    record Case(Alignments judge, Node node, List<ContainerPlacement> containers, ShapeTally tally) {
        Count judged() {
            return switch (judge.judge(node, containers).placement()) {
                case ALIGNED -> Count.ALIGNED;
                case SPLIT -> Count.SPLIT;
                case SHARED -> Count.SHARED;
            };
        }
    }

    Judgements(SpareThreads spare) {
        this.spare = spare;
    }

    void add(Case admitted) {
        open.add(admitted);
        if (open.size() == TOGETHER) {
            count();
        }
    }

    /// Counts those that were given to be judged before, and gives those that have come since.
    private void count() {
        List<Case> next = open;
        Ahead<List<Count>> ahead = spare.ahead(() -> next.stream().map(Case::judged).toList());
        List<Count> counts = judged.get();
        for (int index = 0; index < counts.size(); index++) {
            given.get(index).tally().add(counts.get(index));
        }
        judged = ahead;
        given = next;
        open = new ArrayList<>(TOGETHER);
    }

    /// Counts all.
    void end() {
        count();
        count();
    }
}
