package io.alidade.plan.capacity;

import io.alidade.engine.mask.CpuSet;
import java.util.List;
import java.util.Map;

/// The answer to "which pods have to move so that this one fits?". All that is said was decided by the engine, step by step.
public sealed interface Defragmentation {
    /// Nothing has to move.
    ///
    /// @param place where it would be
    record Unneeded(Place place) implements Defragmentation {}

    /// Not even the empty node takes it: moving pods does not help.
    ///
    /// @param reasons one sentence each
    record Impossible(List<String> reasons) implements Defragmentation {
        public Impossible {
            reasons = List.copyOf(reasons);
        }
    }

    /// The fewest pods that have to move.
    ///
    /// @param plan     with the fewest moves, and of these with the fewest evictions
    /// @param gentler  a plan with one more move and no eviction, where the first one has some
    /// @param decisions that the search took
    /// @param isProven false if the search ended before all smaller sets of pods were tried
    record Found(Plan plan, List<Plan> gentler, int decisions, boolean isProven) implements Defragmentation {
        public Found {
            gentler = List.copyOf(gentler);
        }
    }

    /// No way was found.
    ///
    /// @param decisions that the search took
    /// @param upTo      all sets of so many pods were tried
    record NotFound(int decisions, int upTo) implements Defragmentation {}

    /// What is done, in order.
    ///
    /// @param moves of pods that run
    /// @param steps all stops and starts
    /// @param place where the wanted pod comes to be
    record Plan(List<Move> moves, List<Step> steps, Place place) {
        public Plan {
            moves = List.copyOf(moves);
            steps = List.copyOf(steps);
        }

        /// Pods that do not come back to this node.
        public long evictions() {
            return moves.stream().filter(move -> move.to().isEmpty()).count();
        }
    }

    /// What becomes of one pod that runs.
    ///
    /// @param pod `NAMESPACE/NAME`
    /// @param to  where it runs again on this node; nothing if it has to go to another one
    record Move(String pod, Place from, java.util.Optional<Place> to) {}

    /// One step of a plan.
    ///
    /// @param isStart else the pod is deleted
    record Step(boolean isStart, String pod) {}

    /// What a pod has.
    ///
    /// @param cpus      of its own
    /// @param numaNodes where its CPUs, memory and devices are, in ascending id
    /// @param devices   ids by resource
    record Place(CpuSet cpus, List<Integer> numaNodes, Map<String, List<String>> devices) {
        public Place {
            numaNodes = List.copyOf(numaNodes);
            devices = Map.copyOf(devices);
        }
    }
}
