package io.alidade.agent.watch;

import io.alidade.agent.decision.AdmissionTrace;
import io.alidade.agent.decision.Course;
import io.alidade.agent.decision.DecisionMeter;
import io.alidade.agent.decision.PodListener;
import io.alidade.agent.deviceplugin.PluginMeter;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.podresources.CallMeter;
import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What happens on a node, counted: under the kubelet's names what a kubelet counts ([KubeletMetrics]), under `alidade_` what
/// it does not.
public final class NodeMetrics implements DecisionMeter, PodListener, PluginMeter, CallMeter, AutoCloseable {
    private static final int MILLIS_OF_A_CPU = 1_000;
    private static final double NANOS_OF_A_SECOND = 1e9;
    private static final double FIRST_BUCKET_SECONDS = 0.0001;
    private static final int BUCKETS = 18;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final KubeletMetrics kubelet;
    private final AdmissionCounts counts;
    private final CpuGauges cpus;
    private final FeatureGates gates;
    private final BoundedLabels resources = new BoundedLabels();
    private final Histogram decisions = Histogram.builder().name("alidade_decision_duration_seconds")
            .help("Time from the arrival of a pod to its decision on disk, with the answers of device plugins.")
            .classicOnly().classicExponentialUpperBounds(FIRST_BUCKET_SECONDS, 2, BUCKETS).register(registry);
    private final Counter refusals = Counter.builder().name("alidade_refusals_total")
            .help("Pods that were refused, by reason.").labelNames("reason").register(registry);
    private final Counter driftSeen = Counter.builder().name("alidade_drift_seen_total")
            .help("Threads and cgroups that were found where they should not be.").register(registry);
    private final Counter driftCured = Counter.builder().name("alidade_drift_cured_total")
            .help("Threads and cgroups that were brought back to where they belong.").register(registry);
    private final Gauge astray = Gauge.builder().name("alidade_drift_not_cured")
            .help("Threads and cgroups that are where they should not be, and could not be brought back.")
            .register(registry);
    private final Counter trespasses = Counter.builder().name("alidade_exclusive_cpu_trespasses_total")
            .help("Threads and cgroups of containers that were found on CPUs which others have for themselves.")
            .register(registry);
    private final Counter failedWrites = Counter.builder().name("alidade_checkpoint_failures_total")
            .help("Times that what is allocated could not be brought to disk.").register(registry);
    private final Gauge failing = Gauge.builder().name("alidade_checkpoint_failing")
            .help("Whether what is allocated could not be brought to disk the last time: 1 or 0.").register(registry);
    private final Gauge plugins = Gauge.builder().name("alidade_device_plugin_connected")
            .help("Whether the device plugin of a resource is connected and has told its devices: 1 or 0.")
            .labelNames("resource_name").register(registry);
    private final RefusalShortages shortages = new RefusalShortages(registry);
    private final Counter refusedRequests = Counter.builder().name("alidade_refused_requests_total")
            .help("Requests that were refused because too many events waited for the node.").register(registry);

    /// @param start  the node before its first pod
    /// @param faults whether figures go wrong where those of a kubelet do
    /// @param now    the node as it is
    public NodeMetrics(Node start, boolean faults, Supplier<Node> now) {
        // A counter that appears with its first refusal has not grown, for whoever asks by how much it did.
        Reasons.all().forEach(refusals::initLabelValues);
        kubelet = new KubeletMetrics(registry, start.settings());
        counts = new AdmissionCounts(kubelet, start);
        cpus = CpuGauges.of(start, faults);
        gates = start.settings().featureGates();
        gauge("kubelet_cpu_manager_shared_pool_size_millicores",
                "The size of the shared CPU pool for non-guaranteed QoS pods, in millicores.")
                .callback(gauge -> gauge.call(MILLIS_OF_A_CPU * (double) cpus.now().shared())).register(registry);
        gauge("kubelet_cpu_manager_exclusive_cpu_allocation_count",
                "The total number of CPUs exclusively allocated to containers running on this node")
                .callback(gauge -> gauge.call(cpus.now().exclusive())).register(registry);
        if (start.settings().kubeletVersion().isAtLeast(KubeletVersion.V1_33)
                && start.settings().policies().pinsCpus()) {
            gauge("kubelet_cpu_manager_allocation_per_numa", "Number of CPUs allocated per NUMA node")
                    .labelNames("numa_node").callback(gauge -> cpus.now().perNumaNode()
                            .forEach((numaNode, count) -> gauge.call(count, Integer.toString(numaNode))))
                    .register(registry);
        }
        if (start.settings().kubeletVersion().isAtLeast(KubeletVersion.V1_38)) {
            gauge("kubelet_device_plugin_devices",
                    "Number of devices currently known to the device manager. Broken down by resource name and health"
                            + " state.")
                    .labelNames("resource_name", "health_state").callback(gauge -> devices(gauge, now.get()))
                    .register(registry);
        }
    }

