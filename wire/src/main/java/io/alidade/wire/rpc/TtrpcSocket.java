package io.alidade.wire.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.alidade.wire.ttrpc.Request;
import io.alidade.wire.ttrpc.Response;
import io.alidade.wire.ttrpc.Status;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One socket with two ttrpc connections: calls of the other end come in on one, calls of this end go out on the other.
///
/// Neither end waits for the other to read: what is to be sent waits in a queue, and when the other end has left
/// [#MAX_WAITING] frames unread, or unanswered, the socket is closed.
public final class TtrpcSocket implements AutoCloseable {
    private static final int MAX_WAITING = 1_024;
    /// Streams of a caller are odd.
    private static final int STREAM_STEP = 2;
    private static final String TOO_LARGE = "the message has more than " + Frame.MAX_DATA + " bytes";

    private final ByteChannel channel;
    private final Chunks chunks;
    private final int served;
    private final int called;
    private final RpcService service;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final BlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>(MAX_WAITING);
    private final BlockingQueue<Frame> requests = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Map<Integer, CompletableFuture<ByteString>> calls = new ConcurrentHashMap<>();
    private final AtomicInteger nextStream = new AtomicInteger(1);
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread reader = Thread.ofVirtual().name("ttrpc-reader").unstarted(this::read);
    private final Thread writer = Thread.ofVirtual().name("ttrpc-writer").unstarted(this::write);
    private final Thread worker = Thread.ofVirtual().name("ttrpc-answers").unstarted(this::work);

    /// A frame on its way to a connection.
    private record Outgoing(int connection, Frame frame) {}

    /// @param served  the connection on which `service` is asked
    /// @param called  the connection on which this end calls
    public TtrpcSocket(ByteChannel channel, int served, int called, RpcService service) {
        this.channel = channel;
        this.chunks = new Chunks(channel);
        this.served = served;
        this.called = called;
        this.service = service;
    }

    /// Connects to whoever listens on a Unix socket.
    ///
    /// @throws IOException if nobody does
    public static TtrpcSocket connect(Path socket, int served, int called, RpcService service) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        return new TtrpcSocket(channel, served, called, service);
    }

    /// Begins to serve and to listen for answers; before, nothing is read.
    public void start() {
        if (started.compareAndSet(false, true)) {
            reader.start();
            writer.start();
            worker.start();
        }
    }

    /// Done, with the reason, when the socket has ended.
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    /// Calls the other end. The future fails with [RpcFailure].
    ///
    /// @param timeout told to the other end; kept by this one, whether that keeps it or not
    public CompletableFuture<ByteString> call(String name, String method, MessageLite request, Duration timeout) {
        Request envelope = Request.newBuilder().setService(name).setMethod(method).setPayload(request.toByteString())
                .setTimeoutNano(timeout.toNanos()).build();
        if (envelope.getSerializedSize() > Frame.MAX_DATA) {
            return CompletableFuture.failedFuture(new RpcFailure(RpcFailure.INVALID_ARGUMENT, TOO_LARGE));
        }
        CompletableFuture<ByteString> answer = new CompletableFuture<>();
        int stream = nextStream.getAndAdd(STREAM_STEP);
        calls.put(stream, answer);
        send(called, new Frame(stream, Frame.Type.REQUEST, envelope.toByteString().asReadOnlyByteBuffer()));
        if (ended.isDone()) {
            answer.completeExceptionally(gone());
        }
        CompletableFuture<ByteString> result = answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failure instanceof TimeoutException
                        ? new RpcFailure(RpcFailure.DEADLINE_EXCEEDED,
                                method + " was not answered within " + timeout.toMillis() + " ms")
                        : failure));
        CompletableFuture<?> _ = answer.whenComplete((_, _) -> calls.remove(stream));
        return result;
    }

    private RpcFailure gone() {
        return new RpcFailure(RpcFailure.UNAVAILABLE, "the socket has ended: " + ended.getNow("it was closed"));
    }

    private void send(int connection, Frame frame) {
        if (!outgoing.offer(new Outgoing(connection, frame))) {
            end("it does not read what it is sent");
        }
    }

    private void write() {
        try {
            while (!ended.isDone()) {
                Outgoing next = outgoing.take();
                chunks.write(next.connection(), next.frame().encode());
            }
        } catch (IOException failure) {
            end(String.valueOf(failure.getMessage()));
        } catch (InterruptedException _) {
            // The socket has ended.
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        FrameAssembler asked = new FrameAssembler();
        FrameAssembler answered = new FrameAssembler();
        try {
            boolean more = true;
            while (more) {
                more = chunks.read((connection, piece) -> {
                    if (connection == served) {
                        asked.take(piece, this::requested);
                    } else if (connection == called) {
                        answered.take(piece, this::answered);
                    }
                });
            }
            end("it closed the socket");
        } catch (IOException failure) {
            end(String.valueOf(failure.getMessage()));
        }
    }

    private void requested(Frame frame) {
        if (frame.type() == Frame.Type.REQUEST && !requests.offer(frame)) {
            end("it asks more than is answered");
        }
    }

    private void answered(Frame frame) {
        CompletableFuture<ByteString> call = calls.get(frame.stream());
        if (frame.type() != Frame.Type.RESPONSE || call == null) {
            return;
        }
        try {
            Response response = Response.parseFrom(frame.data());
            if (response.getStatus().getCode() == 0) {
                call.complete(response.getPayload());
            } else {
                call.completeExceptionally(
                        new RpcFailure(response.getStatus().getCode(), response.getStatus().getMessage()));
            }
        } catch (InvalidProtocolBufferException failure) {
            call.completeExceptionally(new RpcFailure(RpcFailure.UNKNOWN,
                    "the answer cannot be read: " + failure.getMessage()));
        }
    }

    private void work() {
        try {
            while (!ended.isDone()) {
                Frame request = requests.take();
                send(served, new Frame(request.stream(), Frame.Type.RESPONSE,
                        response(request.data()).toByteString().asReadOnlyByteBuffer()));
            }
        } catch (InterruptedException _) {
            // The socket has ended.
            Thread.currentThread().interrupt();
        }
    }

    private Response response(ByteBuffer data) {
        try {
            Request request = Request.parseFrom(data);
            MessageLite answer = service.answer(request.getService(), request.getMethod(), request.getPayload());
            Response response = Response.newBuilder().setPayload(answer.toByteString()).build();
            return response.getSerializedSize() <= Frame.MAX_DATA ? response
                    : failed(RpcFailure.UNKNOWN, new RpcFailure(RpcFailure.UNKNOWN, TOO_LARGE));
        } catch (RpcFailure failure) {
            return failed(failure.code(), failure);
        } catch (InvalidProtocolBufferException failure) {
            return failed(RpcFailure.INVALID_ARGUMENT, failure);
        } catch (RuntimeException failure) {
            // A fault of this end's must not take its peer's answer away.
            return failed(RpcFailure.UNKNOWN, failure);
        }
    }

    private static Response failed(int code, Exception failure) {
        return Response.newBuilder().setStatus(Status.newBuilder().setCode(code)
                .setMessage(String.valueOf(failure.getMessage()))).build();
    }

    private void end(String reason) {
        if (!ended.complete(reason)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException _) {
            // It has ended all the same.
        }
        writer.interrupt();
        worker.interrupt();
        calls.values().forEach(call -> call.completeExceptionally(gone()));
    }

    @Override
    public void close() {
        end("it was closed here");
    }
}
