package io.alidade.wire.socket;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Servers and channels on Unix sockets. One thread moves the bytes of all of them; services and answers run on virtual
/// threads, so one that blocks stops nobody else.
public final class GrpcSockets implements AutoCloseable {
    /// What the kernel takes as the path of a Unix socket, in bytes.
    public static final int MAX_PATH_BYTES = 107;

    // They warn with a stack trace of each message that is too large, and for each connection that a Unix socket has no
    // SO_KEEPALIVE. What a peer does wrong its caller is told. Held here: a logger that nobody holds is forgotten, and its
    // level with it.
    private static final List<Logger> LOUD = List.of(Logger.getLogger("io.netty"), Logger.getLogger("io.grpc"));
    private static final String MODE = "rw-rw----";
    private static final long QUIET_MILLIS = 0;
    private static final long SHUTDOWN_MILLIS = 1_000;

    static {
        LOUD.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private final int maxMessageBytes;
    private final EventLoopGroup bytes;
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();

    /// @param maxMessageBytes of one message in either direction; a larger one fails its call
    public GrpcSockets(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.bytes = new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("socket-bytes").daemon().factory(),
                NioIoHandler.newFactory());
    }

    /// True for a path that the kernel takes for a socket.
    public static boolean isShortEnough(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
    }

    /// Serves whoever may open a new socket, as [#serve(Path, List, PeerCheck)].
    ///
    /// @throws IOException if there is one, or if it cannot be made
    public Server serve(Path socket, List<BindableService> services) throws IOException {
        return serve(socket, services, PeerCheck.ANYBODY);
    }

    /// Serves on a new socket, which owner and group may use and nobody else. A file in its place must have been removed.
    ///
    /// @param check who of those who have opened it may make calls
    /// @throws IOException if there is one, or if it cannot be made
    public Server serve(Path socket, List<BindableService> services, PeerCheck check) throws IOException {
        PeerCredentials credentials = new PeerCredentials(check);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class).bossEventLoopGroup(bytes).workerEventLoopGroup(bytes)
                .executor(work).maxInboundMessageSize(maxMessageBytes).protocolNegotiator(credentials)
                .intercept(credentials);
        services.forEach(builder::addService);
        Server server = builder.build().start();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(MODE));
        return server;
    }

    /// A channel to whoever serves a socket; it connects with the first call. Like the kubelet it calls the other end
    /// `localhost` (device-manager 1).
    public ManagedChannel channel(Path socket) {
        return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class).eventLoopGroup(bytes).executor(work)
                .overrideAuthority("localhost").maxInboundMessageSize(maxMessageBytes).usePlaintext().build();
    }

    /// Ends the threads; servers and channels are to be shut down before.
    @Override
    public void close() {
        Future<?> _ = bytes.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        work.shutdownNow();
    }
}
