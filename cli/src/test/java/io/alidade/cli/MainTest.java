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
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                StandardCharsets.UTF_8), errors, environment, Outlets.FILES, ColourOption.When.AUTO),
                "admit", "--node", "-", "pod.yaml");
        errors.flush();
        return new CliRun(exitCode, "", err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"FILE, 70", "PIPE, 141"})
    void answer_thatCannotBeWritten_isNotTakenForDone(Outlets.Outlet outlet, int exitCode) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int symbol) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(new ByteArrayInputStream(new byte[0]),
                new PrintStream(full, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), Map.of(),
                new Outlets(outlet, Outlets.Outlet.FILE, OptionalInt.empty()), ColourOption.When.AUTO);

        assertThat(Main.execute(session, "--version")).isEqualTo(exitCode);
        assertThat(err.size() == 0).isEqualTo(outlet == Outlets.Outlet.PIPE);
    }

    @ParameterizedTest
    @CsvSource({"help admti, admit, alidade", "help topology shwo, show, alidade topology",
        "topology shwo, show, alidade topology", "amdit pod.yaml, admit, alidade"})
    void command_unknown_isAnsweredByTheNearest(String arguments, String nearest, String above) {
        CliRun run = CliRun.of(arguments.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("alidade: unknown command '")
                .contains("\nMaybe " + nearest).endsWith(" is meant. See " + above + " --help.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admit", "topology", "topology show", "help", "completion"})
    void help_ofACommand_isItsOwnHelp(String command) {
        assertThat(CliRun.of(("help " + command).split(" ", -1))).isEqualTo(
                CliRun.of((command + " --help").split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({"--color always --help, true", "--color=always topology --help, true",
        "help topology --color always, true",
        "topology show --help --color always, true", "--color always nosuch, true", "--color never --help, false",
        "--color auto --help, false", "--help, false"})
    void colour_ofHelpAndComplaints_isAsAsked(String arguments, boolean coloured) {
        CliRun run = CliRun.of(arguments.split(" ", -1));

        assertThat(run.out().contains("\u001b[")).isEqualTo(coloured && run.exitCode() == 0);
    }

    @Test
    void colour_neverOnATerminal_andAlwaysWithNoColor_isAsTheOptionSays() {
        assertThat(CliRun.of(CliRun.Surroundings.terminal(Map.of("TERM", "xterm")), "--color", "never", "--help").out())
                .doesNotContain("\u001b[");
        assertThat(
                CliRun.of(CliRun.Surroundings.terminal(Map.of("NO_COLOR", "1")), "--color", "always", "--help").out())
                .contains("\u001b[");
    }

    @Test
    void colour_unknownWord_isRefusedWithTheKnown() {
        CliRun run = CliRun.of("admit", "--color", "sometimes", "pod.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--color", "'sometimes' is not auto, always or never");
    }

    @ParameterizedTest
    @CsvSource({"'', 132, 132", "70, 132, 70", "x, 132, 132", "0, 132, 132", "'', 0, 80", "9999, 0, 1000"})
    void columns_areThoseOfTheVariableElseOfTheTerminal(String variable, int terminal, int columns) {
        Session session = new Session(InputStream.nullInputStream(), System.out, System.err,
                Map.of("COLUMNS", variable),
                new Outlets(Outlets.Outlet.TERMINAL, Outlets.Outlet.FILE, Outlets.columns(Integer.toString(terminal))),
                ColourOption.When.AUTO);

        assertThat(session.style().columns()).isEqualTo(columns);
    }
}
