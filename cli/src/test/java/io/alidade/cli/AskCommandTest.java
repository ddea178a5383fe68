package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Questions to an agent that runs in this process.
class AskCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Samples samples;
    private Agent agent;

    @BeforeEach
    void start() throws IOException {
        samples = new Samples(folder);
        agent = DecidingAgent.start(samples, folder.resolve("state"));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private CliRun ask(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ask"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--node-socket", folder.resolve("state/agent.sock").toString()));
        return CliRun.of(command.toArray(String[]::new));
    }

    @Test
    void fit_ofPods_saysWhetherAndWhere() {
        CliRun fits = ask("fit", "-f", samples.path("web.yaml"));
        assertThat(fits.exitCode()).as(fits.err()).isZero();
        assertThat(fits.out()).contains("✔", "web");
        CliRun refused = ask("fit", samples.path("web.yaml"), samples.path("wide.yaml"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("✘", "wide", "TopologyAffinityError");
        assertThat(ask("fit", "-f", samples.path("web.yaml"), "-o", "json").out()).contains("\"AdmissionReport\"");
    }

    @Test
    void copies_ofAShape_areCountedWithWhatTheNextLacks() {
        CliRun run = ask("copies", "--shape", "small:cpu=2,memory=1Gi", "--shape", "cpu=100,memory=1Gi");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.startsWith("small "))).singleElement().asString()
                .containsPattern("small +[1-9][0-9]* +0 +TopologyAffinityError +the whole node");
        assertThat(run.out()).containsPattern("cpu100-memory1gi +0 ");
        assertThat(ask("copies", "--shape", "cpu=2,memory=1Gi", "-o", "yaml").out()).contains("kind: AgentCopiesList");
    }

    @Test
    void blocks_ofAPod_tellWhatIsShortAndWhatWouldDo() {
        CliRun run = ask("blocks", "-f", samples.path("wide.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("wide", "why", "NUMA node");
        assertThat(ask("blocks", "--shape", "cpu=1,memory=1Gi").exitCode()).isZero();
    }

    @Test
    void question_withoutPods_isBadInput() {
        assertThat(ask("fit").err()).contains("no pods are named.");
        assertThat(ask("fit", samples.path("web.yaml"), samples.write("bad.yaml", "{kind: Pod")).err())
                .contains("bad.yaml:1:");
        assertThat(ask("copies", "--shape", "cpu").err()).contains("the shape 'cpu'");
        assertThat(CliRun.of("ask").err()).contains("missing required command: fit, copies, blocks.");
        assertThat(
                CliRun.of("ask", "fit", "--shape", "cpu=1", "--node-socket", folder.resolve("none").toString()).err())
                .contains("no agent answers");
    }
}
