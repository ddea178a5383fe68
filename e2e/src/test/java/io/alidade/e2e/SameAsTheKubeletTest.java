package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.e2e.PodSequence.Step;
import io.alidade.e2e.Scenario.Pod;
import io.alidade.e2e.StandaloneKubelet.Plugin;
import io.alidade.e2e.StandaloneKubelet.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same pods in the same order on the same machine: the running kubelet, `alidade admit` and `alidade agent` leave the same
/// bytes behind.
@Execution(ExecutionMode.CONCURRENT)
class SameAsTheKubeletTest {
    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    static List<Scenario> scenarios() {
        return Scenario.chosen();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void pods_ofARunningKubelet_getTheSameFromAdmitAndAgent(Scenario scenario)
            throws IOException, InterruptedException {
        Path kubeletFolder = Files.createDirectories(folder.resolve("k"));
        Path machine = kubeletFolder.resolve("machine");
        scenario.machine().write(machine);
        Path configuration = Files.writeString(kubeletFolder.resolve("config.yaml"), scenario.configuration());
        Path agentFolder = Files.createDirectories(folder.resolve("a"));
        try (StandaloneKubelet kubelet = StandaloneKubelet.start(scenario.minor(), kubeletFolder, scenario.plugins());
                AgentProcess agent = AgentProcess.start(scenario.minor(), "exact", agentFolder, machine, configuration,
                        scenario.plugins())) {
            List<Pod> arrivals = PodSequence.arrivals(scenario.machine().hugepages2Mi() > 0);
            List<String> refused = new ArrayList<>();
            for (Pod pod : arrivals) {
                Status status = arrive(kubelet, agent, pod);
                if (status.isRefused()) {
                    refused.add(pod.name() + ": " + status.reason().orElseThrow() + " " + status.message().orElse(""));
                }
            }
            Checkpoints theirs = kubelet.checkpoints();
            for (Step step : PodSequence.afterwards(scenario.halfOfTheGpus())) {
                happen(kubelet, agent, step);
            }
            assertAdmitAgrees(scenario, arrivals, theirs, machine, configuration, refused);
        }
    }

    private static void happen(StandaloneKubelet kubelet, AgentProcess agent, Step step)
            throws IOException, InterruptedException {
        switch (step) {
            case Step.Arrives(Pod pod) -> arrive(kubelet, agent, pod);
            case Step.Goes(String name) -> {
                kubelet.remove(name);
                agent.remove(name);
            }
            case Step.Ends(String name) -> {
                if (kubelet.status(name).filter(Status::isRefused).isPresent()) {
                    return;
                }
                kubelet.awaitEnd(name);
                // The agent runs nothing here, and is told.
                agent.remove(name);
            }
            case Step.Tells(String resource, String devices) -> {
                kubelet.tell(resource, devices);
                agent.tell(resource, devices);
            }
            case Step.Leaves(String resource) -> {
                kubelet.endPlugin(resource);
                agent.endPlugin(resource);
            }
        }
    }

    /// A pod arrives: both say the same about it and have the same on disk.
    private static Status arrive(StandaloneKubelet kubelet, AgentProcess agent, Pod pod)
            throws IOException, InterruptedException {
        kubelet.submit(pod.name(), pod.manifest());
        agent.offer(pod);
        Status theirs = kubelet.awaitDecision(pod.name());
        Checkpoints checkpoints = kubelet.checkpoints();
        Status ours = agent.awaitDecision(pod.name());
        assertThat(ours.isRefused()).as("%s: agent %s, kubelet %s", pod.name(), ours, theirs)
                .isEqualTo(theirs.isRefused());
        if (theirs.isRefused()) {
            // Of what has gone meanwhile a kubelet lets go when it gives something, or after seconds.
            assertThat(ours).as(pod.name()).isEqualTo(theirs);
        } else {
            agent.checkpoints().assertAre(checkpoints,
                    "after " + pod.name() + " of the agent, which says:\n" + agent.log());
        }
        return theirs;
    }

    private void assertAdmitAgrees(Scenario scenario, List<Pod> pods, Checkpoints theirs, Path machine,
            Path configuration, List<String> refused) throws IOException {
        Path state = folder.resolve("admit");
        String devices = scenario.plugins().stream().map(Plugin::inventory).collect(Collectors.joining());
        List<String> arguments = new ArrayList<>(List.of("admit", "--kubelet-version", scenario.minor(), "--node",
                machine.toString(), "--config", configuration.toString(), "--devices",
                Files.writeString(folder.resolve("inventory"), devices).toString(), "--save-state",
                state.toString()));
        for (Pod pod : pods) {
            arguments.add(Files.writeString(folder.resolve(pod.name() + ".yaml"), pod.manifest()).toString());
        }
        Finished admit = Finished.alidade(arguments.toArray(String[]::new));
        assertThat(admit.exitCode()).as(admit.out() + admit.err()).isEqualTo(refused.isEmpty() ? 0 : 1);
        Checkpoints.of(file -> readIfThere(state.resolve(file))).assertPlacesAre(theirs,
                "of admit, refused were " + refused);
        assertThat(admit.out().lines().filter(line -> line.startsWith("✘")).count()).as(admit.out())
                .isEqualTo(refused.size());
    }

    private static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notThere) {
            return "";
        }
    }
}
