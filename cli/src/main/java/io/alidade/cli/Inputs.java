package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.InputFile;
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

    /// All bytes, or [BadInput].
    byte[] read(String file) {
        if (!file.equals(STANDARD_INPUT)) {
            return InputFile.read(Path.of(file), DocumentReader.MAX_BYTES);
        }
        if (standardInputRead) {
            throw new BadInput("standard input is named twice.", "Use - once, and files for the others.");
        }
        standardInputRead = true;
        return InputFile.read(name(file), session.in(), DocumentReader.MAX_BYTES);
    }
}
