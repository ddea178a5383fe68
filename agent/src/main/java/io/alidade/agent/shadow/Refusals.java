package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.kube.document.Value;
import io.alidade.live.source.FoundNode;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Explains refusals one after the other, apart from the watch, for the search for what would do takes time. Of a storm some
/// are left out, which is counted.
final class Refusals implements AutoCloseable {
    private static final int MAX_WAITING = 32;

    private final AgentLog log;
    private final ShadowMetrics metrics;
    private final Optional<PodEvents> events;
    private final InstantSource clock;
    private final ThreadPoolExecutor explaining = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING), Thread.ofPlatform().name("explaining").daemon().factory());

    Refusals(AgentLog log, ShadowMetrics metrics, Optional<PodEvents> events, InstantSource clock) {
        this.log = log;
        this.metrics = metrics;
        this.events = events;
        this.clock = clock;
    }

    /// Explains one as soon as it is its turn.
    ///
    /// @param before the node when the pod came
    /// @param reason the kubelet's
    void explain(FoundNode found, Before before, SeenPod pod, String reason) {
        try {
            explaining.execute(() -> tell(found, before, pod, reason));
        } catch (RejectedExecutionException _) {
            metrics.unexplained(reason);
        }
    }

    private void tell(FoundNode found, Before before, SeenPod pod, String reason) {
        RefusalStory story = RefusalStory.of(found, before, pod);
        metrics.explained(reason, story.lacking());
        log.warn("refusal-explained", Value.mapping().with("pod", pod.pod().fullName()).with("uid", pod.uid())
                .with("why", Value.texts(story.why())).with("change", story.change().map(Value::of)));
        if (events.isPresent() && !story.why().isEmpty()) {
            try {
                events.get().explained(pod, story.text(), clock.instant());
            } catch (HttpPeer.Unanswered problem) {
                metrics.eventFailed();
                log.warn("event-not-taken", Value.mapping().with("pod", pod.pod().fullName()).with("problem",
                        String.valueOf(problem.getMessage())));
            }
        }
    }

    @Override
    public void close() {
        explaining.shutdownNow();
    }
}
