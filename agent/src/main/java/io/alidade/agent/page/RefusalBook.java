package io.alidade.agent.page;

import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.journal.JournalRecord;
import io.alidade.view.page.NodeStatus.Story;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The last refusals, with the node as it was when each pod came, and how many there were lately. For any thread.
final class RefusalBook {
    private static final int MOST_KEPT = 50;
    private static final int MOST_COUNTED = 10_000;
    private static final Duration LATELY = Duration.ofHours(1);

    private final InstantSource clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Deque<Instant> times = new ArrayDeque<>();

    /// One refusal.
    ///
    /// @param pod NAMESPACE/NAME
    record Entry(Instant at, String pod, String reason, String message, Origin origin) {
        /// Whether it is the agent that cannot run it, whatever room there is on the node.
        boolean isOfTheAgent() {
            return PodRecord.UNSUPPORTED_FIELD.equals(reason);
        }

        /// The pod, if it is remembered.
        Optional<PodManifest> manifest() {
            return switch (origin) {
                case Origin.Seen(PodManifest pod, KubeletNode _) -> Optional.of(pod);
                case Origin.Told(PodManifest pod, Story _) -> Optional.of(pod);
                case Origin.Written _ -> Optional.empty();
            };
        }
    }

    /// Where a refusal is known from.
    sealed interface Origin {
        /// This process.
        ///
        /// @param before the node when the pod came
        record Seen(PodManifest pod, KubeletNode before) implements Origin {}

        /// Somebody who has explained it.
        record Told(PodManifest pod, Story story) implements Origin {}

        /// The journal.
        record Written(JournalRecord record) implements Origin {}
    }

    RefusalBook(InstantSource clock) {
        this.clock = clock;
    }

    void add(PodManifest pod, String reason, String message, KubeletNode before) {
        add(pod, reason, message, new Origin.Seen(pod, before));
    }

    void add(PodManifest pod, String reason, String message, Story story) {
        add(pod, reason, message, new Origin.Told(pod, story));
    }

    private synchronized void add(PodManifest pod, String reason, String message, Origin origin) {
        Instant now = clock.instant();
        entries.addFirst(new Entry(now, pod.label(), reason, message, origin));
        if (entries.size() > MOST_KEPT) {
            entries.removeLast();
        }
        times.addLast(now);
        if (times.size() > MOST_COUNTED) {
            times.removeFirst();
        }
    }

    /// Adds what former processes refused.
    ///
    /// @param refusals the newest first
    /// @param times    of those in the last hour
    synchronized void recall(List<JournalRecord> refusals, List<Instant> times) {
        refusals.stream().limit(MOST_KEPT - entries.size()).forEach(record -> entries.addLast(new Entry(record.at(),
                record.pod().map(JournalRecord.Pod::label).orElse(""), record.reason(), record.message(),
                new Origin.Written(record))));
        times.stream().limit(MOST_COUNTED - this.times.size()).forEach(this.times::addFirst);
    }

    /// When the last hour began.
    Instant lastHour() {
        return clock.instant().minus(LATELY);
    }

    /// The newest first.
    synchronized List<Entry> last(int most) {
        return entries.stream().limit(most).toList();
    }

    /// How many pods were refused in the last hour; of more than 10,000 that number.
    synchronized int lately() {
        Instant from = lastHour();
        times.removeIf(time -> time.isBefore(from));
        return times.size();
    }
}
