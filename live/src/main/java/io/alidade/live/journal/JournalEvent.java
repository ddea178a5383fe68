package io.alidade.live.journal;

import io.alidade.engine.allocation.PodHoldings;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Something that happened on a node, as it is handed to a journal: references to values, of which a record is made later.
///
/// Every event has the situation that was told before it and the one that was told with it. Often, but not always, nothing else lies
/// between them: while device plugins are asked, others are decided on.
public sealed interface JournalEvent {
    /// When, as the clock says.
    Instant at();

    /// What was told before.
    Situation earlier();

    /// What was told with it.
    Situation later();

    /// A pod was decided on.
    ///
    /// @param pod    as it came
    /// @param object the whole of it
    /// @param held   what it holds now; absent if it was refused
    /// @param before the node when it came, with what was told before it or not
    /// @param took   until the answer was on disk
    record Decided(Instant at, PodManifest pod, Value.Mapping object, Optional<PodHoldings> held, String reason,
            String message, Situation before, Duration took, Situation earlier, Situation later)
            implements JournalEvent {}

    /// A pod holds nothing any more.
    ///
    /// @param isGone whether it is known no more; else its containers have ended
    record Left(Instant at, PodManifest pod, boolean isGone, String reason, String message, Situation earlier,
            Situation later) implements JournalEvent {}
}
