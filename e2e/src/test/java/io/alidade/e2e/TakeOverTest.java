package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.e2e.Scenario.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One folder of state, which a kubelet, an agent and another kubelet work on one after the other, while the pods run on.
@Execution(ExecutionMode.CONCURRENT)
class TakeOverTest {
    private static final List<Pod> PODS = PodSequence.arrivals(false).stream()
            .filter(pod -> List.of("small", "shared", "fraction", "pair", "devices").contains(pod.name())).toList();

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    static List<String> minors() {
        return Scenario.MINORS;
    }

    @ParameterizedTest
    @MethodSource("minors")
    void nothing_movesWhenAnAgentTakesOverFromAKubeletAndAKubeletFromAnAgent(String minor)
            throws IOException, InterruptedException {
        Scenario scenario = new Scenario(minor, Scenario.MACHINES.get(2), "restricted", "container");
        Path kubeletFolder = Files.createDirectories(folder.resolve("k"));
        Path machine = kubeletFolder.resolve("machine");
        scenario.machine().write(machine);
        Path configuration = Files.writeString(kubeletFolder.resolve("config.yaml"), scenario.configuration());
        try (StandaloneKubelet kubelet = StandaloneKubelet.start(minor, kubeletFolder, scenario.plugins())) {
            Map<String, Map<String, String>> containers = new TreeMap<>();
            for (Pod pod : PODS) {
                assertThat(kubelet.admit(pod.name(), pod.manifest()).phase()).as(pod.name()).isEqualTo("Running");
                containers.put(pod.name(), kubelet.containers(pod.name()));
            }
            Checkpoints kubelets = kubelet.checkpoints();
            kubelet.pause();
            Pod guest = new Pod("guest",
                    "containers: [{name: c, image: \"example.test/busybox:1\", imagePullPolicy: Never,"
                            + " resources: {limits: {cpu: 2, memory: 200Mi}}}]");
            Checkpoints agents = runAgent(minor, kubelet, machine, configuration, kubelets, guest);
            kubelet.resume();
            for (Pod pod : PODS) {
                assertThat(kubelet.awaitDecision(pod.name()).phase()).as(pod.name()).isEqualTo("Running");
                assertThat(kubelet.containers(pod.name())).as(pod.name()).isEqualTo(containers.get(pod.name()));
            }
            assertThat(kubelet.awaitDecision(guest.name()).phase()).isEqualTo("Running");
            kubelet.checkpoints().assertAre(agents, "of the second kubelet");
        }
    }

    private Checkpoints runAgent(String minor, StandaloneKubelet kubelet, Path machine, Path configuration,
            Checkpoints kubelets, Pod guest) throws IOException, InterruptedException {
        try (AgentProcess agent = AgentProcess.start(minor, "safe", Files.createDirectories(folder.resolve("a")),
                new AgentProcess.Places(kubelet.root(), kubelet.root().resolveSibling("manifests"), machine,
                        configuration))) {
            agent.awaitPlugin(PodSequence.GPU);
            agent.awaitPlugin(PodSequence.NIC);
            agent.awaitPlugin(PodSequence.DISK);
            for (Pod pod : PODS) {
                assertThat(agent.awaitDecision(pod.name()).phase()).as(agent.log()).isEqualTo("Running");
            }
            agent.checkpoints().assertAre(kubelets, "of the agent, which says:\n" + agent.log());
            agent.offer(guest);
            assertThat(agent.awaitDecision(guest.name()).phase()).as(agent.log()).isEqualTo("Running");
            return agent.checkpoints();
        }
    }
}
