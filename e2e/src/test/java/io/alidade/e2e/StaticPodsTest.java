package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.agent.bench.FakedMachine;
import io.alidade.e2e.StandaloneKubelet.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Static pods that do not fit: the agent refuses and evicts in the words of the running kubelet.
class StaticPodsTest {
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
            """;

    /// In the order in which they come; `high` takes the place of the one that comes nearest to what it lacks.
    private static final List<Scenario.Pod> PODS = List.of(pod("low", 1, "cpu: 900m"), pod("low2", 2, "cpu: 900m"),
            pod("low3", 1, "cpu: 1050m"), pod("big", 1, "cpu: 5, memory: 900Gi"),
            pod("high", 10, "cpu: 1200m, memory: 10Mi"), pod("none", 3, "cpu: 2500m"));

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    private static Scenario.Pod pod(String name, int priority, String requests) {
        return new Scenario.Pod(name, "priority: " + priority + "\ncontainers: [{name: c, image: "
                + "\"example.test/busybox:1\", imagePullPolicy: Never, resources: {requests: {" + requests + "}}}]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.36", "1.37"})
    void staticPods_thatDoNotFit_areRefusedAndEvictAsByTheKubelet(String minor)
            throws IOException, InterruptedException {
        Path kubeletFolder = Files.createDirectories(folder.resolve("k"));
        Path machine = kubeletFolder.resolve("machine");
        new FakedMachine("four CPUs", 1, 1, 4, 1, 4096, 0).write(machine);
        Path configuration = Files.writeString(kubeletFolder.resolve("config.yaml"), CONFIGURATION);
        Path agentFolder = Files.createDirectories(folder.resolve("a"));
        try (StandaloneKubelet kubelet = StandaloneKubelet.start(minor, kubeletFolder, List.of());
                AgentProcess agent = AgentProcess.start(minor, "exact", agentFolder, machine, configuration,
                        List.of())) {
            for (Scenario.Pod pod : PODS) {
                kubelet.admit(pod.name(), pod.manifest());
                agent.admit(pod);
            }
            Map<String, Status> theirs = new TreeMap<>();
            Map<String, Status> ours = new TreeMap<>();
            for (Scenario.Pod pod : PODS) {
                theirs.put(pod.name(), kubelet.status(pod.name()).orElseThrow());
                ours.put(pod.name(), agent.awaitDecision(pod.name()));
            }
            assertThat(theirs.get("low3")).isEqualTo(new Status("Failed", Optional.of("Preempting"),
                    Optional.of("Preempted in order to admit critical pod")));
            assertThat(ours).isEqualTo(theirs);
        }
    }
}
