package io.alidade.agent.bench;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One thing that was measured.
///
/// @param id       short, for programs
/// @param what     it is, for people
/// @param target   what is to be reached, for people
/// @param agent    the agent's value
/// @param unit     of all values: `ms`, `s`, `MB`, `%`
/// @param kubelets the value of each kubelet, by its minor
/// @param outcome  whether the target is reached
/// @param remarks  what is to be known about it, one sentence each
public record Figure(String id, String what, String target, double agent, String unit,
        SortedMap<String, Double> kubelets, Outcome outcome, List<String> remarks) {
    public Figure {
        kubelets = Collections.unmodifiableSortedMap(new TreeMap<>(kubelets));
        remarks = List.copyOf(remarks);
    }

    /// Whether a target is reached.
    public enum Outcome {
        REACHED("reached"),
        MISSED("missed"),
        /// There was nothing to compare with.
        NOT_COMPARED("not compared");

        private final String wireName;

        Outcome(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static Outcome of(boolean isReached) {
            return isReached ? REACHED : MISSED;
        }
    }
}
