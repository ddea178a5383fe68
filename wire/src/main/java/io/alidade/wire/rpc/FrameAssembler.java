package io.alidade.wire.rpc;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Finds the frames in the bytes of one connection, which come in pieces of any size. For one thread.
final class FrameAssembler {
    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER);
    private ByteBuffer data = ByteBuffer.allocate(0);

    /// Takes all bytes of a piece, and hands on each frame that they complete.
    ///
    /// @throws BrokenPeer if they are no frame, or one of more than [Frame#MAX_DATA] bytes; nothing is allocated for it
    void take(ByteBuffer piece, Consumer<Frame> frames) throws BrokenPeer {
        while (piece.hasRemaining()) {
            if (header.hasRemaining()) {
                move(piece, header);
                if (header.hasRemaining()) {
                    return;
                }
                data = ByteBuffer.allocate(length());
            }
            move(piece, data);
            if (!data.hasRemaining()) {
                frames.accept(new Frame(header.getInt(Integer.BYTES), Frame.Type.of(header.get(2 * Integer.BYTES)),
                        data.flip()));
                header.clear();
            }
        }
    }

    private int length() throws BrokenPeer {
        int length = header.getInt(0);
        if (length < 0 || length > Frame.MAX_DATA) {
            throw new BrokenPeer("it sent a frame of " + Integer.toUnsignedString(length) + " bytes, and "
                    + Frame.MAX_DATA + " are allowed");
        }
        return length;
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int bytes = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), bytes).position(to.position() + bytes);
        from.position(from.position() + bytes);
    }
}
