package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.cli.CompletedCommand.Kind;
import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Asks the shells themselves what they offer.
class CompletionTest {
    enum Shell { bash, zsh, fish }

    @TempDir
    Path folder = Path.of("");

    private Path script(Shell shell) throws IOException {
        CliRun run = CliRun.of("completion", shell.name());
        assertThat(run.exitCode()).isZero();
        return Files.writeString(folder.resolve("script"), run.out());
    }

    /// What a shell offers for the last of the words, in a folder with a file, a folder and a file in it.
    private List<String> offered(Shell shell, String... words) throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere(shell.name()));
        Path script = script(shell);
        String asking = "complete." + shell;
        try (InputStream resource = Objects.requireNonNull(CompletionTest.class.getResourceAsStream(asking))) {
            Files.write(folder.resolve(asking), resource.readAllBytes());
        }
        Path work = Files.createDirectories(folder.resolve("work"));
        Files.writeString(work.resolve("pod.yaml"), "");
        Files.createDirectories(work.resolve("state"));
        List<String> command = new ArrayList<>(switch (shell) {
            case bash -> List.of("bash", "--norc");
            case zsh -> List.of("zsh", "-f");
            case fish -> List.of("fish", "--no-config");
        });
        command.addAll(List.of(folder.resolve(asking).toString(), script.toString(), "alidade"));
        command.addAll(List.of(words));
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8).lines().filter(line -> !line.isEmpty())
                .map(line -> line.replaceFirst("\t.*", "").replaceFirst("/$", "")).sorted().toList();
    }

    /// A `_` stands for the word that is empty, `*` for all commands.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            _                             | *
            adm                           | admit
            --color never adm             | admit
            topology _                    | capture convert labels show
            topology show --color a       | always auto
            help _                        | *
            help topology c               | capture convert
            admit -f _                    | pod.yaml state
            admit -o _                    | json table yaml
            admit --output _              | json table yaml
            topology convert --output _   | json yaml
            lint -o s                     | sarif
            advise --goal _               | density latency throughput
            completion _                  | bash fish kubectl zsh
            admit --what                  |
            explain --what                | --what-if
            admit --node _                | pod.yaml state
            admit --state _               | state
            admit --output json _         | pod.yaml state
            compare pod.yaml po           | pod.yaml
            admit --replicas _            |
            """)
    void shells_forAWord_offerWhatIsAccepted(String words, String expected) throws IOException, InterruptedException {
        List<String> all = expected == null ? List.of() : expected.equals("*")
                ? Commands.ALL.stream().map(Commands.Entry::name).sorted().toList() : List.of(expected.split(" ", -1));
        for (Shell shell : Shell.values()) {
            if (shell == Shell.bash || ExternalTool.areThere(shell.name())) {
                assertThat(offered(shell, words.replace("_", "").split(" ", -1))).as("%s", shell)
                        .containsExactlyElementsOf(all);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void values_afterAnEqualsSign_areOffered(Shell shell) throws IOException, InterruptedException {
        // fish replaces the whole word, the others what comes after the sign.
        assertThat(offered(shell, "admit", "--output=y").stream().map(word -> word.replace("--output=", "")))
                .containsExactly("yaml");
    }

    @ParameterizedTest
    @EnumSource
    void script_isReadByItsShellWithoutAWord(Shell shell) throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere(shell.name()));
        Process process = new ProcessBuilder(shell.name(), "-n", script(shell).toString()).redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    /// The real kubectl, which finds the program by its name.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            _                       | *                      | 4
            ex                      | explain                | 4
            admit -o _              | table json yaml        | 4
            admit --output=y        | yaml                   | 4
            --color never topology _| show capture convert labels | 4
            lint --fail-on=error -o s | sarif                | 4
            admit --replicas _      |                        | 4
            admit -f _              |                        | 0
            admit --state _         |                        | 16
            explain --what          | --what-if              | 4
            """)
    void kubectl_forAWord_offersWhatIsAccepted(String words, String expected, int directive)
            throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("kubectl"));
        CliRun run = CliRun.of("completion", "kubectl");
        Path program = Files.writeString(folder.resolve("kubectl_complete-alidade"), run.out());
        for (Path file : List.of(program, Files.writeString(folder.resolve("kubectl-alidade"), "#!/bin/sh\n"))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> command = new ArrayList<>(List.of("kubectl", "__complete", "alidade"));
        command.addAll(List.of(words.replace("_", "").split(" ", -1)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().merge("PATH", folder.toString(), (old, own) -> own + ":" + old);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .toList();
        assertThat(process.waitFor()).isZero();

        List<String> all = expected == null ? List.of()
                : expected.equals("*") ? Commands.ALL.stream().map(Commands.Entry::name).toList()
                : List.of(expected.split(" ", -1));
        assertThat(lines.subList(0, lines.size() - 1)).containsExactlyElementsOf(all);
        assertThat(lines.getLast()).isEqualTo(":" + directive);
    }

    @Test
    void words_thatAreOffered_areTaken() {
        TreeSet<String> asked = new TreeSet<>();
        for (CompletedCommand command : alidade().all()) {
            for (CompletedCommand.Option option : command.options()) {
                for (String word : option.value().words()) {
                    List<String> arguments = new ArrayList<>(List.of(command.path().split(" ", -1)));
                    arguments.addAll(List.of(option.names().getLast(), word, "--help"));
                    arguments.removeIf(String::isEmpty);
                    asked.add(command.path() + " " + option.names().getLast());
                    assertThat(CliRun.of(arguments.toArray(String[]::new)).exitCode()).as("%s", arguments).isZero();
                }
            }
        }
        assertThat(asked).contains("admit --output", "advise --as", "lint --fail-on", "topology convert --to",
                "verify --ignore", " --color");
    }

    /// A closed set of words in the description of an option is offered word by word.
    @Test
    void options_thatNameTheirWords_offerThem() {
        for (CompletedCommand command : alidade().all()) {
            for (CompletedCommand.Option option : command.options()) {
                if (option.value().label().matches("FORMAT|WHEN|KIND|GOAL|PLATFORM|SEVERITY|VERSION|ID|SHELL")) {
                    assertThat(option.value().kind()).as("%s %s", command.path(), option.names()).isEqualTo(Kind.WORDS);
                }
            }
        }
    }

    private static CompletedCommand alidade() {
        Session session = Session.ofProcess();
        return CompletedCommand.of(Alidade.commandLine(session, new Problems(session)));
    }
}
