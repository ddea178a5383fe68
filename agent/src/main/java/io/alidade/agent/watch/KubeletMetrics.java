package io.alidade.agent.watch;

import io.alidade.agent.podresources.CallMeter.Call;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a kubelet counts about its resource managers, device plugins and podresources, under its names, with its texts, labels
/// and buckets: those of the version that is reproduced (cpu-manager 17, memory-manager 11, topology-manager 10,
/// device-manager 12.4). What a minor does not have is counted and not shown.
final class KubeletMetrics {
    private static final double FIRST_BUCKET_MILLIS = 0.05;
    private static final int BUCKETS = 15;
    /// Those that Go's library has for seconds.
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final String RESOURCE = "resource_name";
    private static final String VERSION = "server_api_version";
    private static final String ALIGNED = "kubelet_container_aligned_compute_resources_";
    private static final String POD_RESOURCES = "kubelet_pod_resources_endpoint_";

    /// One who adds to a counter.
    @FunctionalInterface
    interface Count {
        void inc(String... labelValues);
    }

    final Counter requests;
    final Counter errors;
    final Histogram admissionMillis;
    final Counter cpuRequests;
    final Counter cpuErrors;
    final Counter memoryRequests;
    final Counter memoryErrors;
    final Count aligned;
    final Count alignmentFailures;
    final Count allocations;
    final Count allocationErrors;
    final Count assignments;
    final Counter rejections;
    final Counter podLevelAdmissions;
    final Counter registrations;
    final Histogram allocationSeconds;

    private final PrometheusRegistry registry;
    private final Counter podResourcesCalls;
    private final Map<Call, NamedCounter> calls = new EnumMap<>(Call.class);
    private final Map<Call, NamedCounter> callErrors = new EnumMap<>(Call.class);
    private final List<NamedCounter> named = new ArrayList<>();

