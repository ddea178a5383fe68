package io.alidade.conformance.recording;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DurableFiles;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The lines of a `.jsonl` or `.jsonl.gz` file, one at a time; gzip is recognised by content. A line is bounded
/// ([DocumentReader#MAX_BYTES]), so a file that unpacks without end is refused at its first line that is too long.
public final class RecordedLines implements AutoCloseable {
    private final Path file;
    private final InputStream stream;
    private int number;

    private RecordedLines(Path file, InputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    /// Opens a file; close it after use.
    public static RecordedLines open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + " is not a file.", "Name a .jsonl or .jsonl.gz file of recorded scenarios.");
        }
        try {
            BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return new RecordedLines(file,
                    gzip ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /// The number of the line that was read last, from 1.
    public int number() {
        return number;
    }

    /// The next line that is not blank, without its end; nothing after the last.
    public Optional<byte[]> next() {
        while (true) {
            Optional<byte[]> line = line();
            if (line.isEmpty() || !isBlank(line.get())) {
                return line;
            }
        }
    }

    private Optional<byte[]> line() {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = stream.read(); next != '\n'; next = stream.read()) {
                if (next < 0) {
                    return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
                }
                if (line.size() == DocumentReader.MAX_BYTES) {
                    throw new BadInput(file + ":" + number + ": the line is longer than " + DocumentReader.MAX_BYTES
                            + " bytes.", "Put one scenario on each line.");
                }
                line.write(next);
            }
            return Optional.of(line.toByteArray());
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte next : line) {
            if (next != ' ' && next != '\t' && next != '\r') {
                return false;
            }
        }
        return true;
    }

    private static BadInput unreadable(Path file, IOException failure) {
        boolean damaged = failure instanceof ZipException || failure instanceof java.io.EOFException;
        return damaged
                ? new BadInput(file + " is damaged: " + failure.getMessage() + ".",
                        "Get the file again; it may be cut short.")
                : new BadInput(file + " cannot be read: " + DurableFiles.reason(failure) + ".",
                        "Check the path and its permissions.");
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }
}
