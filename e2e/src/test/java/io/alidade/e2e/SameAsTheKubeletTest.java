package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.e2e.StandaloneKubelet.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same pods in the same order on the same machine: the running kubelet, `alidade admit` and `alidade agent` leave the same
/// bytes behind.
class SameAsTheKubeletTest {
    private static final List<String> STATES = List.of("cpu_manager_state", "memory_manager_state");
    private static final String DEVICES = "device-plugins/kubelet_internal_checkpoint";
    private static final Pattern DEVICE_ENTRY = Pattern.compile("\\{\"PodUID\".*?\\}.*?\\}");
    private static final Pattern BLOCK = Pattern.compile("\\{\"numaAffinity\"[^}]*\\}");
    private static final Pattern BLOCKS = Pattern.compile(BLOCK + "(," + BLOCK + ")*");
    private static final Pattern CHECKSUM = Pattern.compile("\"(checksum|dataChecksum)\":[0-9]+");
    private static final Pattern ID = Pattern.compile("\"[^\"]*\"");
    private static final Pattern IDS = Pattern.compile("\\[" + ID + "(," + ID + ")*\\]");
    private static final Pattern REGISTERED = Pattern.compile("\"RegisteredDevices\":\\{\"[^\"]+\":\\[([^]]*)");

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
            List<String> refused = new ArrayList<>();
            for (Scenario.Pod pod : scenario.first()) {
                Status status = kubelet.admit(pod.name(), pod.manifest());
                agent.admit(pod);
                if (status.isRefused()) {
                    refused.add(pod.name() + ": " + status.reason().orElseThrow() + " " + status.message().orElse(""));
                }
            }
            assertAdmitAgrees(scenario, kubelet, machine, configuration, refused);
            assertAgentAgrees(scenario, kubelet, agent);
            for (String name : scenario.gone()) {
                kubelet.remove(name);
                agent.remove(name);
            }
            for (Scenario.Pod pod : scenario.second()) {
                kubelet.admit(pod.name(), pod.manifest());
                agent.admit(pod);
            }
            assertAgentAgrees(scenario, kubelet, agent);
        }
    }

    private void assertAdmitAgrees(Scenario scenario, StandaloneKubelet kubelet, Path machine, Path configuration,
            List<String> refused) throws IOException {
        Path state = folder.resolve("admit");
        List<String> arguments = new ArrayList<>(List.of("admit", "--kubelet-version", scenario.minor(), "--node",
                machine.toString(), "--config", configuration.toString(), "--devices",
                Files.writeString(folder.resolve("devices.yaml"), scenario.devices()).toString(), "--save-state",
                state.toString()));
        for (Scenario.Pod pod : scenario.first()) {
            arguments.add(Files.writeString(folder.resolve(pod.name() + ".yaml"), pod.manifest()).toString());
        }
        Finished admit = Finished.alidade(arguments.toArray(String[]::new));
        assertThat(admit.exitCode()).as(admit.out() + admit.err()).isEqualTo(refused.isEmpty() ? 0 : 1);
        for (String file : STATES) {
            assertThat(comparable(scenario, Files.readString(state.resolve(file))))
                    .as("admit, " + file + ", refused were " + refused)
                    .isEqualTo(comparable(scenario, kubelet.checkpoint(file).orElseThrow()));
        }
        assertThat(admit.out().lines().filter(line -> line.startsWith("✘")).count()).as(admit.out())
                .isEqualTo(refused.size());
    }

    private static void assertAgentAgrees(Scenario scenario, StandaloneKubelet kubelet, AgentProcess agent) {
        for (String file : STATES) {
            assertThat(comparable(scenario, agent.checkpoint(file)))
                    .as("agent, " + file + ", which says:\n" + agent.log())
                    .isEqualTo(comparable(scenario, kubelet.checkpoint(file).orElseThrow()));
        }
        String ours = agent.checkpoint(DEVICES);
        String theirs = kubelet.checkpoint(DEVICES).orElseThrow();
        assertThat(devices(ours)).as("agent, devices").isNotEmpty().isEqualTo(devices(theirs));
        assertThat(registered(ours)).isEqualTo(registered(theirs));
    }

    /// The bytes. Only where a container has blocks of several types, the order of those counts for nothing, and with it the
    /// checksums: the kubelet writes them in the order of a Go map, another one each time.
    private static String comparable(Scenario scenario, String text) {
        if (scenario.machine().hugepages2Mi() == 0) {
            return text;
        }
        return BLOCKS.matcher(CHECKSUM.matcher(text.replace("\\\"", "\"")).replaceAll(""))
                .replaceAll(blocks -> String.join(",", sorted(BLOCK, blocks.group())));
    }

    private static List<String> sorted(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    /// Entries and ids in order: the kubelet has none.
    private static List<String> devices(String text) {
        return sorted(DEVICE_ENTRY, IDS.matcher(text)
                .replaceAll(ids -> "[" + String.join(",", sorted(ID, ids.group())) + "]"));
    }

    private static List<String> registered(String text) {
        return REGISTERED.matcher(text).results().flatMap(found -> List.of(found.group(1).split(",", -1)).stream())
                .sorted().toList();
    }
}
