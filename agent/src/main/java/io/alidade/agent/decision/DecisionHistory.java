package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.journal.JournalRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened lately, and what the node was like when each of its pods came. Lost when the process ends. For any thread.
public final class DecisionHistory implements PodListener {
    /// So many events are told.
    public static final int MAX_EVENTS = 1_000;

    private static final String ADMITTED = "Admitted";
    private static final String REMOVED = "Removed";

    private final InstantSource clock;
    private final Deque<Event> events = new ArrayDeque<>();
    private final Map<String, KubeletNode> before = new HashMap<>();

    /// @param clock for the times of events
    public DecisionHistory(InstantSource clock) {
        this.clock = clock;
    }

    /// Something that happened to a pod, as an event of Kubernetes.
    ///
    /// @param isWarning its type: `Warning`, or else `Normal`
    /// @param reason    `Admitted`, `Completed`, `Removed`, or the kubelet's reason of a refusal or an end
    public record Event(Instant at, boolean isWarning, String reason, String pod, String uid, String message) {
        private static Event of(Instant at, String reason, String pod, String uid, String message) {
            return new Event(at, !message.isEmpty(), reason, pod, uid, message);
        }

        /// The same of a record in the journal; absent of one that is about no pod.
        public static Optional<Event> of(JournalRecord record) {
            return record.pod().map(pod -> of(record.at(), switch (record.kind()) {
                case ADMITTED -> ADMITTED;
                case ENDED -> ended(record.reason());
                case REMOVED -> REMOVED;
                case REFUSED, GAP, SCENARIO -> record.reason();
            }, pod.label(), pod.uid(), record.message()));
        }
    }

    @Override
    public synchronized void decided(PodRecord pod, Course course) {
        before.put(pod.pod().uid(), course.before());
        add(pod, pod.isActive() ? ADMITTED : pod.reason(), pod.message());
    }

    @Override
    public synchronized void ended(PodRecord pod) {
        add(pod, ended(pod.reason()), pod.message());
    }

    @Override
    public synchronized void removed(PodRecord pod) {
        before.remove(pod.pod().uid());
        add(pod, REMOVED, "");
    }

    private void add(PodRecord pod, String reason, String message) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        events.addLast(Event.of(clock.instant(), reason, pod.pod().fullName(), pod.pod().uid(), message));
    }

    private static String ended(String reason) {
        return reason.isEmpty() ? "Completed" : reason;
    }

    /// The last thousand, the newest last.
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /// The node when a pod came, if that was in this process.
    public synchronized Optional<KubeletNode> before(String uid) {
        return Optional.ofNullable(before.get(uid));
    }
}
