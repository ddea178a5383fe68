package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.e2e.Scenario.Pod;
import io.alidade.e2e.StandaloneKubelet.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A shadow beside a kubelet that gets pods as a seed brings them: it agrees with every decision. `-Dalidade.e2e.pods=200` brings
/// more of them, `-Dalidade.seed=SEED` others.
@Execution(ExecutionMode.CONCURRENT)
class ShadowTest {
    private static final System.Logger LOG = System.getLogger(ShadowTest.class.getName());
    private static final int PODS = Integer.getInteger("alidade.e2e.pods", 20);
    private static final long SEED = Long.getLong("alidade.seed", 14);

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    /// Every machine once; with `-Dalidade.e2e=all` all of them with all.
    static List<Scenario> scenarios() {
        boolean all = "all".equals(System.getProperty("alidade.e2e"));
        return Scenario.chosen().stream()
                .filter(scenario -> all || !System.getProperty("alidade.e2e", "").isEmpty()
                        || (Scenario.MACHINES.indexOf(scenario.machine()) % 2 == 0) == scenario.minor().equals("1.36"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shadow_besideAKubelet_agreesWithEveryDecision(Scenario scenario) throws IOException, InterruptedException {
        Path kubeletFolder = Files.createDirectories(folder.resolve("k"));
        Path machine = kubeletFolder.resolve("machine");
        scenario.machine().write(machine);
        Files.writeString(kubeletFolder.resolve("config.yaml"), scenario.configuration());
        RandomPods pods = new RandomPods(SEED, scenario.machine().hugepages2Mi() > 0);
        try (StandaloneKubelet kubelet = StandaloneKubelet.start(scenario.minor(), kubeletFolder, scenario.plugins());
                ShadowProcess shadow = ShadowProcess.start(folder.resolve("s"), kubelet, kubelet.address(),
                        Optional.of(machine))) {
            List<String> running = new ArrayList<>();
            int refused = 0;
            for (int number = 0; number < PODS; number++) {
                Pod pod = pods.next();
                Status status = kubelet.admit(pod.name(), pod.manifest());
                shadow.awaitVerdict(pod.name());
                if (status.isRefused()) {
                    refused++;
                    kubelet.remove(pod.name());
                } else {
                    running.add(pod.name());
                }
                for (String name : pods.leaving(running)) {
                    kubelet.remove(name);
                    running.remove(name);
                }
            }
            LOG.log(System.Logger.Level.INFO, "{0}: {1} pods, {2} refused, {3} compared, {4} disagreements, {5} MiB",
                    scenario, PODS, refused, shadow.decisions(), shadow.disagreements(), shadow.residentMebibytes());
            assertThat(shadow.disagreements()).as(shadow.log()).isZero();
            assertThat(shadow.decisions()).as(shadow.log()).isEqualTo(PODS);
            assertThat(refused).isPositive();
            assertThat(shadow.files()).isEmpty();
        }
    }

    /// What the kubelet is made to say of one pod is another answer than Alidade's: that is seen, and can be replayed. A real
    /// refusal is explained within a second, also at an API server.
    @Test
    void shadow_ofAnAnswerThatIsChanged_writesDownWhatCanBeReplayed() throws Exception {
        Scenario scenario = new Scenario("1.36", Scenario.MACHINES.getFirst(), "single-numa-node", "container");
        Path kubeletFolder = Files.createDirectories(folder.resolve("k"));
        Path machine = kubeletFolder.resolve("machine");
        scenario.machine().write(machine);
        Files.writeString(kubeletFolder.resolve("config.yaml"), scenario.configuration());
        Path token = Files.writeString(folder.resolve("token"), "token\n");
        Files.createDirectories(folder.resolve("c"));
        try (ControlPlane cluster = new ControlPlane(folder.resolve("c"));
                StandaloneKubelet kubelet = StandaloneKubelet.start(scenario.minor(), kubeletFolder,
                        scenario.plugins());
                ChangedAnswers answers = new ChangedAnswers(kubelet.address(), "changed-n1");
                ShadowProcess shadow = ShadowProcess.start(folder.resolve("s"), kubelet, answers.address(),
                        Optional.of(machine), "--api-server", cluster.address(), "--api-server-token",
                        token.toString(), "--api-server-ca", cluster.certificates().toString())) {
            for (Pod pod : PodSequence.arrivals(false).subList(0, 4)) {
                kubelet.admit(pod.name(), pod.manifest());
                assertThat(shadow.awaitVerdict(pod.name()).string("verdict")).contains("agreed");
            }
            Pod changed = new Pod("changed", "containers:\n- {name: c, image: \"example.test/busybox:1\","
                    + " imagePullPolicy: Never, resources: {limits: {cpu: 1, memory: 100Mi, example.test/gpu: 1}}}\n");
            assertThat(kubelet.admit(changed.name(), changed.manifest()).isRefused()).isFalse();
            assertThat(shadow.awaitVerdict(changed.name()).string("verdict")).contains("disagreed");

            assertThat(shadow.metrics()).contains("alidade_shadow_disagreements_total 1.0");
            assertThat(shadow.files()).singleElement().satisfies(file -> {
                Finished replay = Finished.alidade("conformance", file.toString());
                assertThat(replay.exitCode()).as(replay.err()).isEqualTo(1);
                assertThat(replay.out()).contains("step 1 (admit uid-changed)", "recorded false", "decided  true",
                        "conformance: 1 scenarios, 1 steps, 1 mismatches");
            });
            assertRefusalIsExplained(kubelet, shadow, cluster);
        }
    }

    private static void assertRefusalIsExplained(StandaloneKubelet kubelet, ShadowProcess shadow, ControlPlane cluster)
            throws IOException, InterruptedException {
        Pod large = new Pod("large", "containers:\n- {name: c, image: \"example.test/busybox:1\","
                + " imagePullPolicy: Never, resources: {limits: {cpu: 11, memory: 100Mi}}}\n");
        Status status = kubelet.admit(large.name(), large.manifest());
        assertThat(status.reason()).contains("TopologyAffinityError");
        assertThat(shadow.awaitVerdict(large.name()).string("verdict")).contains("agreed");
        shadow.await("an explanation", () -> shadow.log().contains(" refusal-explained pod=default/large-n1 "));
        // First that it is refused, then why: all the log has of it.
        assertThat(shadow.log().lines().filter(line -> line.contains(" pod=default/large-n1 ")).toList())
                .satisfiesExactly(decided -> assertThat(decided).contains("decision-agreed"),
                        explained -> assertThat(explained).contains("refusal-explained", "NUMA node", "change="));
        List<String> messages = new ArrayList<>();
        for (int tries = 0; messages.isEmpty() && tries < 100; tries++) {
            Thread.sleep(100);
            cluster.items("/api/v1/namespaces/default/events").stream()
                    .filter(event -> event.string("reason").orElse("").equals("PlacementExplained"))
                    .forEach(event -> messages.add(event.string("message").orElse("")));
        }
        assertThat(messages).as(shadow.log()).anyMatch(message -> message.contains("NUMA node")
                && message.contains("It would be admitted with this change"));
        Finished ask = Finished.alidade("ask", "copies", "--shape", "cpu=1,memory=100Mi", "--node-socket",
                shadow.socket().toString());
        assertThat(ask.exitCode()).as(ask.out() + ask.err()).isZero();
    }
}
