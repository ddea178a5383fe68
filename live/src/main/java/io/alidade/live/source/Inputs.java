package io.alidade.live.source;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.InputFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The files that are read for one question; `-` is standard input, which can be read once.
public final class Inputs {
    private static final String STANDARD_INPUT = "-";

    private final InputStream standardInput;
    private final Consumer<String> notes;
    private boolean standardInputRead;

    /// @param standardInput what `-` means; never closed here
    /// @param notes         is told, in a sentence without its end, what the reader of the answer should know of an input
    public Inputs(InputStream standardInput, Consumer<String> notes) {
        this.standardInput = standardInput;
        this.notes = notes;
    }

    /// Says what an input was taken for, or what stands in for one that is missing.
    public void note(String text) {
        notes.accept(text);
    }

    /// The name of a file for messages.
    public static String name(String file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : file;
    }

    /// The path of a file, or [BadInput] for a name that this system cannot have.
    public static Path path(String file) {
        if (file.isEmpty()) {
            throw new BadInput("a file is named by an empty word.", "Maybe a variable of the shell is not set.");
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException impossible) {
            throw new BadInput("'" + file + "' cannot be the name of a file: " + impossible.getReason() + ".",
                    "Check the name, and that the locale is UTF-8.");
        }
    }

    /// All bytes, or [BadInput].
    public byte[] read(String file) {
        return isStandardInput(file) ? InputFile.read(name(file), standardInput(), DocumentReader.MAX_BYTES)
                : InputFile.read(path(file), DocumentReader.MAX_BYTES);
    }

    /// True for `-`.
    public static boolean isStandardInput(String file) {
        return file.equals(STANDARD_INPUT);
    }

    /// A file or standard input to be read bit by bit; closing leaves standard input open.
    public InputStream open(String file) {
        if (isStandardInput(file)) {
            return standardInput();
        }
        try {
            return Files.newInputStream(path(file));
        } catch (NoSuchFileException _) {
            throw new BadInput(file + " does not exist.", "Check the spelling of the path.");
        } catch (AccessDeniedException _) {
            throw new BadInput(file + " may not be read by this user.", "Change its permissions, or run as its owner.");
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be read: " + failure.getMessage() + ".",
                    "Check the file and its file system.");
        }
    }

    private InputStream standardInput() {
        if (standardInputRead) {
            throw new BadInput("standard input is named twice.", "Use - once, and files for the others.");
        }
        standardInputRead = true;
        return new FilterInputStream(standardInput) {
            @Override
            public void close() {
                // It belongs to the process.
            }
        };
    }
}
