package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.SocketClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapedAgentTest {
    @TempDir
    Path folder = Path.of("");

    /// Far more than 50 scrapes a second: as many as four can make, one after the other.
    @Test
    void scrapes_withoutAPause_letDecisionsGoOn() throws InterruptedException {
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger answers = new AtomicInteger();
        try (Agent agent = Samples.agent(Samples.settings(folder), Samples.node())) {
            Thread[] monitors = new Thread[4];
            for (int count = 0; count < monitors.length; count++) {
                monitors[count] = Thread.ofPlatform().start(() -> {
                    while (!ends.get()) {
                        String text = new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics",
                                "text/plain", new byte[0]).body(), StandardCharsets.UTF_8);
                        answers.addAndGet(text.contains("alidade_numa_node_cpus{") ? 1 : 0);
                    }
                });
            }
            for (int count = 0; count < 20; count++) {
                String name = "p" + count;
                String uid = agent.pods().submit(Samples.pod(name, "cpu: 1, memory: 1Gi")).join().pod().uid();
                assertThat(agent.pods().remove(uid).join()).isTrue();
            }
            ends.set(true);
            for (Thread monitor : monitors) {
                monitor.join();
            }
        }
        assertThat(answers.get()).isPositive();
    }
}