    private static GaugeWithCallback.Builder gauge(String name, String help) {
        return GaugeWithCallback.builder().name(name).help(KubeletMetrics.alpha(help));
    }

    private static void devices(GaugeWithCallback.Callback gauge, Node node) {
        for (String resource : node.allocations().devices().resources()) {
            List<Device> devices = node.allocations().devices().devices(resource);
            long healthy = devices.stream().filter(Device::healthy).count();
            gauge.call((double) healthy, resource, "healthy");
            gauge.call(devices.size() - (double) healthy, resource, "unhealthy");
        }
    }

    @Override
    public void decided(PodRecord pod, Optional<AdmissionTrace> trace, Duration took) {
        PodRequest request = pod.pod().manifest().request();
        trace.ifPresent(walk -> {
            kubelet.requests.inc();
            // As the kubelet does, in whole milliseconds.
            kubelet.admissionMillis.observe((double) took.toMillis());
            counts.count(walk, request);
            cpus.decided(walk, request.uid());
        });
        decisions.observe(took.toNanos() / NANOS_OF_A_SECOND);
        if (pod.isActive()) {
            kubelet.podLevelAdmissions.labelValues(mode(request),
                    Qos.of(request, gates).wireName().toLowerCase(Locale.ROOT)).inc();
        } else {
            kubelet.rejections.labelValues(Reasons.ofKubelet(pod.reason())).inc();
            refusals.labelValues(Reasons.ofAgent(pod.reason())).inc();
        }
    }

    /// A refused pod is looked at again to see what was short, apart from the decisions.
    @Override
    public void decided(PodRecord pod, Course course) {
        if (!pod.isActive()) {
            shortages.refused(pod.reason(), course.before(), pod.pod().manifest());
        }
    }

    @Override
    public void removed(PodRecord pod) {
        // What was counted stays.
    }

    /// Shows more, which is collected when it is asked for.
    public void show(MultiCollector more) {
        registry.register(more);
    }

    @Override
    public void close() {
        shortages.close();
    }

    private static String mode(PodRequest pod) {
        boolean ofContainers = pod.containers().stream().anyMatch(container -> !container.resources().requests()
                .isEmpty() || !container.resources().limits().isEmpty());
        if (Qos.hasPodLevelResources(pod)) {
            return ofContainers ? "pod_and_container_level" : "pod_level";
        }
        return ofContainers ? "container_level" : "";
    }

    @Override
    public void moved(Node node) {
        cpus.moved(node.allocations().cpus());
    }

    @Override
    public void drifted(boolean isCured, boolean isTrespass) {
        driftSeen.inc();
        if (isTrespass) {
            trespasses.inc();
        }
        if (isCured) {
            driftCured.inc();
        }
    }

    /// Somebody outside was not heard, for too many events wait. For any thread.
    public void requestRefused() {
        refusedRequests.inc();
    }

    @Override
    public void astray(int count) {
        astray.set(count);
    }

    @Override
    public void stored(boolean succeeded) {
        failing.set(succeeded ? 0 : 1);
        if (!succeeded) {
            failedWrites.inc();
        }
    }

    @Override
    public void connected(String resource, boolean isThere) {
        plugins.labelValues(resources.of(resource)).set(isThere ? 1 : 0);
    }

    @Override
    public void registration(String resource) {
        kubelet.registrations.labelValues(resources.of(resource)).inc();
    }

    @Override
    public void allocation(String resource, Duration took) {
        kubelet.allocationSeconds.labelValues(resources.of(resource)).observe(took.toNanos() / NANOS_OF_A_SECOND);
    }

    @Override
    public void called(Call call) {
        kubelet.called(call);
    }

    @Override
    public void failed(Call call) {
        kubelet.failed(call);
    }

    /// Counts who looks at the page of the node, too.
    ///
    /// @param open    streams
    /// @param refused streams that were refused since there were too many
    public void page(IntSupplier open, LongSupplier refused) {
        PageMetrics.page(registry, open, refused);
    }

    /// Counts who is turned away at a place where the agent is asked, too.
    public void turnedAway(LongSupplier requests) {
        PageMetrics.turnedAway(registry, requests);
    }

    /// All of it, as an answer.
    ///
    /// @param accept the formats that are wanted, as an HTTP header has them
    public HttpResponse answer(String accept) {
        return exposition(accept).toResponse();
    }

    /// All of it.
    ///
    /// @param accept the formats that are wanted, as an HTTP header has them
    Exposition exposition(String accept) {
        return Exposition.of(registry.scrape(), kubelet.named(), accept);
    }
}
