package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Commands that take longer than anybody waits, as real processes: they say how far they are, and Ctrl-C ends them with what
/// is known.
class LongRunProcessTest {
    private static final String ESTIMATE = "s left; Ctrl-C shows what is known";
    private static final long LONGEST_SECONDS = 120;

    @TempDir
    Path folder = Path.of("");

    private Samples samples;

    @BeforeEach
    void write() throws IOException {
        samples = new Samples(folder);
        samples.write("fleet.yaml", """
                kind: Fleet
                pools:
                - {name: a, count: 40, machine: machine.yaml, config: kubelet.yaml}
                """);
        samples.write("workload.yaml", """
                kind: Workload
                shapes:
                - {name: s, requests: {cpu: 2, memory: 1Gi}, weight: 1, lifetime: {median: 1h, p95: 4h}}
                generator: {pods: 50000000, duration: 36500d}
                """);
    }

    /// @param words   of the command, which would take hours; `FOLDER` stands for where the files are
    /// @param unit    what it counts
    /// @param partial what an answer says that was cut short
    record Endless(List<String> words, String unit, String partial) {}

    static Stream<Endless> endless() {
        return Stream.of(
                new Endless(List.of("fleet", "FOLDER/fleet.yaml", "FOLDER/workload.yaml", "--policy", "none"),
                        "pods replayed", "none runs "),
                new Endless(List.of("fleet", "plan", "FOLDER/fleet.yaml", "FOLDER/workload.yaml", "--to", "none"),
                        "pods replayed", "# Roll-out of none"),
                new Endless(
                        List.of("measure", "--block", "4Mi", "--what", "read", "--rounds", "1000", "--time", "80000"),
                        "measurements", "Counted by the kernel"),
                new Endless(List.of("measure", "--cpu", "1", "--rounds", "1000", "--", "sleep", "0.2"), "runs",
                        "Counted by the kernel"),
                new Endless(List.of("capacity", "--node", "FOLDER/machine.yaml", "--config", "FOLDER/kubelet.yaml",
                        "--shape", "a:cpu=1,memory=1Gi", "--shape", "b:cpu=3,memory=1Gi", "--orders", "10000"),
                        "orders of arrival", "copies that fit"));
    }

    /// @param terminals which of the descriptors 1 and 2 are one, as the launcher finds out
    private List<String> command(Endless endless, String terminals) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Dalidade.terminals=" + terminals, "-cp",
                        System.getProperty("java.class.path"), Main.class.getName()));
        endless.words().forEach(word -> command.add(word.replace("FOLDER", folder.toString())));
        return command;
    }

    @ParameterizedTest
    @MethodSource("endless")
    void terminal_showsHowFarItIs_andInterruptEndsItWithAnAnswer(Endless endless)
            throws IOException, InterruptedException {
        Process terminal = onTerminal(command(endless, "12"), "");
        try (InputStream screen = terminal.getInputStream()) {
            String before = until(screen, ESTIMATE);
            assertThat(before).containsPattern("[0-9]+ of [0-9]+ " + endless.unit() + ", about [0-9]+ s left");
            interrupt(terminal);
            String after = new String(screen.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(terminal.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(after).contains(endless.partial());
            assertThat(after.substring(after.indexOf(endless.partial()))).doesNotContain(endless.unit() + ", about");
            assertThat(terminal.exitValue()).isEqualTo(ExitCodes.INTERRUPTED);
        } finally {
            end(terminal);
        }
    }

    @Test
    void file_getsTheAnswerAlone() throws IOException, InterruptedException {
        Path answer = folder.resolve("answer");
        Process terminal = onTerminal(command(endless().findFirst().orElseThrow(), "2"), " >'" + answer + "'");
        try (InputStream screen = terminal.getInputStream()) {
            until(screen, ESTIMATE);
            interrupt(terminal);
            screen.readAllBytes();
            assertThat(terminal.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(answer)).contains("none runs ").doesNotContain("Ctrl-C");
        } finally {
            end(terminal);
        }
    }

    /// `script` gives it a terminal, and ends as it ends. Where the tests run in the background of a shell, interrupts are
    /// ignored from there on.
    private static Process onTerminal(List<String> command, String redirection) throws IOException {
        String line = String.join(" ", command.stream().map(word -> "'" + word + "'").toList());
        Process script = new ProcessBuilder("env", "--default-signal=INT", "script", "-qec",
                "exec " + line + redirection,
                "/dev/null")
                .redirectErrorStream(true).start();
        script.getOutputStream().close();
        return script;
    }

    private static String until(InputStream screen, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int letter = screen.read();
            assertThat(letter).as(seen.toString()).isNotNegative();
            seen.append((char) letter);
        }
        return seen.toString();
    }

    private static void interrupt(Process terminal) throws IOException, InterruptedException {
        ProcessHandle alidade = terminal.descendants().filter(child -> child.info().command()
                .filter(program -> program.endsWith("/java")).isPresent()).findFirst().orElseThrow();
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(alidade.pid())).start().waitFor()).isZero();
    }

    private static void end(Process terminal) {
        terminal.descendants().forEach(ProcessHandle::destroyForcibly);
        terminal.destroyForcibly();
    }
}
