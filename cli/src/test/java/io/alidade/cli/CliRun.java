package io.alidade.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What one command did: its exit code and everything it printed.
record CliRun(int exitCode, String out, String err) {
    /// Runs a command in this process, not on a terminal.
    static CliRun of(String... arguments) {
        return of(new Surroundings("", Map.of(), false), arguments);
    }

    /// Runs a command with text on standard input.
    static CliRun withInput(String input, String... arguments) {
        return of(new Surroundings(input, Map.of(), false), arguments);
    }

    record Surroundings(String input, Map<String, String> environment, boolean isTerminal) {}

    static CliRun of(Surroundings surroundings, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new ByteArrayInputStream(surroundings.input().getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                surroundings.environment(), surroundings.isTerminal());
        int exitCode = Main.execute(session, arguments);
        session.out().flush();
        session.err().flush();
        return new CliRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
