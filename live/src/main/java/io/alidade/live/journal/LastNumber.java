package io.alidade.live.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// The number that was given last, in a small file: it is written before a record waits for its turn, so that a process that is
/// killed leaves behind how many records it had. It is not forced to disk, for that is not needed then: the kernel keeps what was
/// written. For one thread.
final class LastNumber implements AutoCloseable {
    static final String FILE_NAME = "last-number";
    private static final int DIGITS = 19;
    private static final int RADIX = 10;

    private final FileChannel file;
    private final byte[] digits = new byte[DIGITS + 1];
    private final ByteBuffer text = ByteBuffer.allocateDirect(DIGITS + 1);

    private LastNumber(FileChannel file) {
        this.file = file;
    }

    /// The number that a folder remembers; 0 if there is none.
    static long read(Path folder) {
        try {
            return Long.parseLong(Files.readString(folder.resolve(FILE_NAME)).strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    /// Opens the file of a folder.
    static LastNumber open(Path folder) throws IOException {
        return new LastNumber(FileChannel.open(folder.resolve(FILE_NAME), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE));
    }

    /// Writes a number down.
    void write(long number) throws IOException {
        Arrays.fill(digits, (byte) '0');
        digits[DIGITS] = '\n';
        long left = number;
        for (int at = DIGITS - 1; left > 0; at--) {
            digits[at] = (byte) ('0' + left % RADIX);
            left /= RADIX;
        }
        text.clear().put(digits).flip();
        while (text.hasRemaining()) {
            file.write(text, text.position());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
