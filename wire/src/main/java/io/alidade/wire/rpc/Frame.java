package io.alidade.wire.rpc;

import java.nio.ByteBuffer;

/// One message of ttrpc: 4 bytes of length, 4 of stream, type, flags, then the data. Numbers are big-endian.
///
/// @param stream the call it belongs to; odd, chosen by the caller
/// @param data   a request or a response, serialized; at most [#MAX_DATA] bytes
record Frame(int stream, Type type, ByteBuffer data) {
    static final int HEADER = 10;
    static final int MAX_DATA = 4 << 20;

    /// What a frame carries. Streams of data, which ttrpc has too, NRI does not use.
    enum Type {
        REQUEST(1), RESPONSE(2);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(byte code) throws BrokenPeer {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new BrokenPeer("it sent a frame of type " + code + ", and only calls and answers are known");
        }
    }

    /// The bytes of the frame.
    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + data.remaining());
        bytes.putInt(data.remaining()).putInt(stream).put((byte) type.code).put((byte) 0).put(data.duplicate());
        return bytes.flip();
    }
}
