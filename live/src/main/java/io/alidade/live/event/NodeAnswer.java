package io.alidade.live.event;

import io.alidade.kube.admission.PodDecision;
import java.time.Instant;

/// What came of a [NodeEvent]. It is given after the node is on disk.
public sealed interface NodeAnswer {
    /// When it was decided, by the clock of the loop.
    Instant at();

    /// A pod was decided on.
    record Decided(Instant at, PodDecision decision) implements NodeAnswer {}

    /// The event was taken in.
    record Taken(Instant at) implements NodeAnswer {}

    /// The node could not be brought to disk, so it is as it was: a pod that arrived does not run.
    ///
    /// @param problem what could not be written and why
    record NotStored(Instant at, String problem) implements NodeAnswer {}
}
