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

    /// As kubectl takes them; what cannot be added does not hold up the rest.
    private void assertFoldersAreTaken() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("pods/inner"));
        String pod = "{apiVersion: v1, kind: Pod, metadata: {name: NAME}, spec: {containers: [{name: c, image: i}]}}\n";
        Files.writeString(folder.resolve("pods/a.yaml"), pod.replace("NAME", "one") + "---\n"
                + "{apiVersion: v1, kind: List, items: [" + pod.replace("NAME", "two") + "]}\n");
        Files.writeString(inner.resolve("b.yaml"), pod.replace("NAME", "three"));
        CliRun added = pods("add", "-R", "-f", folder.resolve("pods").toString());
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).contains("default/one ", "default/two ", "default/three ");
        Files.writeString(folder.resolve("pods/a.yaml"), pod.replace("NAME", "one").replace("image: i", "image: j"));
        Files.writeString(inner.resolve("b.yaml"), pod.replace("NAME", "four"));
        CliRun second = pods("add", "-Rf", folder.resolve("pods").toString());
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.err()).contains("a pod default/one is here already");
        assertThat(second.out()).contains("default/four ").doesNotContain("default/one ");
        assertThat(pods("remove", "default/two", "-f", folder.resolve("pods/inner/b.yaml").toString()).exitCode())
                .isZero();
        assertThat(pods("list").out()).contains("default/one ", "default/three ").doesNotContain("default/two ",
                "default/four ");
        Files.writeString(folder.resolve("pods/a.yaml"), "kind: Service\napiVersion: v1\n");
        CliRun unread = pods("add", "-f", folder.resolve("pods/inner/b.yaml").toString(), "-f",
                folder.resolve("pods/a.yaml").toString());
        assertThat(unread.exitCode()).isEqualTo(2);
        assertThat(unread.err()).contains("pods/a.yaml:1");
        assertThat(pods("list").out()).doesNotContain("default/four ");
        assertThat(pods("add").err()).contains("no pods are named.");
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
                CliRun gone = pods("why", "wide");
                assertThat(gone.exitCode()).as("kept in the journal").isEqualTo(1);
                assertThat(gone.out()).contains("Resources cannot be allocated with Topology locality");
                assertThat(pods("why", "nobody").exitCode()).isEqualTo(2);
                assertFoldersAreTaken();
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
    void folder_thatIsCalledAsACommand_isTheValueOfAnOption() {
        CliRun run = CliRun.of("agent", "--manifests", "pods", "--node", folder.resolve("none.yaml").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("none.yaml").doesNotContain("expected parameter");
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
