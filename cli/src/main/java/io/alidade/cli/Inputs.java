package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.InputFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The files that a command reads; `-` is standard input, which can be read once.
final class Inputs {
    private static final String STANDARD_INPUT = "-";

    private final Session session;
    private boolean standardInputRead;

    Inputs(Session session) {
        this.session = session;
    }

    /// The name of a file for messages.
    static String name(String file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : file;
    }

    /// The path of a file, or [BadInput] for a name that this system cannot have.
    static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException impossible) {
            throw new BadInput("'" + file + "' cannot be the name of a file: " + impossible.getReason() + ".",
                    "Check the name, and that the locale is UTF-8.");
        }
    }

    /// All bytes, or [BadInput].
    byte[] read(String file) {
        if (!file.equals(STANDARD_INPUT)) {
            return InputFile.read(path(file), DocumentReader.MAX_BYTES);
        }
        if (standardInputRead) {
            throw new BadInput("standard input is named twice.", "Use - once, and files for the others.");
        }
        standardInputRead = true;
        return InputFile.read(name(file), session.in(), DocumentReader.MAX_BYTES);
    }
}
