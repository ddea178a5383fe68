package io.alidade.agent.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/// Serves requests on one socket, each on a virtual thread of its own.
public final class HttpServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 16 << 20;
    private static final int MAX_AT_ONCE = 64;
    private static final Duration MAX_READ = Duration.ofSeconds(10);
    private static final String MODE = "rw-rw----";

    private final ServerSocketChannel server;
    private final Function<HttpRequest, HttpResponse> handler;
    private final boolean isUnix;
    private final Semaphore room = new Semaphore(MAX_AT_ONCE);
    private final ScheduledExecutorService limits = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("http-limits").daemon().factory());

    private HttpServer(ServerSocketChannel server, boolean isUnix, Function<HttpRequest, HttpResponse> handler) {
        this.server = server;
        this.isUnix = isUnix;
        this.handler = handler;
        Thread _ = Thread.ofPlatform().name("http").daemon().start(this::accept);
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
        return new HttpServer(server, true, handler);
    }

    /// Serves on an address of the network.
    ///
    /// @throws IOException if it cannot be taken
    public static HttpServer onAddress(SocketAddress address, Function<HttpRequest, HttpResponse> handler)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address);
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
        return new HttpServer(server, false, handler);
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

    private void serve(SocketChannel channel) {
        if (!room.tryAcquire()) {
            close(channel);
            return;
        }
        ScheduledFuture<?> limit = limits.schedule(() -> close(channel), MAX_READ.toMillis(), TimeUnit.MILLISECONDS);
        try (channel) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            HttpResponse response;
            boolean head = false;
            try {
                HttpMessage message = HttpMessage.read(in, MAX_BODY_BYTES, false);
                boolean _ = limit.cancel(false);
                HttpRequest request = request(message, peer(channel));
                head = request.method().equals("HEAD");
                response = answer(head ? new HttpRequest("GET", request.segments(), request.query(), request.headers(),
                        request.body(), request.peer()) : request);
            } catch (HttpMessage.TooLarge tooLarge) {
                response = HttpResponse.problem(HttpResponse.TOO_LARGE, tooLarge.getMessage() + ".", "Send less.");
            } catch (IllegalArgumentException malformed) {
                response = HttpResponse.problem(HttpResponse.BAD_REQUEST,
                        "this is no request: " + malformed.getMessage()
                                + ".",
                        "Speak HTTP/1.1.");
            }
            write(Channels.newOutputStream(channel), response, head);
        } catch (IOException _) {
            // The caller is gone, or has taken too long.
        } finally {
            boolean _ = limit.cancel(false);
            room.release();
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
        return isUnix ? Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED)) : Optional.empty();
    }

    private static HttpRequest request(HttpMessage message, Optional<UnixDomainPrincipal> peer) {
        String[] words = message.start().split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith("/")) {
            throw new IllegalArgumentException("its first line is none");
        }
        int mark = words[1].indexOf('?');
        String path = mark < 0 ? words[1] : words[1].substring(0, mark);
        Map<String, String> query = new HashMap<>();
        if (mark >= 0) {
            Arrays.stream(words[1].substring(mark + 1).split("&", -1)).filter(part -> !part.isEmpty())
                    .forEach(part -> {
                        int equals = part.indexOf('=');
                        query.put(HttpRequest.decoded(equals < 0 ? part : part.substring(0, equals)),
                                equals < 0 ? "" : HttpRequest.decoded(part.substring(equals + 1)));
                    });
        }
        return new HttpRequest(words[0].toUpperCase(Locale.ROOT), HttpRequest.segments(path), query, message.headers(),
                message.body(), peer);
    }

    private static void write(OutputStream out, HttpResponse response, boolean head) throws IOException {
        String start = "HTTP/1.1 " + response.status() + " " + HttpResponse.phrase(response.status())
                + "\r\nContent-Type: " + response.contentType() + "\r\nContent-Length: " + response.body().length
                + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        out.write(start.getBytes(StandardCharsets.ISO_8859_1));
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
