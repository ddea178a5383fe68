package io.alidade.kube.document;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The lines of a file that were sealed ([SealedLine]) and are whole, one at a time; gzip is recognised by content. Others are
/// passed over and counted: a line that was cut or changed, noise, the rest of an archive that is damaged. A line has at most
/// [DocumentReader#MAX_BYTES]; what is longer is passed over without being kept.
public final class SealedLines implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final Path file;
    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private byte[] begun = new byte[0];
    private boolean isTooLong;
    private boolean isAtEnd;
    private long number;
    private long damaged;

    private SealedLines(Path file, InputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    /// Opens a file; close it after use.
    ///
    /// @throws BadInput if it cannot be read
    public static SealedLines open(Path file) {
        try {
            InputStream raw = Files.newInputStream(file);
            try {
                byte[] magic = raw.readNBytes(2);
                raw.close();
                raw = Files.newInputStream(file);
                boolean isGzip = magic.length == 2 && (magic[0] & 0xff) == GZIP_FIRST
                        && (magic[1] & 0xff) == GZIP_SECOND;
                return new SealedLines(file, isGzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw);
            } catch (IOException failure) {
                raw.close();
                if (isDamage(failure)) {
                    SealedLines none = new SealedLines(file, InputStream.nullInputStream());
                    none.damaged = 1;
                    return none;
                }
                throw failure;
            }
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /// The next line that is whole, without its line break; nothing after the last.
    ///
    /// @throws BadInput if the file cannot be read any more
    public Optional<byte[]> next() {
        for (Optional<byte[]> line = line(); line.isPresent(); line = line()) {
            if (SealedLine.isWhole(line.get())) {
                return line;
            }
            damaged++;
        }
        return Optional.empty();
    }

    /// The number of the line that was read last, from 1.
    public long number() {
        return number;
    }

    /// How many were passed over so far.
    public long damaged() {
        return damaged;
    }

    private Optional<byte[]> line() {
        while (true) {
            for (int at = start; at < end; at++) {
                if (buffer[at] == '\n') {
                    byte[] line = taken(at);
                    start = at + 1;
                    number++;
                    return Optional.of(line);
                }
            }
            begun = taken(end);
            isTooLong |= begun.length > DocumentReader.MAX_BYTES;
            if (isTooLong) {
                begun = new byte[1];
            }
            if (!filled()) {
                byte[] rest = begun;
                begun = new byte[0];
                number += rest.length == 0 ? 0 : 1;
                return rest.length == 0 ? Optional.empty() : Optional.of(rest);
            }
        }
    }

    /// What was read of a line, and the buffer up to a place.
    private byte[] taken(int to) {
        byte[] line = Arrays.copyOf(begun, begun.length + to - start);
        System.arraycopy(buffer, start, line, begun.length, to - start);
        begun = new byte[0];
        if (to < end) {
            isTooLong = false;
        }
        return line;
    }

    private boolean filled() {
        if (isAtEnd) {
            start = 0;
            end = 0;
            return false;
        }
        try {
            start = 0;
            end = Math.max(0, stream.read(buffer));
            isAtEnd = end == 0;
            return !isAtEnd;
        } catch (IOException failure) {
            if (!isDamage(failure)) {
                throw unreadable(file, failure);
            }
            damaged++;
            isAtEnd = true;
            start = 0;
            end = 0;
            return false;
        }
    }

    private static boolean isDamage(IOException failure) {
        return failure instanceof ZipException || failure instanceof EOFException;
    }

    private static BadInput unreadable(Path file, IOException failure) {
        return new BadInput(file + " cannot be read: " + DurableFiles.reason(failure) + ".",
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
