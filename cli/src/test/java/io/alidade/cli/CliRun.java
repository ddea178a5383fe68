package io.alidade.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/// What one command did: its exit code and everything it printed.
record CliRun(int exitCode, String out, String err) {
    /// Runs a command in this process, not on a terminal.
    static CliRun of(String... arguments) {
        return of(new Surroundings("", Map.of(), Outlets.FILES), arguments);
    }

    /// Runs a command with text on standard input.
    static CliRun withInput(String input, String... arguments) {
        return of(new Surroundings(input, Map.of(), Outlets.FILES), arguments);
    }

    record Surroundings(String input, Map<String, String> environment, Outlets outlets) {
        /// A terminal of unknown width.
        static Surroundings terminal(Map<String, String> environment) {
            return new Surroundings("", environment,
                    new Outlets(Outlets.Outlet.TERMINAL, Outlets.Outlet.TERMINAL, OptionalInt.empty()));
        }
    }

    static CliRun of(Surroundings surroundings, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new ByteArrayInputStream(surroundings.input().getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                surroundings.environment(), surroundings.outlets(), ColourOption.When.AUTO);
        int exitCode = Main.execute(session, arguments);
        session.out().flush();
        session.err().flush();
        return new CliRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
