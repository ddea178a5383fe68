package io.alidade.cli;

import java.util.Optional;

/// Finds words without a character on the command line, and options without a value behind their `=`, whatever the command,
/// but not after `--`, where the words may be those of a command to be run. They come of shell variables that are not set. As names of files they would mean the current folder, and picocli takes some
/// for a value that was not meant.
final class EmptyValues {
    static final String CURE = "Give it a value, or leave it out. Maybe a variable of the shell is not set.";

    private EmptyValues() {}

    /// What is wrong with the first of them, in a sentence.
    static Optional<String> complaint(String... arguments) {
        for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
            String argument = arguments[i];
            if (argument.isEmpty()) {
                return Optional.of("the argument after " + (i == 0 ? "alidade" : arguments[i - 1]) + " is empty.");
            }
            if (argument.startsWith("-") && argument.indexOf('=') == argument.length() - 1) {
                return Optional.of(argument + " has no value.");
            }
        }
        return Optional.empty();
    }
}
