package io.alidade.cli;

import io.alidade.cli.Outlets.Outlet;
import io.alidade.live.source.Inputs;
import io.alidade.view.TextStyle;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/// What a command has of its surroundings.
///
/// @param out     for the answer, UTF-8 whatever the locale
/// @param err     for complaints and notes, likewise
/// @param outlets where those two go
/// @param colour  what was asked for with `--color`
record Session(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, Outlets outlets,
        ColourOption.When colour) {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int MAX_COLUMNS = 1000;

    Session {
        environment = Map.copyOf(environment);
    }

    /// This process.
    static Session ofProcess() {
        return new Session(System.in, utf8(System.out), utf8(System.err), System.getenv(), Outlets.ofProcess(),
                ColourOption.When.AUTO);
    }

    private static PrintStream utf8(PrintStream raw) {
        return new PrintStream(raw, false, StandardCharsets.UTF_8);
    }

    Session withColour(ColourOption.When wanted) {
        return new Session(in, out, err, environment, outlets, wanted);
    }

    /// As `--color` says; without it on a terminal that has colours, and not with `NO_COLOR`.
    boolean hasColour() {
        return switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> outlets.out() == Outlet.TERMINAL && environment.getOrDefault("NO_COLOR", "").isEmpty()
                    && !environment.getOrDefault("TERM", "").equals("dumb");
        };
    }

    /// As wide as `COLUMNS` says, else as the terminal, else 80 columns.
    int columns() {
        OptionalInt asked = Outlets.columns(environment.getOrDefault("COLUMNS", ""));
        return Math.min(asked.orElse(outlets.columns().orElse(DEFAULT_COLUMNS)), MAX_COLUMNS);
    }

    TextStyle style() {
        return new TextStyle(columns(), hasColour());
    }

    /// The files that a command reads.
    Inputs inputs() {
        return new Inputs(in, this::note);
    }

    void flush() {
        out.flush();
        err.flush();
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
