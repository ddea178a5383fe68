package io.alidade.agent.kubelet;

import io.alidade.kube.document.DocumentReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Room for an answer, which the next answer has, too: one that is asked for twice a second makes no garbage. For one thread.
public final class AnswerBytes {
    private static final int FIRST_ROOM = 8 << 10;

    private byte[] bytes = {};
    private int length;

    /// The bytes of the answer, and others behind them. The next answer overwrites them.
    public byte[] bytes() {
        return bytes;
    }

    /// How many bytes are the answer.
    public int length() {
        return length;
    }

    /// The answer by itself.
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    void clear() {
        length = 0;
    }

    /// Adds so many bytes of a stream.
    ///
    /// @throws IOException if the answer becomes too large, or the stream ends before
    void add(InputStream in, long count) throws IOException {
        if (count > DocumentReader.MAX_BYTES - length) {
            throw tooLarge();
        }
        int end = length + (int) count;
        makeRoom(end);
        while (length < end) {
            int read = in.read(bytes, length, end - length);
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            length += read;
        }
    }

    /// Adds what a stream has until it ends.
    ///
    /// @throws IOException if the answer becomes too large
    void addAll(InputStream in) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (length == DocumentReader.MAX_BYTES) {
                throw tooLarge();
            }
            makeRoom(length + 1);
            bytes[length++] = (byte) next;
        }
    }

    private void makeRoom(int wanted) {
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_ROOM, Math.max(wanted, bytes.length + bytes.length / 2)));
        }
    }

    private static IOException tooLarge() {
        return new IOException("it answers with more than " + DocumentReader.MAX_BYTES + " bytes");
    }
}
