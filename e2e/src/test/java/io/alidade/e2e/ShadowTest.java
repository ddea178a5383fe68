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
}
