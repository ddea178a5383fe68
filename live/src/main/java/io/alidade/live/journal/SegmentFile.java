package io.alidade.live.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The segment that is written: it grows by whole lines. A line that does not fit on the disk leaves nothing behind. For one thread,
/// but for [#size].
final class SegmentFile implements AutoCloseable {
    private final Path path;
    private final FileChannel file;
    private volatile long size;
    private boolean isForced = true;

    private SegmentFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /// Makes a segment.
    ///
    /// @throws IOException if it cannot be made, or is there already
    static SegmentFile create(Path path) throws IOException {
        return new SegmentFile(path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /// Appends a line.
    ///
    /// @throws IOException if it cannot be written; then nothing of it is there
    void append(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        long end = size;
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes, end + bytes.position());
            }
        } catch (IOException failure) {
            file.truncate(end);
            throw failure;
        }
        size = end + line.length;
        isForced = false;
    }

    boolean isForced() {
        return isForced;
    }

    /// Brings what was appended to disk.
    void force() throws IOException {
        file.force(false);
        isForced = true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
