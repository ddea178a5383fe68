package io.alidade.agent.watch;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.explain.Explainer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Counts refusals by the resource that was short. To find that out is another decision, so it is made apart from those that
/// somebody waits for; of a storm some are not looked at, and count as `unknown`.
public final class RefusalShortages implements AutoCloseable {
    private static final int MAX_WAITING = 64;
    private static final String NONE = "none";
    private static final String UNKNOWN = "unknown";

    private final BoundedLabels resources = new BoundedLabels();
    private final Counter shortages;
    private final ThreadPoolExecutor looking = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING), Thread.ofPlatform().name("shortages").daemon().factory());

    /// @param registry where they are counted
    public RefusalShortages(PrometheusRegistry registry) {
        shortages = Counter.builder().name("alidade_refusal_shortages_total")
                .help("Refused pods by the resources that were short; one that lacked several counts for each.")
                .labelNames("reason", "resource").register(registry);
    }

    /// A pod was refused, on a node as it was when the pod came.
    void refused(String reason, KubeletNode before, PodManifest pod) {
        try {
            looking.execute(() -> told(reason, shortResources(before, pod)));
        } catch (RejectedExecutionException _) {
            count(reason, UNKNOWN);
        }
    }

    private static Collection<String> shortResources(KubeletNode before, PodManifest pod) {
        try {
            return Explainer.shortResources(before, pod);
        } catch (RuntimeException _) {
            // Whatever it is, it is no matter of the refusal, which was counted.
            return Set.of(UNKNOWN);
        }
    }

    /// A pod was refused, and it is known what it lacked.
    public void told(String reason, Collection<String> lacking) {
        if (lacking.isEmpty()) {
            count(reason, NONE);
        }
        lacking.forEach(resource -> count(reason, resource));
    }

    /// A pod was refused, and nobody has looked what it lacked.
    public void untold(String reason) {
        count(reason, UNKNOWN);
    }

    private void count(String reason, String resource) {
        shortages.labelValues(Reasons.ofAgent(reason), resources.of(resource)).inc();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
