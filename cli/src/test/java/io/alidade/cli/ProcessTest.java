package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command as the process that people start.
class ProcessTest {
    @TempDir
    Path folder = Path.of("");

    /// Output goes to files, so that no pipe can fill up.
    private CliRun start(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = process(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CliRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                        Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    @Test
    void process_whoseReaderIsGone_endsSilently() throws IOException, InterruptedException {
        Samples samples = new Samples(folder);
        Path err = folder.resolve("err");
        Process process = process("admit", "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml"), "-").redirectError(err.toFile()).start();
        // It answers once it has read its input, and then nobody reads the answer.
        process.getInputStream().close();
        try (OutputStream input = process.getOutputStream()) {
            Files.copy(Path.of(samples.path("web.yaml")), input);
        }

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(err)).isEmpty();
        assertThat(process.exitValue()).isEqualTo(141);
    }

    @Test
    void process_foreignLocale_printsUtf8AndTheSameText() throws IOException, InterruptedException {
        Samples samples = new Samples(folder);
        CliRun run = start(Map.of("LC_ALL", "C"), "admit", "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml"), samples.path("web.yaml"));

        assertThat(run).isEqualTo(samples.admit("web.yaml"));
        assertThat(run.out().getBytes(StandardCharsets.UTF_8)).contains("✔".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void process_refusedPod_endsWith1() throws IOException, InterruptedException {
        Samples samples = new Samples(folder);
        CliRun run = start(Map.of(), "admit", "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml"), "-o", "json", samples.path("wide.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("\"reason\": \"TopologyAffinityError\"");
    }

    @Test
    void process_thisMachine_isDiscovered() throws IOException, InterruptedException {
        Samples samples = new Samples(folder);
        samples.write("small.yaml", "{kind: Pod, metadata: {name: small}, spec: {containers: [{name: c}]}}");
        CliRun run = start(Map.of(), "admit", "-o", "json", samples.path("small.yaml"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"admitted\": true");
    }

    @Test
    void process_endlessManifest_endsWith2WithinItsHeap() throws IOException, InterruptedException {
        CliRun run = start(Map.of(), "admit", "--node", new Samples(folder).path("machine.yaml"), "/dev/zero");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("/dev/zero has more than").doesNotContain("Exception");
    }
}
