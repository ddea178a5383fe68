package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent as the process that people start, and the commands that speak with it.
class AgentCommandTest {
    @TempDir
    Path folder = Path.of("");

    private CliRun pods(String... arguments) {
        List<String> command = new ArrayList<>(List.of("agent", "pods"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--node-socket", folder.resolve("state/agent.sock").toString()));
        return CliRun.of(command.toArray(String[]::new));
    }

    private Process start(Samples samples) throws IOException, InterruptedException {
        Path manifests = Files.createDirectories(folder.resolve("manifests"));
        Process process = new ProcessBuilder(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                        "-Xmx256m", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "agent",
                        "--enforce=false", "--node", samples.path("machine.yaml"), "--config",
                        samples.path("kubelet.yaml"), "--state", folder.resolve("state").toString(), "--manifests",
                        manifests.toString()))
                .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile()).start();
        for (int tries = 0; tries < 1_500 && pods("list").exitCode() != 0; tries++) {
            assertThat(process.isAlive()).as(Files.readString(folder.resolve("err"))).isTrue();
            Thread.sleep(20);
        }
        return process;
    }

    /// The list without what a restart changes: since when, and that it was one.
    private static String kept(CliRun list) {
        return list.out().lines()
                .filter(line -> !line.contains("\"since\"") && !line.contains("the pod is admitted again"))
                .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void agent_thatIsStoppedAndStarted_keepsItsPodsAndPrintsNothingElse() throws Exception {
        Samples samples = new Samples(folder);
        Process first = start(samples);
        try {
            CliRun added = pods("add", samples.path("web.yaml"));
            assertThat(added.exitCode()).as(added.err()).isZero();
            CliRun refused = pods("add", samples.path("wide.yaml"));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.out()).contains("TopologyAffinityError");
            CliRun why = pods("why", "wide");
            assertThat(why.exitCode()).isEqualTo(1);
            assertThat(why.out()).contains("Resources cannot be allocated with Topology locality");
            CliRun before = pods("list", "-o", "json");
            first.destroy();
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            Process second = start(samples);
            try {
                CliRun after = pods("list", "-o", "json");
                assertThat(kept(after)).isEqualTo(kept(before));
                assertThat(after.out()).contains("the pod is admitted again on what it holds");
                assertThat(pods("remove", "wide").exitCode()).isZero();
                assertThat(pods("why", "wide").exitCode()).isEqualTo(2);
            } finally {
                second.destroy();
                assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            first.destroyForcibly();
        }
        assertThat(folder.resolve("out")).isEmptyFile();
    }

    @Test
    void command_withoutAnAgent_saysSoWithACure() {
        CliRun run = pods("list");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("alidade: no agent answers on " + folder.resolve("state/agent.sock"))
                .contains("--node-socket");
    }

    @Test
    void settings_withAFieldThatIsNone_areRefusedWithItsPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"),
                "apiVersion: alidade.io/v1\nkind: AgentConfiguration\nmanifest: pods\n");
        CliRun run = CliRun.of("agent", "--agent-config", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(file + ":3:", "there is no setting 'manifest'.");
    }
}
