package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.kube.document.Value;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.source.FoundNode;
import io.alidade.view.page.NodeStatus.Story;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Explains refusals one after the other, apart from the watch, for the search for what would do takes time. Of a storm some
/// are left out, which is counted.
final class RefusalExplainer implements AutoCloseable {
    private static final int MAX_WAITING = 32;

    private final AgentLog log;
    private final ShadowMetrics metrics;
    private final Optional<PodEvents> events;
    private final InstantSource clock;
    private final ThreadPoolExecutor explaining = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING), Thread.ofPlatform().name("explaining").daemon().factory());

    private final List<ShadowListener> listeners = new CopyOnWriteArrayList<>();

    RefusalExplainer(AgentLog log, ShadowMetrics metrics, Optional<PodEvents> events, InstantSource clock) {
        this.log = log;
        this.metrics = metrics;
        this.events = events;
        this.clock = clock;
    }

    /// Tells a listener, too.
    void tell(ShadowListener listener) {
        listeners.add(listener);
    }

    /// Explains one as soon as it is its turn.
    ///
    /// @param before the node when the pod came
    /// @param answer the kubelet's
    void explain(FoundNode found, Before before, SeenPod pod, KubeletAnswer.Refused answer) {
        try {
            explaining.execute(() -> tell(found, before, pod, answer));
        } catch (RejectedExecutionException _) {
            metrics.unexplained(answer.reason());
            tell(pod, answer, Story.untried(List.of("too many came at once to explain this one")));
        }
    }

    /// One that nothing is known about but what the kubelet says.
    ///
    /// @param why a sentence
    void pass(SeenPod pod, KubeletAnswer.Refused answer, String why) {
        tell(pod, answer, Story.untried(List.of(why)));
    }

    private void tell(SeenPod pod, KubeletAnswer.Refused answer, Story story) {
        listeners.forEach(listener -> listener.refused(pod, answer, story));
    }

    private void tell(FoundNode found, Before before, SeenPod pod, KubeletAnswer.Refused answer) {
        RefusalStory story = RefusalStory.of(found, before, pod);
        metrics.explained(answer.reason(), story.lacking());
        tell(pod, answer, new Story(story.why(), story.change(), true));
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
