package io.alidade.kube.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads whole files and streams, never more than a limit: an endless source (`/dev/zero`, a pipe) ends in [BadInput] too.
public final class InputFile {
    private InputFile() {}

    /// All bytes of a file, or [BadInput] if it is missing, a directory, unreadable or larger than `limit` bytes.
    public static byte[] read(Path path, int limit) {
        if (Files.isDirectory(path)) {
            throw new BadInput(path + " is a directory.", "Name a file in it, or - for standard input.");
        }
        try (InputStream stream = Files.newInputStream(path)) {
            return read(path.toString(), stream, limit);
        } catch (NoSuchFileException _) {
            throw new BadInput(path + " does not exist.", "Check the spelling of the path.");
        } catch (AccessDeniedException _) {
            throw new BadInput(path + " may not be read by this user.", "Change its permissions, or run as its owner.");
        } catch (IOException failure) {
            throw new BadInput(path + " cannot be read: " + failure.getMessage() + ".",
                    "Check the file and its file system.");
        }
    }

    /// All bytes of a stream, or [BadInput] if there are more than `limit` or reading fails. Does not close the stream.
    public static byte[] read(String source, InputStream stream, int limit) {
        byte[] bytes;
        try {
            bytes = stream.readNBytes(limit + 1);
        } catch (IOException failure) {
            throw new BadInput(source + " cannot be read: " + failure.getMessage() + ".",
                    "Check where the input comes from.");
        }
        if (bytes.length > limit) {
            throw tooLarge(source, "more than " + limit, limit);
        }
        return bytes;
    }

    static BadInput tooLarge(String source, String size, int limit) {
        return new BadInput(
                source + " has " + size + " bytes; the limit is " + limit + " (" + limit / (1 << 20) + " MiB).",
                "Split it into smaller files, or check that it is the right file.");
    }
}
