package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.testkit.ExternalTool;
import io.alidade.wire.podresources.AllocatableResourcesRequest;
import io.alidade.wire.podresources.GetPodResourcesRequest;
import io.alidade.wire.podresources.ListPodResourcesRequest;
import io.alidade.wire.podresources.PodResourcesListerGrpc;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same pods and the same questions: the running kubelet and `alidade agent` count the same under the same names.
class SameMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    /// One kubelet with each scope; with `-Dalidade.e2e=all` both with both. By pod whole cores are given.
    static List<Scenario> scenarios() {
        List<Scenario> scenarios = new ArrayList<>();
        boolean all = "all".equals(System.getProperty("alidade.e2e"));
        for (String minor : Scenario.MINORS) {
            for (String scope : List.of("container", "pod")) {
                if (all || minor.equals("1.36") == scope.equals("container")) {
                    scenarios.add(new Scenario(minor, Scenario.MACHINES.get(2), "single-numa-node", scope));
                }
            }
        }
        return scenarios;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void load_onARunningKubelet_isCountedTheSameByTheAgent(Scenario scenario) throws IOException, InterruptedException {
        Path kubeletFolder = Files.createDirectories(folder.resolve("k"));
        Path machine = kubeletFolder.resolve("machine");
        scenario.machine().write(machine);
        boolean wholeCores = scenario.scope().equals("pod");
        Path configuration = Files.writeString(kubeletFolder.resolve("config.yaml"), scenario.configuration() + """
                cpuManagerReconcilePeriod: 1s
                featureGates: {PodLevelResourceManagers: true}
                """ + (wholeCores ? "cpuManagerPolicyOptions: {full-pcpus-only: \"true\"}\n" : ""));
        Path agentFolder = Files.createDirectories(folder.resolve("a"));
        try (StandaloneKubelet kubelet = StandaloneKubelet.start(scenario.minor(), kubeletFolder, scenario.plugins());
                AgentProcess agent = AgentProcess.start(scenario.minor(), "exact", agentFolder, machine, configuration,
                        scenario.plugins())) {
            assertSame("at the start", kubelet, agent);
            admit(PodSequence.arrivals(false).stream().filter(pod -> !pod.name().equals("brief")).toList(), kubelet,
                    agent);
            ask(kubelet.root().resolve("pod-resources/kubelet.sock"));
            ask(agent.podResources());
            assertSame("with pods", kubelet, agent);
            for (String name : List.of("small", "pair")) {
                kubelet.remove(name);
                agent.remove(name);
            }
            assertSame("when some are gone", kubelet, agent);
            admit(PodSequence.returns(), kubelet, agent);
            assertSame("with others", kubelet, agent);
            if (ExternalTool.areThere("promtool")) {
                assertThat(complaints(agentFolder.resolve("metrics"), agent.metrics()))
                        .isEqualTo(complaints(kubeletFolder.resolve("metrics"), kubelet.metrics())).isNotEmpty();
            }
        }
    }

    /// What promtool has to say about metrics of this field, and about those of Alidade's own.
    private static SortedSet<String> complaints(Path file, String metrics) throws IOException {
        Files.writeString(file, metrics);
        Finished check = Finished.of(new ProcessBuilder("promtool", "check", "metrics").redirectInput(file.toFile()));
        return (check.out() + check.err()).lines().filter(line -> MetricsText.isOfThisField(line.split(" ", 2)[0])
                || line.startsWith("alidade_")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void admit(List<Scenario.Pod> pods, StandaloneKubelet kubelet, AgentProcess agent)
            throws IOException, InterruptedException {
        for (Scenario.Pod pod : pods) {
            kubelet.admit(pod.name(), pod.manifest());
            agent.admit(pod);
        }
    }

    /// A kubelet takes back what pods held some time after they are gone.
    private static void assertSame(String when, StandaloneKubelet kubelet, AgentProcess agent)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        MetricsText theirs = MetricsText.parse(kubelet.metrics()).withoutTimes();
        MetricsText ours = MetricsText.parse(agent.metrics()).withoutTimes();
        while (!ours.equals(theirs) && System.nanoTime() < end) {
            Thread.sleep(200);
            theirs = MetricsText.parse(kubelet.metrics()).withoutTimes();
            ours = MetricsText.parse(agent.metrics()).withoutTimes();
        }
        assertThat(ours.toString()).as(when).isEqualTo(theirs.toString());
        assertThat(ours.values()).isNotEmpty();
    }

    private static void ask(Path socket) {
        try (GrpcSockets sockets = new GrpcSockets(16 << 20)) {
            ManagedChannel channel = sockets.channel(socket);
            var calls = PodResourcesListerGrpc.newBlockingStub(channel);
            assertThat(calls.list(ListPodResourcesRequest.getDefaultInstance()).getPodResourcesCount()).isPositive();
            assertThat(calls.getAllocatableResources(AllocatableResourcesRequest.getDefaultInstance()).getCpuIdsCount())
                    .isPositive();
            assertThatThrownBy(() -> calls.get(GetPodResourcesRequest.newBuilder().setPodNamespace("default")
                    .setPodName("nobody").build())).hasMessageContaining("not found");
            channel.shutdownNow();
        }
    }
}
