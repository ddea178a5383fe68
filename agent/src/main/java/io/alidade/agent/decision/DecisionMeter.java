package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.Node;
import java.time.Duration;
import java.util.Optional;

/// Counts what is decided. Called on the decision thread.
public interface DecisionMeter {
    /// Nobody counts.
    DecisionMeter NONE = new DecisionMeter() {};

    /// A pod was decided on, and it is on disk; what it was given is told to [#moved] after this.
    ///
    /// @param trace what the managers did; empty if they were not asked
    /// @param took  from its arrival, what plugins were waited for included
    default void decided(PodRecord pod, Optional<AdmissionTrace> trace, Duration took) {}

    /// What the node has given away may be another.
    default void moved(Node node) {}

    /// Something ran where it should not.
    ///
    /// @param isCured    whether it was brought back
    /// @param trespasses whether that was on CPUs that others have for themselves
    default void drifted(boolean isCured, boolean trespasses) {}

    /// So many threads and cgroups are where they should not be, and could not be brought back.
    default void astray(int count) {}

    /// What is allocated was to be brought to disk.
    ///
    /// @param succeeded false if it is not there
    default void stored(boolean succeeded) {}
}
