package io.alidade.plan.capacity;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.admission.KubeletNode;
import java.util.List;

/// The answer to "which running containers have to move so that this pod fits, without one being restarted?". All that is said was
/// decided by the engine, step by step.
public sealed interface LiveDefragmentation {
    /// Nothing has to move.
    record Unneeded() implements LiveDefragmentation {}

    /// Not even the empty node takes it: moving does not help.
    ///
    /// @param reasons one sentence each
    record Impossible(List<String> reasons) implements LiveDefragmentation {
        public Impossible {
            reasons = List.copyOf(reasons);
        }
    }

    /// The fewest moves, in an order in which each may be made.
    ///
    /// @param isProven false if the search ended before all smaller sets of containers were tried
    record Found(List<Move> moves, boolean isProven) implements LiveDefragmentation {
        public Found {
            moves = List.copyOf(moves);
        }
    }

    /// No way was found.
    ///
    /// @param upTo all sets of so many containers were tried
    record NotFound(int upTo) implements LiveDefragmentation {}

    /// One container goes to other CPUs, and its memory with it where that is on other NUMA nodes then.
    ///
    /// @param pod        NAMESPACE/NAME
    /// @param memoryFrom NUMA nodes of its pinned memory; empty for none
    /// @param after      the node when it is there
    record Move(String uid, String pod, String container, CpuSet from, CpuSet to, NumaNodeIds memoryFrom,
            NumaNodeIds memoryTo, KubeletNode after) {
        /// True if memory has to be migrated.
        public boolean movesMemory() {
            return !memoryFrom.equals(memoryTo);
        }
    }
}
