package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletNode;
import java.time.Duration;
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
    private static final int MAX_EVENTS = 1_000;

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
    public record Event(Instant at, boolean isWarning, String reason, String pod, String uid, String message) {}

    @Override
    public synchronized void decided(PodRecord pod, KubeletNode node, Duration took) {
        before.put(pod.pod().uid(), node);
        add(pod, pod.isActive() ? "Admitted" : pod.reason(), pod.message());
    }

    @Override
    public synchronized void ended(PodRecord pod) {
        add(pod, pod.reason().isEmpty() ? "Completed" : pod.reason(), pod.message());
    }

    @Override
    public synchronized void removed(PodRecord pod) {
        before.remove(pod.pod().uid());
        add(pod, "Removed", "");
    }

    private void add(PodRecord pod, String reason, String message) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        events.addLast(new Event(clock.instant(), !message.isEmpty(), reason, pod.pod().fullName(), pod.pod().uid(),
                message));
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
