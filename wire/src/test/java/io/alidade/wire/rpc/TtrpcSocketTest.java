package io.alidade.wire.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.alidade.wire.nri.ConfigureRequest;
import io.alidade.wire.nri.ConfigureResponse;
import io.alidade.wire.nri.Empty;
import io.alidade.wire.nri.RegisterPluginRequest;
import io.alidade.wire.ttrpc.Request;
import io.alidade.wire.ttrpc.Response;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two ends of a real Unix socket. What containerd itself makes of these bytes is tested where containerd runs.
class TtrpcSocketTest {
    private static final int PLUGIN = 1;
    private static final int RUNTIME = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RpcService NOBODY = (_, method, _) -> {
        throw new RpcFailure(RpcFailure.UNIMPLEMENTED, "there is no " + method);
    };

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path folder = Path.of("");

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "al");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        Files.deleteIfExists(folder.resolve("s"));
        Files.delete(folder);
    }

    /// The runtime's end of a socket to which a plugin has connected.
    private SocketChannel accept(RpcService plugin, List<TtrpcSocket> plugins) throws IOException {
        Path socket = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket));
        open.add(server);
        TtrpcSocket end = TtrpcSocket.connect(socket, PLUGIN, RUNTIME, plugin);
        open.add(end);
        end.start();
        plugins.add(end);
        SocketChannel accepted = server.accept();
        open.add(accepted);
        return accepted;
    }

    /// Both ends, the plugin's first.
    private List<TtrpcSocket> pair(RpcService plugin, RpcService runtime) throws IOException {
        List<TtrpcSocket> ends = new ArrayList<>();
        TtrpcSocket end = new TtrpcSocket(accept(plugin, ends), RUNTIME, PLUGIN, runtime);
        open.add(end);
        end.start();
        ends.add(end);
        return ends;
    }

    private static byte[] read(SocketChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            assertThat(channel.read(buffer)).isPositive();
        }
        return buffer.array();
    }

    @Test
    void call_bothWaysAtOnce_isAnswered() throws Exception {
        RpcService plugin = (service, method, payload) -> ConfigureResponse.newBuilder()
                .setEvents(ConfigureRequest.parseFrom(payload).getConfig().length() + service.length()
                        + method.length())
                .build();
        RpcService runtime = (_, _, payload) -> RegisterPluginRequest.parseFrom(payload);
        List<TtrpcSocket> ends = pair(plugin, runtime);

        List<CompletableFuture<ByteString>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(ends.get(1).call("s", "m",
                    ConfigureRequest.newBuilder().setConfig("x".repeat(i)).build(), PATIENCE));
            answers.add(ends.get(0).call("r", "m",
                    RegisterPluginRequest.newBuilder().setPluginName("n" + i).build(), PATIENCE));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(ConfigureResponse.parseFrom(answers.get(2 * i).get()).getEvents()).isEqualTo(i + 2);
            assertThat(RegisterPluginRequest.parseFrom(answers.get(2 * i + 1).get()).getPluginName())
                    .isEqualTo("n" + i);
        }
    }

    @Test
    void call_ofAHundredThousandBytes_goesInChunksThatTheOtherEndCanRead() throws Exception {
        List<TtrpcSocket> plugin = new ArrayList<>();
        SocketChannel runtime = accept(NOBODY, plugin);
        RegisterPluginRequest request = RegisterPluginRequest.newBuilder().setPluginName("n".repeat(100_000)).build();
        CompletableFuture<ByteString> _ = plugin.getFirst().call("r", "m", request, PATIENCE);

        ByteBuffer frame = ByteBuffer.allocate(200_000);
        int wanted = Frame.HEADER;
        while (frame.position() < wanted) {
            ByteBuffer header = ByteBuffer.wrap(read(runtime, Chunks.HEADER));
            assertThat(header.getInt()).isEqualTo(RUNTIME);
            int length = header.getInt();
            assertThat(length).isBetween(1, 4_096);
            frame.put(read(runtime, length));
            wanted = Frame.HEADER + frame.getInt(0);
        }

        Request envelope = Request.parseFrom(frame.flip().position(Frame.HEADER));
        assertThat(envelope.getTimeoutNano()).isEqualTo(PATIENCE.toNanos());
        assertThat(RegisterPluginRequest.parseFrom(envelope.getPayload())).isEqualTo(request);
    }

    @Test
    void call_thatFails_failsWithCodeAndText() throws Exception {
        List<TtrpcSocket> ends = pair(NOBODY, NOBODY);

        CompletableFuture<ByteString> answer = ends.get(1).call("s", "Dance", Empty.getDefaultInstance(), PATIENCE);

        assertThatThrownBy(answer::get).cause().isInstanceOf(RpcFailure.class).hasMessage("there is no Dance")
                .extracting(failure -> ((RpcFailure) failure).code()).isEqualTo(RpcFailure.UNIMPLEMENTED);
    }

    @Test
    void answer_toWhatIsNoMessage_saysSoAndServesOn() throws Exception {
        List<TtrpcSocket> ends = pair((_, _, payload) -> ConfigureRequest.parseFrom(payload), NOBODY);
        // Where the name of the runtime is expected, which is UTF-8.
        CompletableFuture<ByteString> broken = ends.get(1).call("s", "m",
                Response.newBuilder().setPayload(ByteString.copyFrom(new byte[] {-1})).build(), PATIENCE);
        CompletableFuture<ByteString> whole = ends.get(1).call("s", "m",
                ConfigureRequest.newBuilder().setConfig("c").build(), PATIENCE);

        assertThat(ConfigureRequest.parseFrom(whole.get()).getConfig()).isEqualTo("c");
        assertThatThrownBy(broken::get).cause().isInstanceOf(RpcFailure.class)
                .extracting(failure -> ((RpcFailure) failure).code()).isEqualTo(RpcFailure.INVALID_ARGUMENT);
    }

    @Test
    void call_thatNobodyAnswers_failsWhenItsTimeIsOver() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        List<TtrpcSocket> ends = pair((_, _, _) -> {
            try {
                boolean _ = late.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return Empty.getDefaultInstance();
        }, NOBODY);

        CompletableFuture<ByteString> answer = ends.get(1).call("s", "Wait", Empty.getDefaultInstance(),
                Duration.ofMillis(50));

        assertThatThrownBy(answer::get).cause().hasMessage("Wait was not answered within 50 ms");
        late.countDown();
    }

    @Test
    void call_whoseSocketEnds_failsAndSaysWhy() throws Exception {
        List<TtrpcSocket> plugin = new ArrayList<>();
        SocketChannel runtime = accept(NOBODY, plugin);
        CompletableFuture<ByteString> answer = plugin.getFirst().call("r", "m", Empty.getDefaultInstance(), PATIENCE);
        byte[] _ = read(runtime, 1);

        runtime.close();

        assertThatThrownBy(answer::get).cause().hasMessageStartingWith("the socket has ended: ");
        assertThat(plugin.getFirst().ended().get()).isNotEmpty();
        assertThatThrownBy(plugin.getFirst().call("r", "m", Empty.getDefaultInstance(), PATIENCE)::get).cause()
                .hasMessageStartingWith("the socket has ended: ");
    }

    @Test
    void read_ofAConnectionThatIsNotKnown_isPassedOver() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        List<TtrpcSocket> plugin = new ArrayList<>();
        SocketChannel runtime = accept((_, method, _) -> {
            asked.add(method);
            return Empty.getDefaultInstance();
        }, plugin);
        Chunks chunks = new Chunks(runtime);
        chunks.write(7, ByteBuffer.allocate(5_000));
        Request request = Request.newBuilder().setService("s").setMethod("Known").build();

        chunks.write(PLUGIN, new Frame(1, Frame.Type.REQUEST, request.toByteString().asReadOnlyByteBuffer()).encode());

        assertThat(read(runtime, Chunks.HEADER + Frame.HEADER)).startsWith(0, 0, 0, PLUGIN);
        assertThat(asked).containsExactly("Known");
    }

    @Test
    void read_ofAChunkThatIsTooLarge_endsTheSocket() throws Exception {
        List<TtrpcSocket> plugin = new ArrayList<>();
        SocketChannel runtime = accept(NOBODY, plugin);

        int _ = runtime.write(ByteBuffer.allocate(Chunks.HEADER).putInt(PLUGIN).putInt(1 << 30).flip());

        assertThat(plugin.getFirst().ended().get())
                .isEqualTo("it sent a chunk of 1073741824 bytes, and 4194314 are allowed");
    }
}
