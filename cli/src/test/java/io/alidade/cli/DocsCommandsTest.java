package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every command that the README and the pages of docs show, and compares what it prints. `-Dalidade.golden=write`
/// writes what is printed into the pages, except where it is shortened with `...`.
class DocsCommandsTest {
    private static final Path README = Path.of("README.md");
    /// Commands with a test of their own, which take longer.
    private static final Set<String> TESTED_ELSEWHERE = Set.of("./alidade conformance");

    static List<Path> pages() throws IOException {
        GoldenFiles.checkWorkingDirectory();
        List<Path> pages = new ArrayList<>(List.of(README));
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            pages.addAll(files.filter(file -> file.toString().endsWith(".md")).sorted().toList());
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commands_ofAPage_printWhatItShows(Path page) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(page));
        List<ShownCommand> commands = ShownCommand.in(page);
        List<List<String>> answers = new ArrayList<>();
        int exitCode = 0;
        for (ShownCommand command : commands) {
            if (command.asksForExitCode()) {
                answers.add(List.of(Integer.toString(exitCode)));
            } else if (TESTED_ELSEWHERE.contains(command.command())) {
                answers.add(command.output());
            } else {
                CliRun run = CliRun.withInput(command.input(), command.arguments().toArray(String[]::new));
                exitCode = run.exitCode();
                // What a terminal shows: commands complain and warn before they answer.
                answers.add((run.err() + run.out()).lines().toList());
            }
        }
        if (GoldenFiles.areWritten()) {
            write(page, lines, commands, answers);
        } else {
            for (int i = 0; i < commands.size(); i++) {
                commands.get(i).check(answers.get(i));
            }
        }
    }

    private static void write(Path page, List<String> lines, List<ShownCommand> commands, List<List<String>> answers)
            throws IOException {
        for (int i = commands.size() - 1; i >= 0; i--) {
            ShownCommand command = commands.get(i);
            if (!command.isShortened()) {
                List<String> place = lines.subList(command.first(), command.end());
                place.clear();
                place.addAll(answers.get(i));
            }
        }
        Files.writeString(page, String.join("\n", lines) + "\n");
    }

    @Test
    void readme_commands_areThereAndTestWhatContinuousIntegrationDoes() throws IOException {
        assertThat(ShownCommand.in(README)).isNotEmpty();
        assertThat(Files.readString(README)).contains("\nmvn -B verify\n");
        assertThat(Files.readString(Path.of(".ci/run"))).endsWith("exec mvn -B verify\n");
    }
}
