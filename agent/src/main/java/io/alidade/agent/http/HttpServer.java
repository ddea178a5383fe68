package io.alidade.agent.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/// Serves requests on one socket, each on a virtual thread of its own.
public final class HttpServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 16 << 20;
    private static final int MAX_AT_ONCE = 64;
    private static final Duration MAX_READ = Duration.ofSeconds(10);
    /// For an answer that is whole.
    private static final Duration MAX_ANSWER = Duration.ofSeconds(30);
    /// For one write of a stream.
    private static final Duration MAX_WRITE = Duration.ofSeconds(10);
    /// Callers who are told at the same time that there are too many; of more the connection is closed without a word.
    private static final int MAX_TURNED_AWAY = 256;
    private static final Duration MAX_FAREWELL = Duration.ofSeconds(1);
    private static final int MOST_UNREAD_BYTES = 64 << 10;
    private static final String MODE = "rw-rw----";

    private final ServerSocketChannel server;
    private final Function<HttpRequest, HttpResponse> handler;
    private final Kind kind;
    private final Semaphore room = new Semaphore(MAX_AT_ONCE);
    private final Semaphore farewells = new Semaphore(MAX_TURNED_AWAY);
    private final LongAdder turnedAway = new LongAdder();
    private final Set<SocketChannel> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService limits = limits();

    /// How callers are spoken to.
    private sealed interface Kind {
        /// The kernel says who they are.
        record Unix() implements Kind {}

        /// Anybody.
        record Plain() implements Kind {}

        /// Anybody, or whoever has a certificate.
        record Secret(Supplier<SSLContext> contexts, boolean takesCertificates) implements Kind {}
    }

    private HttpServer(ServerSocketChannel server, Kind kind, Function<HttpRequest, HttpResponse> handler) {
        this.server = server;
        this.kind = kind;
        this.handler = handler;
        Thread _ = Thread.ofPlatform().name("http").daemon().start(this::accept);
    }

    /// Ends what takes too long. What was in time is forgotten at once, and wakes nobody later.
    private static ScheduledExecutorService limits() {
        ScheduledThreadPoolExecutor limits = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("http-limits").daemon().factory());
        limits.setRemoveOnCancelPolicy(true);
        return limits;
    }

    /// Serves on a new Unix socket, which owner and group may use. A file in its place must have been removed.
    ///
    /// @throws IOException if it cannot be made
    public static HttpServer onSocket(Path socket, Function<HttpRequest, HttpResponse> handler) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(MODE));
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
        return new HttpServer(server, new Kind.Unix(), handler);
    }

    /// Serves on an address of the network.
    ///
    /// @throws IOException if it cannot be taken
    public static HttpServer onAddress(SocketAddress address, Function<HttpRequest, HttpResponse> handler)
            throws IOException {
        return onAddress(address, new Kind.Plain(), handler);
    }

    /// Serves on an address of the network by TLS.
    ///
    /// @param contexts          the context of each connection
    /// @param takesCertificates whether callers are asked for one
    /// @throws IOException if it cannot be taken
    public static HttpServer onAddress(SocketAddress address, Supplier<SSLContext> contexts, boolean takesCertificates,
            Function<HttpRequest, HttpResponse> handler) throws IOException {
        return onAddress(address, new Kind.Secret(contexts, takesCertificates), handler);
    }

    private static HttpServer onAddress(SocketAddress address, Kind kind, Function<HttpRequest, HttpResponse> handler)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address);
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
        return new HttpServer(server, kind, handler);
    }

    private Wire wire(SocketChannel channel) throws IOException {
        return kind instanceof Kind.Secret(var contexts, var takesCertificates)
                ? Wire.secret(channel, contexts, takesCertificates) : Wire.plain(channel);
    }

    /// Where it serves; of a port 0 the one that was taken.
    public SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().name("http-request").start(() -> serve(channel));
            } catch (IOException _) {
                // The server is closed, or the caller is gone already.
            }
        }
    }

    /// How many callers were turned away since there were too many.
    public long turnedAway() {
        return turnedAway.sum();
    }

    private void serve(SocketChannel channel) {
        if (!room.tryAcquire()) {
            turnAway(channel);
            return;
        }
        AtomicBoolean isCounted = new AtomicBoolean(true);
        Runnable counted = () -> {
            if (isCounted.getAndSet(false)) {
                room.release();
            }
        };
        ScheduledFuture<?> limit = limited(channel, MAX_READ);
        try (channel) {
            Wire wire = wire(channel);
            HttpResponse response;
            boolean head = false;
            try {
                HttpMessage message = HttpMessage.read(wire.in(), MAX_BODY_BYTES, false);
                boolean _ = limit.cancel(false);
                HttpRequest request = request(message, peer(channel), wire.certificate());
                head = request.method().equals("HEAD");
                response = answer(head ? request.by("GET") : request);
            } catch (HttpMessage.TooLarge tooLarge) {
                response = HttpResponse.problem(HttpResponse.TOO_LARGE, tooLarge.getMessage() + ".", "Send less.");
            } catch (IllegalArgumentException malformed) {
                response = HttpResponse.problem(HttpResponse.BAD_REQUEST,
                        "this is no request: " + malformed.getMessage()
                                + ".",
                        "Speak HTTP/1.1.");
            }
            try {
                limit = limited(channel, MAX_ANSWER);
                write(wire.out(), response, head);
                boolean _ = limit.cancel(false);
                if (response.stream().isPresent() && !head) {
                    counted.run();
                    stream(channel, wire.out(), response.stream().get());
                }
            } finally {
                response.stream().ifPresent(HttpResponse.Stream::close);
            }
        } catch (IOException | RejectedExecutionException _) {
            // The caller is gone, or has taken too long, or the server ends.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            boolean _ = limit.cancel(false);
            counted.run();
        }
    }

    private ScheduledFuture<?> limited(SocketChannel channel, Duration most) {
        return limits.schedule(() -> close(channel), most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Every write has its time, so that whoever reads nothing keeps nothing.
    private void stream(SocketChannel channel, OutputStream out, HttpResponse.Stream stream)
            throws IOException, InterruptedException {
        streams.add(channel);
        try {
            stream.write(bytes -> {
                ScheduledFuture<?> limit = limited(channel, MAX_WRITE);
                try {
                    out.write(bytes);
                    out.flush();
                } finally {
                    boolean _ = limit.cancel(false);
                }
            });
        } finally {
            streams.remove(channel);
        }
    }

    /// Says that there are too many. What the caller still sends is read for a moment: to close before would take the answer back.
    private void turnAway(SocketChannel channel) {
        turnedAway.increment();
        // By TLS nothing can be said before a greeting, which costs what is short.
        if (kind instanceof Kind.Secret || !farewells.tryAcquire()) {
            close(channel);
            return;
        }
        try (channel) {
            ScheduledFuture<?> _ = limited(channel, MAX_FAREWELL);
            write(Channels.newOutputStream(channel), HttpResponse.problem(HttpResponse.UNAVAILABLE,
                    MAX_AT_ONCE + " requests are served at the moment.", "Ask again later.").with("Retry-After", "5"),
                    false);
            channel.shutdownOutput();
            byte[] _ = Channels.newInputStream(channel).readNBytes(MOST_UNREAD_BYTES);
        } catch (IOException | RejectedExecutionException _) {
            // The caller is gone, or the server ends.
        } finally {
            farewells.release();
        }
    }

    private HttpResponse answer(HttpRequest request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException | Error failure) {
            return HttpResponse.problem(HttpResponse.INTERNAL, "internal error: " + failure,
                    "Please report it with the request.");
        }
    }

    private Optional<UnixDomainPrincipal> peer(SocketChannel channel) throws IOException {
        return kind instanceof Kind.Unix ? Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED))
                : Optional.empty();
    }

    private static HttpRequest request(HttpMessage message, Optional<UnixDomainPrincipal> peer,
            Optional<String> certificate) {
        String[] words = message.start().split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith("/")) {
            throw new IllegalArgumentException("its first line is none");
        }
        int mark = words[1].indexOf('?');
        String path = mark < 0 ? words[1] : words[1].substring(0, mark);
        Map<String, String> query = mark < 0 ? Map.of() : HttpRequest.parameters(words[1].substring(mark + 1));
        return new HttpRequest(words[0].toUpperCase(Locale.ROOT), HttpRequest.segments(path), query, message.headers(),
                message.body(), peer, certificate);
    }

    private static void write(OutputStream out, HttpResponse response, boolean head) throws IOException {
        StringBuilder start = new StringBuilder("HTTP/1.1 " + response.status() + " "
                + HttpResponse.phrase(response.status()) + "\r\nContent-Type: " + response.contentType());
        if (response.stream().isEmpty()) {
            start.append("\r\nContent-Length: ").append(response.body().length);
        }
        response.headers().forEach((name, value) -> start.append("\r\n").append(name).append(": ").append(value));
        start.append("\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n");
        out.write(start.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!head) {
            out.write(response.body());
        }
        out.flush();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() {
        limits.shutdownNow();
        streams.forEach(HttpServer::close);
        try {
            SocketAddress address = server.getLocalAddress();
            server.close();
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath());
            }
        } catch (IOException _) {
            // The kernel takes it back at the end of the process.
        }
    }
}
