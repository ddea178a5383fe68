package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer says which machine, which kubelet and which policies it is about.
class NamedAnswersTest {
    private static final String POLICIES = "Topology Manager single-numa-node, scope container · CPU Manager static"
            + " · Memory Manager Static";

    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
        samples.write("machine.yaml", "name: worker-7\n" + Samples.MACHINE);
    }

    /// A command on the machine.
    private CliRun run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--node", samples.path("machine.yaml")));
        arguments.addAll(List.of(more));
        return CliRun.of(arguments.toArray(String[]::new));
    }

    private static String unwrapped(String text) {
        return text.replaceAll("\\n +", " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admit", "explain"})
    void answers_aboutPods_nameAllThree(String command) {
        String config = samples.path("kubelet.yaml");

        assertThat(unwrapped(run(command, "--config", config, samples.path("web.yaml")).out()))
                .startsWith("worker-7 · kubelet 1.36 · " + POLICIES);
        assertThat(run(command, "--config", config, "-o", "json", samples.path("web.yaml")).out()).contains(
                "\"machine\": \"worker-7\"", "\"kubeletVersion\": \"1.36\"", "\"topology\": \"single-numa-node\"",
                "\"cpu\": \"static\"", "\"memory\": \"Static\"");
    }

    @Test
    void otherAnswers_nameWhatTheyAreAbout() {
        String config = samples.path("kubelet.yaml");

        assertThat(run("advise", samples.path("web.yaml")).out()).startsWith("# worker-7 · kubelet 1.36 · ");
        assertThat(run("advise", "-o", "json", samples.path("web.yaml")).out())
                .contains("\"machine\": \"worker-7\"", "\"kubeletVersion\": \"1.36\"");
        assertThat(run("lint", config).out()).contains(", for kubelet 1.36 on worker-7: ");
        assertThat(run("lint", "-o", "json", config).out())
                .contains("\"machine\": \"worker-7\"", "\"kubeletVersion\": \"1.36\"");
        assertThat(unwrapped(run("compare", config, config, samples.path("web.yaml")).out()))
                .contains("kubelet.yaml · kubelet 1.36", POLICIES, "worker-7: no difference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.svg", "node.html"})
    void pictures_nameAllThree(String name) throws IOException {
        Path file = folder.resolve(name);
        run("admit", "--config", samples.path("kubelet.yaml"), "--picture", file.toString(), samples.path("web.yaml"));

        assertThat(Files.readString(file)).contains("worker-7", "kubelet 1.36 · Topology Manager single-numa-node");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admit", "explain", "advise"})
    void machine_thatWasForgotten_isAnnounced(String command) {
        CliRun run = CliRun.of(command, "-o", "json", samples.path("web.yaml"));

        assertThat(run.err()).containsPattern(
                "alidade: no --node: the machine is the one that this runs on, with \\d+ CPUs? on \\d+ NUMA nodes?\\.\n");
        assertThat(run.out()).startsWith("{").contains("\"machine\": \"this machine\"");
        assertThat(run(command, samples.path("web.yaml")).err()).doesNotContain("--node");
    }

    @Test
    void machine_withoutAName_isCalledAfterItsFile() {
        samples.write("machine.yaml", Samples.MACHINE);

        assertThat(run("admit", samples.path("web.yaml")).out())
                .startsWith("machine file " + samples.path("machine.yaml") + " · kubelet 1.36");
    }

    /// The name in the machine file is the node's, and without one it is its label.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: worker-7                                   | worker-7
            labels: {kubernetes.io/hostname: worker-7}       | worker-7
            """)
    void name_ofTheMachineFile_isTheNodes(String line, String name) {
        samples.write("machine.yaml", line + "\n" + Samples.MACHINE);
        samples.write("here.yaml", Samples.WEB.replace("spec:", "spec:\n  nodeName: " + name));
        samples.write("there.yaml", Samples.WEB.replace("spec:", "spec:\n  nodeName: other"));

        assertThat(run("admit", samples.path("here.yaml")).out()).startsWith(name).contains("· admitted")
                .doesNotContain("the node's name is not known");
        assertThat(run("admit", samples.path("there.yaml")).out()).contains("refused: NodeName");
        assertThat(CliRun.of("topology", "convert", "--to", "machine-file", "--node", samples.path("machine.yaml"))
                .out()).contains("name: " + name + "\n");
    }
}
