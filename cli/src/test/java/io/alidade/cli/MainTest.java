package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "admit --help", "explain --help", "completion --help", "help admit",
        "conformance --help", "bench --help", "verify --help", "lint --help", "advise --help", "compare --help",
        "topology --help", "topology show --help", "topology capture --help", "topology convert --help",
        "topology labels --help", "help topology"})
    void help_everyCommand_hasAnExampleAndFitsTheScreen(String arguments) {
        CliRun run = CliRun.of(arguments.split(" ", -1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: alidade", "Example", "  alidade ".stripLeading());
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void summaries_ofTheListOfCommands_areTheirDescriptions() {
        Session session = Session.ofProcess();
        Map<String, CommandLine> commands = Alidade.commandLine(session, new Problems(session)).getSubcommands();

        assertThat(commands.keySet())
                .containsExactlyElementsOf(Commands.ALL.stream().map(Commands.Entry::name).toList());
        for (Commands.Entry entry : Commands.ALL) {
            UsageMessageSpec usage = Optional.ofNullable(commands.get(entry.name())).orElseThrow().getCommandSpec()
                    .usageMessage();
            assertThat(usage.header().length > 0 ? usage.header() : usage.description()).as(entry.name())
                    .containsExactly(entry.summary());
        }
    }

    @Test
    void version_listsTheKubeletProfiles() {
        CliRun run = CliRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("alidade ", "kubelet 1.36 (as v1.36.3)\n", "kubelet 1.37 (as v1.37.2)\n");
    }

    @Test
    void noArguments_showUsageOnStandardError() {
        CliRun run = CliRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: alidade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completion", "completion bash", "completion zsh"})
    void completion_isAScriptThatKnowsTheOptions(String arguments) {
        CliRun run = CliRun.of(arguments.split(" ", -1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("--kubelet-dir",
                "complete -F _complete_alidade");
    }

    @Test
    void internalError_isOneMessageWithoutStackTraceUnlessWanted() {
        CliRun quiet = failing(Map.of());
        assertThat(quiet.exitCode()).isEqualTo(70);
        assertThat(quiet.err()).startsWith("alidade: internal error: ").contains("ALIDADE_DEBUG=1")
                .doesNotContain("\tat ");
        assertThat(failing(Map.of("ALIDADE_DEBUG", "1")).err()).contains("\tat io.alidade");
    }

    /// Standard input that fails as no input does.
    private static CliRun failing(Map<String, String> environment) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("broken\non two lines");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return read();
            }
        };
        PrintStream errors = new PrintStream(err, false, StandardCharsets.UTF_8);
        int exitCode = Main.execute(new Session(broken, new PrintStream(OutputStream.nullOutputStream(), false,
                StandardCharsets.UTF_8), errors, environment, false), "admit", "--node", "-", "pod.yaml");
        errors.flush();
        return new CliRun(exitCode, "", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void answer_thatCannotBeWritten_isNotTakenForDone() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int symbol) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        int exitCode = Main.execute(new Session(new ByteArrayInputStream(new byte[0]),
                new PrintStream(full, false, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), Map.of(), false),
                "--version");

        assertThat(exitCode).isEqualTo(70);
    }
}
