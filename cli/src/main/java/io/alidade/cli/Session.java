package io.alidade.cli;

import io.alidade.live.source.Inputs;
import io.alidade.view.TextStyle;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// What a command has of its surroundings.
///
/// @param out        for the answer, UTF-8 whatever the locale
/// @param err        for complaints and notes, likewise
/// @param isTerminal whether people read `out` directly
record Session(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean isTerminal) {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int MAX_COLUMNS = 1000;

    Session {
        environment = Map.copyOf(environment);
    }

    /// This process.
    static Session ofProcess() {
        Optional<Console> console = Optional.ofNullable(System.console());
        return new Session(System.in, utf8(System.out), utf8(System.err), System.getenv(),
                console.filter(Console::isTerminal).isPresent());
    }

    private static PrintStream utf8(PrintStream raw) {
        return new PrintStream(raw, false, StandardCharsets.UTF_8);
    }

    /// Colours only on a terminal that has them, and not with `NO_COLOR`.
    boolean hasColour() {
        return isTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /// As wide as `COLUMNS` says, else 80 columns.
    TextStyle style() {
        String columns = environment.getOrDefault("COLUMNS", "");
        boolean isNumber = columns.length() <= 4 && !columns.isEmpty() && columns.chars().allMatch(Character::isDigit);
        int width = isNumber ? Integer.parseInt(columns) : 0;
        return new TextStyle(width == 0 ? DEFAULT_COLUMNS : Math.min(width, MAX_COLUMNS), hasColour());
    }

    /// The files that a command reads.
    Inputs inputs() {
        return new Inputs(in, this::note);
    }

    /// Stack traces of internal errors are wanted.
    boolean wantsDetails() {
        return !environment.getOrDefault("ALIDADE_DEBUG", "").isEmpty();
    }

    /// Something that the reader of the answer should know, on standard error.
    void note(String text) {
        err.print("alidade: " + text + "\n");
        err.flush();
    }
}
