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

    private String text(String target) {
        return new String(get(target).body(), StandardCharsets.UTF_8);
    }

    @Test
    void agent_thatDecides_isHealthyAndReady() {
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(text("/healthz")).isEqualTo("ok");
        assertThat(text("/readyz?verbose")).isEqualTo("ok");
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
        assertThat(text("/metrics")).contains("duration_ms_bucket{le=\"0.05\"}", "duration_ms_bucket{le=\"819.2\"}");
    }
}
