package io.alidade.agent.watch;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.PodListener;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.Node;
import io.alidade.kube.admission.KubeletNode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/// What was decided, counted under the kubelet's names and in its buckets. A refusal is an error of the Topology Manager if it
/// or one of the managers that it asks has refused the pod.
public final class NodeMetrics implements PodListener {
    private static final double FIRST_BUCKET_MILLIS = 0.05;
    private static final int BUCKETS = 15;
    private static final int MILLIS_OF_A_CPU = 1_000;
    private static final Set<String> OF_THE_MANAGERS = Set.of("TopologyAffinityError", "UnexpectedAdmissionError",
            "SMTAlignmentError");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = Counter.builder().name("kubelet_topology_manager_admission_requests_total")
            .help("The number of admission requests where resources have to be aligned.").register(registry);
    private final Counter errors = Counter.builder().name("kubelet_topology_manager_admission_errors_total")
            .help("The number of admission request failures where resources could not be aligned.").register(registry);
    private final Histogram duration = Histogram.builder().name("kubelet_topology_manager_admission_duration_ms")
            .help("Duration in milliseconds to serve a pod admission request.").classicOnly()
            .classicExponentialUpperBounds(FIRST_BUCKET_MILLIS, 2, BUCKETS).register(registry);

    /// @param snapshot the node as it is
    public NodeMetrics(Supplier<AgentSnapshot> snapshot) {
        GaugeWithCallback _ = GaugeWithCallback.builder().name("kubelet_cpu_manager_shared_pool_size_millicores")
                .help("The size of the shared CPU pool for non-guaranteed QoS pods, in millicores.")
                .callback(gauge -> gauge.call(MILLIS_OF_A_CPU
                        * (double) node(snapshot).allocations().cpus().availableCpus().size()))
                .register(registry);
        GaugeWithCallback _ = GaugeWithCallback.builder().name("kubelet_cpu_manager_exclusive_cpu_allocation_count")
                .help("The total number of CPUs exclusively allocated to containers running on this node")
                .callback(gauge -> gauge.call(exclusive(node(snapshot)))).register(registry);
    }

    private static Node node(Supplier<AgentSnapshot> snapshot) {
        return snapshot.get().node().node();
    }

    private static double exclusive(Node node) {
        int[] count = {0};
        node.allocations().cpus().pods().forEach(pod -> node.allocations().cpus().containers(pod)
                .forEach((_, cpus) -> count[0] += cpus.size()));
        return count[0];
    }

    @Override
    public void decided(PodRecord pod, KubeletNode before, Duration took) {
        requests.inc();
        // As the kubelet does, in whole milliseconds.
        duration.observe((double) took.toMillis());
        if (OF_THE_MANAGERS.contains(pod.reason())) {
            errors.inc();
        }
    }

    @Override
    public void removed(PodRecord pod) {
        // A pod that is gone was counted when it came.
    }

    /// All of it, in the text format of Prometheus.
    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
