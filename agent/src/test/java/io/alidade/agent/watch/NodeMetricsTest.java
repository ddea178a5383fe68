package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.AdmissionTrace;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.podresources.CallMeter.Call;
import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private static final String GPU = "example.com/gpu";
    private static final String INIT_AND_APP = """
            {apiVersion: v1, kind: Pod, metadata: {name: reuse, uid: reuse}, spec: {
              initContainers: [{name: i, image: x, resources: {limits: {cpu: 2, memory: 1Gi}}}],
              containers: [{name: c, image: x, resources: {limits: {cpu: 2, memory: 1Gi}}}]}}
            """;

    private static Node node(NodeSettings.Builder settings) {
        NodeTopology topology = NodeTopology.builder().sockets(2).coresPerNumaNode(4).threadsPerCore(2).memory("16Gi")
                .build();
        return switch (Node.start(topology, settings.staticCpus("0,8").build(), Device.on(GPU, "a", 0),
                Device.on(GPU, "b", 1))) {
            case NodeStart.Started(Node started) -> started;
            case NodeStart.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static NodeSettings.Builder settings(KubeletVersion version) {
        return NodeSettings.builder().kubeletVersion(version);
    }

    private static PodRecord record(String manifest) {
        return PodRecord.pending(0, AgentPod.read(Samples.document(manifest), new PodOrigin.Api()), Instant.EPOCH);
    }

    /// Decides on a pod as the agent does, and counts it.
    private static Node admit(NodeMetrics metrics, Node node, PodRecord pod) {
        AdmissionTrace trace = new AdmissionTrace();
        Admission admission = node.admit(pod.pod().manifest().request(), trace);
        PodRecord decided = switch (admission) {
            case Admission.Admitted _ -> pod;
            case Admission.Rejected refused ->
                pod.refused(refused.reason(), refused.message(), List.of(), Instant.EPOCH);
        };
        metrics.decided(decided, Optional.of(trace), Duration.ofMillis(1));
        metrics.moved(admission.node());
        return admission.node();
    }

    private static List<String> lines(NodeMetrics metrics) {
        return metrics.exposition("").text().lines().filter(line -> !line.startsWith("#")).toList();
    }

    private static NodeMetrics metrics(Node node, boolean faults) {
        return new NodeMetrics(node, faults, () -> node);
    }

    @Test
    void cpusOfAnInitContainer_usedAgain_countTwiceOnlyWhereFaultsAreReproduced() {
        Node node = node(settings(KubeletVersion.V1_37));
        NodeMetrics exact = metrics(node, true);
        Node _ = admit(exact, node, record(INIT_AND_APP));
        assertThat(lines(exact)).contains("kubelet_cpu_manager_exclusive_cpu_allocation_count 4.0",
                "kubelet_cpu_manager_shared_pool_size_millicores 10000.0",
                "kubelet_cpu_manager_allocation_per_numa{numa_node=\"0\"} 2.0");
        NodeMetrics safe = metrics(node, false);
        Node _ = admit(safe, node, record(INIT_AND_APP));
        assertThat(lines(safe)).contains("kubelet_cpu_manager_exclusive_cpu_allocation_count 2.0",
                "kubelet_cpu_manager_shared_pool_size_millicores 12000.0");
    }

    @Test
    void cpusOfANumaNode_allFreeAgain_areNoneUnlessFaultsAreReproduced() {
        Node node = node(settings(KubeletVersion.V1_36));
        NodeMetrics exact = metrics(node, true);
        NodeMetrics safe = metrics(node, false);
        NodeMetrics newer = metrics(node(settings(KubeletVersion.V1_38)), true);
        PodRecord pod = record(Samples.manifest("web", "cpu: 3, memory: 1Gi"));
        for (NodeMetrics metrics : List.of(exact, safe, newer)) {
            Node admitted = admit(metrics, node, pod);
            assertThat(lines(metrics)).contains("kubelet_cpu_manager_allocation_per_numa{numa_node=\"0\"} 3.0");
            metrics.moved(admitted.remove(pod.pod().uid()));
        }
        assertThat(lines(exact)).contains("kubelet_cpu_manager_allocation_per_numa{numa_node=\"0\"} 3.0",
                "kubelet_cpu_manager_exclusive_cpu_allocation_count 0.0").noneMatch(line -> line.contains("=\"1\""));
        assertThat(lines(safe)).contains("kubelet_cpu_manager_allocation_per_numa{numa_node=\"0\"} 0.0",
                "kubelet_cpu_manager_allocation_per_numa{numa_node=\"1\"} 0.0");
        assertThat(lines(newer)).contains("kubelet_cpu_manager_allocation_per_numa{numa_node=\"0\"} 0.0");
    }

    @Test
    void part_ofACore_isAFailureOfAlignment() {
        Node node = node(settings(KubeletVersion.V1_36).cpuOption("full-pcpus-only", true)
                .topologyPolicy("single-numa-node"));
        NodeMetrics metrics = metrics(node, false);
        Node next = admit(metrics, node, record(Samples.manifest("half", "cpu: 1, memory: 1Gi")));
        Node _ = admit(metrics, next, record(Samples.manifest("whole", "cpu: 2, memory: 1Gi")));
        String failures = "kubelet_container_aligned_compute_resources_failure_count{boundary=\"physical_cpu\",scope=\"container\"}";
        String aligned = "kubelet_container_aligned_compute_resources_count{boundary=";
        assertThat(lines(metrics)).contains(failures + " 1.0",
                aligned + "\"physical_cpu\",scope=\"container\"} 1.0",
                aligned + "\"numa_node\",scope=\"container\"} 1.0",
                "kubelet_cpu_manager_pinning_requests_total 2.0", "kubelet_cpu_manager_pinning_errors_total 1.0",
                "kubelet_topology_manager_admission_errors_total 1.0",
                "kubelet_admission_rejections_total{reason=\"Other\"} 1.0",
                "alidade_refusals_total{reason=\"SMTAlignmentError\"} 1.0");
    }

    @Test
    void minors_haveTheirOwnNames() {
        List<String> of136 = podLevel(KubeletVersion.V1_36);
        List<String> of137 = podLevel(KubeletVersion.V1_37);
        assertThat(of136).contains(
                "resource_manager_container_assignments{assignment_type=\"node_exclusive\",resource_name=\"cpu\"} 1.0",
                "resource_manager_allocations_total{resource_name=\"cpu\",source=\"node\"} 1.0")
                .noneMatch(line -> line.startsWith("kubelet_pod_level"));
        assertThat(of137).contains(
                "kubelet_resource_manager_container_assignments_total{assignment_type=\"node_exclusive\",resource_name=\"cpu\"} 1.0",
                "kubelet_pod_level_resources_admission_total{config_mode=\"container_level\",qos_class=\"guaranteed\"} 1.0")
                .noneMatch(line -> line.startsWith("resource_manager"));
        assertThat(podLevel(KubeletVersion.V1_32)).noneMatch(line -> line.contains("per_numa"))
                .noneMatch(line -> line.contains("uncore_cache"));
        assertThat(podLevel(KubeletVersion.V1_38)).contains(
                "kubelet_device_plugin_devices{health_state=\"healthy\",resource_name=\"example.com/gpu\"} 2.0");
    }

    private static List<String> podLevel(KubeletVersion version) {
        Node node = node(settings(version).featureGate("PodLevelResources", true)
                .featureGate("PodLevelResourceManagers", true));
        NodeMetrics metrics = metrics(node, true);
        Node _ = admit(metrics, node, record(Samples.manifest("web", "cpu: 2, memory: 1Gi")));
        return lines(metrics);
    }

    @Test
    void labels_fromOutside_areBounded() {
        NodeMetrics metrics = metrics(node(settings(KubeletVersion.V1_36)), true);
        for (int i = 0; i < 3_000; i++) {
            metrics.registration("example.com/r" + i);
        }
        metrics.registration("x".repeat(10_000));
        assertThat(lines(metrics)).contains("kubelet_device_plugin_registration_total{resource_name=\"other\"} 2001.0");
        assertThat(lines(metrics).stream().filter(line -> line.startsWith("kubelet_device_plugin_registration")))
                .hasSize(1_001);
    }

    @Test
    void drift_plugins_andWrites_areShownAsTheyAreNow() {
        NodeMetrics metrics = metrics(node(settings(KubeletVersion.V1_36)), false);
        metrics.drifted(true, true);
        metrics.drifted(false, false);
        metrics.astray(1);
        metrics.connected(GPU, true);
        metrics.connected(GPU, false);
        metrics.stored(false);
        assertThat(lines(metrics)).contains("alidade_drift_seen_total 2.0", "alidade_drift_cured_total 1.0",
                "alidade_exclusive_cpu_trespasses_total 1.0", "alidade_drift_not_cured 1.0",
                "alidade_device_plugin_connected{resource_name=\"example.com/gpu\"} 0.0",
                "alidade_checkpoint_failing 1.0", "alidade_checkpoint_failures_total 1.0",
                "alidade_refusals_total{reason=\"TopologyAffinityError\"} 0.0");
        metrics.astray(0);
        metrics.stored(true);
        assertThat(lines(metrics)).contains("alidade_drift_not_cured 0.0", "alidade_checkpoint_failing 0.0",
                "alidade_checkpoint_failures_total 1.0");
    }

    @Test
    void calls_ofPodResources_areCountedByKind() {
        NodeMetrics metrics = metrics(node(settings(KubeletVersion.V1_36)), true);
        metrics.called(Call.LIST);
        metrics.called(Call.GET);
        metrics.failed(Call.GET);
        assertThat(lines(metrics)).contains(
                "kubelet_pod_resources_endpoint_requests_total{server_api_version=\"v1\"} 2.0",
                "kubelet_pod_resources_endpoint_requests_list{server_api_version=\"v1\"} 1.0",
                "kubelet_pod_resources_endpoint_errors_get{server_api_version=\"v1\"} 1.0");
    }
}