    KubeletMetrics(PrometheusRegistry registry, NodeSettings settings) {
        this.registry = registry;
        KubeletVersion version = settings.kubeletVersion();
        boolean podLevel = settings.featureGates().isOn(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS);
        requests = counter(true, "kubelet_topology_manager_admission_requests_total",
                "The number of admission requests where resources have to be aligned.");
        errors = counter(true, "kubelet_topology_manager_admission_errors_total",
                "The number of admission request failures where resources could not be aligned.");
        admissionMillis = Histogram.builder().name("kubelet_topology_manager_admission_duration_ms")
                .help(alpha("Duration in milliseconds to serve a pod admission request.")).classicOnly()
                .classicExponentialUpperBounds(FIRST_BUCKET_MILLIS, 2, BUCKETS).register(registry);
        cpuRequests = counter(true, "kubelet_cpu_manager_pinning_requests_total",
                "The number of cpu core allocations which required pinning.");
        cpuErrors = counter(true, "kubelet_cpu_manager_pinning_errors_total",
                "The number of cpu core allocations which required pinning failed.");
        memoryRequests = counter(true, "kubelet_memory_manager_pinning_requests_total",
                "The number of memory pages allocations which required pinning.");
        memoryErrors = counter(true, "kubelet_memory_manager_pinning_errors_total",
                "The number of memory pages allocations which required pinning that failed.");
        NamedCounter alignedCount = named(true, ALIGNED + "count",
                "Cumulative number of aligned compute resources allocated to containers by alignment type.", "scope",
                "boundary");
        NamedCounter failureCount = named(version.isAtLeast(KubeletVersion.V1_33), ALIGNED + "failure_count",
                "Cumulative number of failures to allocate aligned compute resources to containers by alignment type.",
                "scope", "boundary");
        if (version.isAtLeast(KubeletVersion.V1_33) && settings.policies().pinsCpus()) {
            alignedCount.show("container", "physical_cpu");
            alignedCount.show("container", "uncore_cache");
            failureCount.show("container", "physical_cpu");
        }
        aligned = alignedCount::inc;
        alignmentFailures = failureCount::inc;
        boolean isPrefixed = version.isAtLeast(KubeletVersion.V1_37);
        String manager = (isPrefixed ? "kubelet_" : "") + "resource_manager_";
        allocations = count(counter(podLevel, manager + "allocations_total",
                "Number of exclusive resource allocations performed by a resource manager.", RESOURCE, "source"));
        allocationErrors = count(counter(podLevel, manager + "allocation_errors_total",
                "Number of errors encountered during exclusive resource allocation.", RESOURCE, "source"));
        String assigned = "Number of containers with a specific type of resource assignment.";
        assignments = isPrefixed
                ? count(counter(podLevel, manager + "container_assignments_total", assigned, RESOURCE,
                        "assignment_type"))
                : named(podLevel, manager + "container_assignments", assigned, RESOURCE, "assignment_type")::inc;
        rejections = counter(true, "kubelet_admission_rejections_total",
                "Cumulative number pod admission rejections by the Kubelet.", "reason");
        podLevelAdmissions = counter(
                version.isAtLeast(KubeletVersion.V1_37)
                        && settings.featureGates().isOn(FeatureGates.POD_LEVEL_RESOURCES),
                "kubelet_pod_level_resources_admission_total",
                "Total number of pods admitted during Kubelet admission, categorized by resource configuration mode"
                        + " (pod_and_container_level, pod_level, container_level, or empty for unconfigured/BestEffort)"
                        + " and QoS class.",
                "config_mode", "qos_class");
        registrations = counter(true, "kubelet_device_plugin_registration_total",
                "Cumulative number of device plugin registrations. Broken down by resource name.", RESOURCE);
        allocationSeconds = Histogram.builder().name("kubelet_device_plugin_alloc_duration_seconds")
                .help(alpha("Duration in seconds to serve a device plugin Allocation request. Broken down by resource"
                        + " name."))
                .labelNames(RESOURCE).classicOnly().classicUpperBounds(SECONDS).register(registry);
        podResourcesCalls = counter(true, POD_RESOURCES + "requests_total",
                "Cumulative number of requests to the PodResource endpoint. Broken down by server api version.",
                VERSION);
        calls(Call.LIST, "list", "List");
        calls(Call.GET_ALLOCATABLE, "get_allocatable", "GetAllocatableResources");
        calls(Call.GET, "get", "Get");
    }

    private void calls(Call call, String name, String method) {
        calls.put(call, named(true, POD_RESOURCES + "requests_" + name,
                "Number of requests to the PodResource " + method + " endpoint. Broken down by server api version.",
                VERSION));
        callErrors.put(call, named(true, POD_RESOURCES + "errors_" + name, "Number of requests to the PodResource "
                + method + " endpoint which returned error. Broken down by server api version.", VERSION));
    }

    private Counter counter(boolean isShown, String name, String help, String... labels) {
        return Counter.builder().name(name).help(alpha(help)).labelNames(labels)
                .register(isShown ? registry : new PrometheusRegistry());
    }

    private NamedCounter named(boolean isShown, String name, String help, String... labels) {
        NamedCounter counter = new NamedCounter(name, alpha(help), labels);
        if (isShown) {
            registry.register(counter);
            named.add(counter);
        }
        return counter;
    }

    private static Count count(Counter counter) {
        return labels -> counter.labelValues(labels).inc();
    }

    /// A kubelet says of all of these that they may change.
    static String alpha(String help) {
        return "[ALPHA] " + help;
    }

    void called(Call call) {
        podResourcesCalls.labelValues("v1").inc();
        count(calls, call);
    }

    void failed(Call call) {
        count(callErrors, call);
    }

    private static void count(Map<Call, NamedCounter> counters, Call call) {
        NamedCounter counter = counters.get(call);
        if (counter != null) {
            counter.inc("v1");
        }
    }

    /// The counters that are shown under a name that does not end in `_total`.
    List<NamedCounter> named() {
        return List.copyOf(named);
    }
}
