package io.alidade.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the answer and the complaints of a command go.
///
/// @param columns how wide the terminal of the answer is, if it told
record Outlets(Outlet out, Outlet err, OptionalInt columns) {
    /// Where a stream ends: read by people, by another process that may stop reading, or neither.
    enum Outlet { TERMINAL, PIPE, FILE }

    /// Two files.
    static final Outlets FILES = new Outlets(Outlet.FILE, Outlet.FILE, OptionalInt.empty());

    /// What the launcher found out: which of the descriptors 1 and 2 are terminals (`1`, `2` or `12`), and the columns of
    /// the first. Java itself can only say whether standard input and output both are one.
    private static final String TERMINALS = "alidade.terminals";
    private static final String COLUMNS = "alidade.columns";

    /// Those of this process.
    static Outlets ofProcess() {
        String terminals = Optional.ofNullable(System.getProperty(TERMINALS)).orElseGet(Outlets::askTheConsole);
        return new Outlets(outlet(1, terminals), outlet(2, terminals),
                columns(Optional.ofNullable(System.getProperty(COLUMNS)).orElse("")));
    }

    private static String askTheConsole() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent() ? "12" : "";
    }

    private static Outlet outlet(int descriptor, String terminals) {
        return terminals.contains(Integer.toString(descriptor)) ? Outlet.TERMINAL
                : isPipe(descriptor) ? Outlet.PIPE : Outlet.FILE;
    }

    private static boolean isPipe(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor))).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException noProc) {
            return false;
        }
    }

    /// A number of columns from 1 to 9999, else nothing.
    static OptionalInt columns(String text) {
        boolean isNumber = text.length() <= 4 && !text.isEmpty()
                && text.chars().allMatch(symbol -> symbol >= '0' && symbol <= '9');
        int columns = isNumber ? Integer.parseInt(text) : 0;
        return columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
    }
}
