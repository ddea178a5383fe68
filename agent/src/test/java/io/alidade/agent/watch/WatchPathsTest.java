package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.pod.PodRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchPathsTest {
    @TempDir
    Path state = Path.of("");

    private Agent agent;

    @BeforeEach
    void start() {
        agent = Samples.agent(Samples.settings(state), Samples.node());
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private HttpResponse get(String target) {
        return SocketClient.call(state.resolve("watch.sock"), "GET", target, "*/*", new byte[0]);
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private String text(String target) {
        return new String(get(target).body(), StandardCharsets.UTF_8);
    }

    @Test
    void agent_thatDecides_isHealthyAndReady() {
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(text("/healthz")).isEqualTo("ok");
        assertThat(text("/healthz/syncloop?verbose")).isEqualTo("ok");
        assertThat(text("/readyz?verbose")).isEqualTo("""
                [+]ping ok
                [+]syncloop ok
                [+]pods ok
                readyz check passed
                """);
        assertThat(get("/healthz/pods").status()).isEqualTo(404);
        assertThat(get("/secrets").status()).isEqualTo(404);
    }

    @Test
    void configuration_ofTheKubelet_isTold() {
        assertThat(text("/configz")).contains("\"kubeletconfig\"", "\"topologyManagerPolicy\": \"single-numa-node\"");
    }

    @Test
    void decisions_areCountedUnderTheNamesOfTheKubelet() {
        PodRecord _ = agent.pods().submit(Samples.pod("web", "cpu: 2, memory: 1Gi")).join();
        PodRecord _ = agent.pods().submit(Samples.pod("wide", "cpu: 9, memory: 1Gi")).join();
        assertThat(text("/metrics").lines().filter(line -> !line.startsWith("#"))).contains(
                "kubelet_topology_manager_admission_requests_total 2.0",
                "kubelet_topology_manager_admission_errors_total 1.0",
                "kubelet_topology_manager_admission_duration_ms_count 2",
                "kubelet_topology_manager_admission_duration_ms_bucket{le=\"+Inf\"} 2",
                "kubelet_cpu_manager_shared_pool_size_millicores 12000.0",
                "kubelet_cpu_manager_exclusive_cpu_allocation_count 2.0");
        assertThat(text("/metrics").lines()).contains("alidade_refusals_total{reason=\"TopologyAffinityError\"} 1.0",
                "kubelet_admission_rejections_total{reason=\"TopologyAffinityError\"} 1.0",
                "alidade_decision_duration_seconds_count 2", "alidade_drift_cured_total 0.0");
        assertThat(text("/metrics")).contains("duration_ms_bucket{le=\"0.05\"}", "duration_ms_bucket{le=\"819.2\"}");
    }

    @Test
    void metrics_askedForInOpenMetrics_comeInIt() {
        PodRecord _ = agent.pods().submit(Samples.pod("web", "cpu: 2, memory: 1Gi")).join();
        HttpResponse response = SocketClient.call(state.resolve("watch.sock"), "GET", "/metrics",
                "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3", new byte[0]);
        assertThat(response.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(text(response)).endsWith("# EOF\n").contains(
                "# TYPE kubelet_topology_manager_admission_requests counter\n",
                "# TYPE kubelet_container_aligned_compute_resources_count unknown\n",
                "kubelet_container_aligned_compute_resources_count{boundary=\"numa_node\",scope=\"container\"} 1.0\n");
        assertThat(get("/metrics").contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(text("/metrics")).doesNotContain("# EOF")
                .contains("# TYPE kubelet_container_aligned_compute_resources_count counter\n");
    }
}
