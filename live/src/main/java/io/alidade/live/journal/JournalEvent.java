package io.alidade.live.journal;

import io.alidade.engine.allocation.PodHoldings;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.scenario.KubeletAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            implements JournalEvent {
        /// Whether the agent has refused it for a field that it cannot follow, whatever room there was.
        boolean isOfTheAgent() {
            return reason.equals("UnsupportedField");
        }
    }

    /// Somebody else, such as a kubelet, was seen to have decided on a pod.
    ///
    /// @param answer  theirs
    /// @param remarks what is to be said of it, a sentence each: where our own decision is another, or why there is none
    /// @param before  the node when the pod came, of which their decision is a step, whether our own is the same or not; absent
    ///                if it is not known
    record Witnessed(Instant at, PodManifest pod, Value.Mapping object, KubeletAnswer answer, List<String> remarks,
            Optional<Situation> before, Situation later) implements JournalEvent {
        public Witnessed {
            remarks = List.copyOf(remarks);
        }

        @Override
        public Situation earlier() {
            return before.orElse(later);
        }
    }

    /// A pod holds nothing any more.
    ///
    /// @param isGone whether it is known no more; else its containers have ended
    record Left(Instant at, PodManifest pod, boolean isGone, String reason, String message, Situation earlier,
            Situation later) implements JournalEvent {}
}
