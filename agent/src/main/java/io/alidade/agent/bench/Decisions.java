package io.alidade.agent.bench;

import java.util.Arrays;
import java.util.Locale;

/// What the decisions of one agent took, in their order.
///
/// @param millis           from the call to its answer
/// @param processorSeconds of the agent, for all of them
/// @param countedMillis    mean by the agent's own count, from the arrival of a pod to its decision on disk
record Decisions(double[] millis, double processorSeconds, double countedMillis) {
    double mean() {
        return Arrays.stream(millis).average().orElse(0);
    }

    /// A sentence for people.
    String spread(String where) {
        return String.format(Locale.ROOT,
                "%s: mean %.2f ms, median %.2f ms, worst %.1f ms; mean of the second half %.2f ms; mean by the agent's"
                        + " own count %.2f ms; processor time %.2f ms each.",
                where, mean(), AgentBench.median(millis), Arrays.stream(millis).max().orElse(0),
                Arrays.stream(millis, millis.length / 2, millis.length).average().orElse(0),
                countedMillis, 1_000 * processorSeconds / millis.length);
    }
}
