package io.alidade.wire.rpc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/// The multiplexer of NRI: each chunk is 4 bytes of connection, 4 of length, then that many bytes of that connection.
///
/// A chunk holds at most [#MAX_SENT] bytes of one frame: the other end reads through a buffer of that size and drops the
/// whole socket, without a word, when a chunk is larger (containerd 2.3.7 with NRI 0.12.0).
final class Chunks {
    static final int MAX_SENT = 4_096;
    static final int HEADER = 2 * Integer.BYTES;
    /// What a chunk of the other end may hold: a frame and its header.
    private static final int MAX_RECEIVED = Frame.MAX_DATA + Frame.HEADER;
    private static final int PIECE = 1 << 16;

    private final ByteChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(HEADER + MAX_SENT);
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private final ByteBuffer in = ByteBuffer.allocate(PIECE);

    /// Who gets the bytes of a connection.
    @FunctionalInterface
    interface Lanes {
        /// Takes some bytes of a connection.
        ///
        /// @param piece to be used up before this returns
        void received(int connection, ByteBuffer piece) throws IOException;
    }

    Chunks(ByteChannel channel) {
        this.channel = channel;
    }

    /// Writes one frame, in as many chunks as it needs. For one thread.
    void write(int connection, ByteBuffer frame) throws IOException {
        while (frame.hasRemaining()) {
            int bytes = Math.min(frame.remaining(), MAX_SENT);
            out.clear().putInt(connection).putInt(bytes).put(frame.slice(frame.position(), bytes)).flip();
            frame.position(frame.position() + bytes);
            while (out.hasRemaining()) {
                int _ = channel.write(out);
            }
        }
    }

    /// Reads one chunk and hands its bytes on in pieces. For one thread.
    ///
    /// @return false at the end of the socket
    /// @throws IOException if it ends in the middle of a chunk, or sends what is none
    boolean read(Lanes lanes) throws IOException {
        if (!fill(header.clear())) {
            return false;
        }
        int connection = header.getInt(0);
        int left = header.getInt(Integer.BYTES);
        if (left < 0 || left > MAX_RECEIVED) {
            throw new BrokenPeer("it sent a chunk of " + Integer.toUnsignedString(left) + " bytes, and "
                    + MAX_RECEIVED + " are allowed");
        }
        while (left > 0) {
            int bytes = channel.read(in.clear().limit(Math.min(left, in.capacity())));
            if (bytes < 0) {
                throw new EOFException("it closed the socket in the middle of a chunk");
            }
            left -= bytes;
            lanes.received(connection, in.flip());
        }
        return true;
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("it closed the socket in the middle of a chunk");
            }
        }
        return true;
    }
}
