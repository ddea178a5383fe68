package io.alidade.wire.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameAssemblerTest {
    private final FrameAssembler assembler = new FrameAssembler();
    private final List<Frame> frames = new ArrayList<>();

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 10, 11, 25, 1_000})
    void take_piecesOfAnySize_findsTheSameFrames(int size) throws BrokenPeer {
        ByteBuffer bytes = ByteBuffer.allocate(1_000);
        bytes.put(new Frame(1, Frame.Type.REQUEST, text("a request")).encode())
                .put(new Frame(3, Frame.Type.RESPONSE, text("")).encode())
                .put(new Frame(5, Frame.Type.REQUEST, text("another")).encode()).flip();

        while (bytes.hasRemaining()) {
            int length = Math.min(size, bytes.remaining());
            assembler.take(bytes.slice(bytes.position(), length), frames::add);
            bytes.position(bytes.position() + length);
        }

        assertThat(frames).containsExactly(new Frame(1, Frame.Type.REQUEST, text("a request")),
                new Frame(3, Frame.Type.RESPONSE, text("")), new Frame(5, Frame.Type.REQUEST, text("another")));
    }

    @Test
    void encode_ofAFrame_isWhatTtrpcPutsOnTheWire() {
        ByteBuffer bytes = new Frame(3, Frame.Type.RESPONSE, text("ab")).encode();

        byte[] sent = new byte[bytes.remaining()];
        bytes.get(sent);
        assertThat(sent).containsExactly(0, 0, 0, 2, 0, 0, 0, 3, 2, 0, 'a', 'b');
    }

    @Test
    void take_aFrameOfMoreThanFourMebibytes_isRefusedByItsHeader() {
        ByteBuffer header = ByteBuffer.allocate(Frame.HEADER).putInt((4 << 20) + 1).putInt(1).put((byte) 1)
                .put((byte) 0)
                .flip();

        assertThatThrownBy(() -> assembler.take(header, frames::add)).isInstanceOf(BrokenPeer.class)
                .hasMessage("it sent a frame of 4194305 bytes, and 4194304 are allowed");
    }

    @Test
    void take_aFrameOfAnUnknownType_isRefused() {
        ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER + 1).putInt(1).putInt(1).put((byte) 3).put((byte) 0)
                .put((byte) 9).flip();

        assertThatThrownBy(() -> assembler.take(frame, frames::add)).isInstanceOf(BrokenPeer.class)
                .hasMessageContaining("type 3");
    }
}
