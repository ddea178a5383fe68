package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private static final String MACHINE = "examples/machines/gpu-server.yaml";
    private static final String CONFIG = "examples/kubelet/single-numa-node.yaml";

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void aNodeWithPods() {
        CliRun admitted = CliRun.of("admit", "--node", MACHINE, "--config", CONFIG, "--save-state",
                folder.resolve("state").toString(), "examples/pods/training.yaml");
        assertThat(admitted.exitCode()).as(admitted.err()).isZero();
    }

    private String page(String... more) {
        List<String> words = new ArrayList<>(List.of("report", "--node", MACHINE, "--config", CONFIG, "--state",
                folder.resolve("state").toString()));
        words.addAll(List.of(more));
        CliRun run = CliRun.of(words.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void report_ofANode_hasAllThatIsKnownAndNothingFromElsewhere() {
        String page = page("--from-events", "examples/journal/events.json");

        assertThat(page).startsWith("<!DOCTYPE html>")
                .contains("gpu-server · kubelet 1.36", "128 CPUs on 2 NUMA nodes, 1 pod",
                        "<h2>Machine</h2>", "<h2>Pods</h2>", "1-8,65-72", "gpu-3", "<h2>Configuration</h2>",
                        "single-numa-node",
                        "<h2>Lint</h2>", "<h2>Refusals</h2>", "A storm: ml/serve was refused 5 times", "web/db-0")
                .doesNotContain("<script", "<h2>Containers</h2>", "src=", "href=", "@import");
    }

    @Test
    void report_anonymised_namesNobody() {
        String page = page("--from-events", "examples/journal/events.json", "--anonymise");

        assertThat(page).contains("node-", "namespace-", "pod-", "container-", "device-", "1-8,65-72", "nvidia.com/gpu",
                "TopologyAffinityError", "are replaced.")
                .doesNotContain("gpu-server", "training", "trainer", "serve-5d9c7b8f6", "web/db-0", "gpu-3", "mlx5_0",
                        folder.toString(), "examples/");
    }

    @Test
    void report_belowARoot_looksAtItsContainers() throws IOException {
        Samples samples = new Samples(folder);
        String[] words = {"report", "--node", samples.path("machine.yaml"), "--config", samples.path("kubelet.yaml"),
            "--root", "examples/nodes/drifted", "--state", "examples/nodes/drifted/var/lib/kubelet"};
        CliRun run = CliRun.of(words);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("<h2>Containers</h2>", "shop/web-6f9d", "nginx", "cpuset-drift", "containerd");

        List<String> anonymous = new ArrayList<>(List.of(words));
        anonymous.add("--anonymise");
        String page = CliRun.of(anonymous.toArray(String[]::new)).out();
        assertThat(page).contains("cpuset-drift", "process-1", "/etc/systemd/system.conf").doesNotContain("shop",
                "web-6f9d", "nginx",
                "postgres", "containerd", "0d4e7a52", "pg-0");
    }

    @Test
    void report_ofAnAgentsNode_callsPodsAsTheAgentDoes() throws IOException {
        Samples samples = new Samples(folder);
        Path state = folder.resolve("agent");
        String socket = state.resolve("agent.sock").toString();
        List<String> words = List.of("report", "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml"), "--state", state.toString());
        try (Agent _ = DecidingAgent.start(samples, state)) {
            CliRun added = CliRun.of("agent", "pods", "add", samples.path("web.yaml"), "--node-socket", socket);
            assertThat(added.exitCode()).as(added.err()).isZero();

            assertThat(run(words).out()).contains("1 pod with").doesNotContain("default/web");
            assertThat(run(words, "--names-from", socket).out()).contains("default/web");
            assertThat(run(words, "--names-from", socket, "--anonymise").out()).contains("namespace-1/pod-1")
                    .doesNotContain("default/web", "web");
        }
        assertThat(CliRun.of(with(words, "--names-from", socket)).err()).contains(socket);
    }

    private static CliRun run(List<String> words, String... more) {
        CliRun run = CliRun.of(with(words, more));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private static String[] with(List<String> words, String... more) {
        return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void report_ofAKubeletThatDoesNotStart_saysWhyAndShowsTheMachine() throws IOException {
        Path config = Files.writeString(folder.resolve("bad.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                """);
        CliRun run = CliRun.of("report", "--node", MACHINE, "--config", config.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("the kubelet does not start", "The kubelet does not start: ", "<svg ");
    }
}
