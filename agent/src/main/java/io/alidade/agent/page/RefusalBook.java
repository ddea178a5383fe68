package io.alidade.agent.page;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.PodManifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

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
    /// @param before the node when the pod came
    record Entry(Instant at, PodManifest pod, String reason, String message, KubeletNode before) {}

    RefusalBook(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(PodManifest pod, String reason, String message, KubeletNode before) {
        Instant now = clock.instant();
        entries.addFirst(new Entry(now, pod, reason, message, before));
        if (entries.size() > MOST_KEPT) {
            entries.removeLast();
        }
        times.addLast(now);
        if (times.size() > MOST_COUNTED) {
            times.removeFirst();
        }
    }

    /// The newest first.
    synchronized List<Entry> last(int most) {
        return entries.stream().limit(most).toList();
    }

    /// How many pods were refused in the last hour; of more than 10,000 that number.
    synchronized int lately() {
        Instant from = clock.instant().minus(LATELY);
        times.removeIf(time -> time.isBefore(from));
        return times.size();
    }
}
