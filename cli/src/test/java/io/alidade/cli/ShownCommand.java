package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A command in a `console` block of a Markdown file, and what it is shown to print. A block has one command or more,
/// each after `$ `, longer ones with `\` at the end of a line; `...` alone on a line stands for any lines.
///
/// Only `./alidade` with words and, last, `< FILE`, and `echo $?` are understood: anything else needs a shell and belongs
/// in a block of another kind.
///
/// @param first  the line after the command, from 0
/// @param end    the line after what it prints
/// @param prompt the line of the command, from 0
record ShownCommand(Path file, int prompt, int first, int end, String command, List<String> output) {
    static final String LAUNCHER = "./alidade";
    static final String EXIT_CODE = "echo $?";
    private static final String ANY_LINES = "...";
    private static final String INPUT = " < ";
    private static final Pattern SHELL = Pattern.compile("[|<>&;'\"$`*?\\\\(){}~]");

    static List<ShownCommand> in(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<ShownCommand> commands = new ArrayList<>();
        boolean inside = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                inside = !inside && line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                commands.add(at(file, lines, i));
            }
        }
        return commands;
    }

    private static ShownCommand at(Path file, List<String> lines, int prompt) {
        StringBuilder command = new StringBuilder(lines.get(prompt).substring(2));
        int first = prompt + 1;
        while (command.toString().endsWith("\\")) {
            command.setLength(command.length() - 1);
            command.append(lines.get(first++).strip());
        }
        int end = first;
        while (end < lines.size() && !lines.get(end).startsWith("$ ") && !lines.get(end).startsWith("```")) {
            end++;
        }
        return new ShownCommand(file, prompt, first, end, command.toString(), lines.subList(first, end));
    }

    boolean asksForExitCode() {
        return command.equals(EXIT_CODE);
    }

    boolean isShortened() {
        return output.contains(ANY_LINES);
    }

    /// The words after `./alidade`, without the input.
    List<String> arguments() {
        int input = command.indexOf(INPUT);
        String words = input < 0 ? command : command.substring(0, input);
        assertThat(words).as("%s", this).startsWith(LAUNCHER + " ").doesNotContainPattern(SHELL);
        return List.of(words.substring(LAUNCHER.length() + 1).strip().split(" +", -1));
    }

    String input() throws IOException {
        int input = command.indexOf(INPUT);
        return input < 0 ? "" : Files.readString(Path.of(command.substring(input + INPUT.length()).strip()));
    }

    /// Fails if other lines were printed than are shown.
    void check(List<String> printed) {
        if (!isShortened()) {
            assertThat(printed).as("%s", this).isEqualTo(output);
            return;
        }
        StringBuilder pattern = new StringBuilder();
        for (String line : output) {
            pattern.append(line.equals(ANY_LINES) ? "(?:.*\n)*" : Pattern.quote(line) + "\n");
        }
        assertThat(String.join("\n", printed) + "\n").as("%s", this).matches(pattern.toString());
    }

    @Override
    public String toString() {
        return file + ":" + (prompt + 1) + ": " + command;
    }
}
