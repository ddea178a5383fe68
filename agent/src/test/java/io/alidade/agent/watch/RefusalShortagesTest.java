package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.SocketClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalShortagesTest {
    private static final String NAME = "alidade_refusal_shortages_total";

    @TempDir
    Path folder = Path.of("");

    private String metrics() {
        return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain", new byte[0])
                .body(), StandardCharsets.UTF_8);
    }

    /// Nine CPUs are on no NUMA node of eight; 20 are nowhere; the disk has no part in it.
    @Test
    void refusals_countByWhatWasShort() throws InterruptedException {
        try (Agent agent = Samples.agent(Samples.settings(folder), Samples.node())) {
            agent.pods().submit(Samples.pod("nine", "cpu: 9, memory: 1Gi")).join();
            agent.pods().submit(Samples.pod("twenty", "cpu: 20, memory: 1Gi")).join();
            agent.pods().submit(Samples.pod("much", "cpu: 1, memory: 100Gi")).join();
            String topology = NAME + "{reason=\"TopologyAffinityError\",resource=\"cpu\"} 2.0";
            String memory = NAME + "{reason=\"OutOfmemory\",resource=\"memory\"} 1.0";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!(metrics().contains(topology) && metrics().contains(memory)) && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            assertThat(metrics().lines().filter(line -> line.startsWith(NAME))).containsExactlyInAnyOrder(topology,
                    memory);
        }
    }

    @Test
    void refusal_withoutAShortage_orNotLookedAt_isCountedAllTheSame() {
        PrometheusRegistry registry = new PrometheusRegistry();
        try (RefusalShortages shortages = new RefusalShortages(registry)) {
            shortages.told("NodeAffinity", Set.of());
            shortages.untold("whatever");
        }
        assertThat(Exposition.of(registry.scrape(), "").text()).contains(
                NAME + "{reason=\"NodeAffinity\",resource=\"none\"} 1.0",
                NAME + "{reason=\"Other\",resource=\"unknown\"} 1.0");
    }
}
