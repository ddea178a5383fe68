package io.alidade.agent.deviceplugin;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.PluginCalls;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Server;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The folder of the device plugins, with the socket on which they register.
public final class DevicePlugins implements AutoCloseable {
    private static final String SOCKET = "kubelet.sock";
    private static final String FOLDER_MODE = "rwxr-x---";
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET_TYPE = 0140000;
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private final Path folder;
    private final GrpcSockets sockets;
    private final PluginTimes times;
    private final DecisionThread thread;
    private final PluginTable table;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile AutoCloseable server = () -> {};

    /// @param events what becomes of the devices; called on `thread`
    /// @param thread the decision thread
    public DevicePlugins(Path folder, GrpcSockets sockets, KubeletVersion version, Profile profile, PluginTimes times,
            DeviceEvents events, DecisionThread thread, AgentLog log, InstantSource clock) {
        this.folder = folder;
        this.sockets = sockets;
        this.times = times;
        this.thread = thread;
        this.table = new PluginTable(events, version, profile, times, clock, log, thread);
    }

    /// What plugins are asked; for the decision thread.
    public PluginCalls calls() {
        return table;
    }

    /// Takes in the resources that a checkpoint knows; for the decision thread.
    public void known(Iterable<String> resources) {
        table.known(resources);
    }

    /// Makes the folder, removes the sockets in it, which tells plugins to register again, and serves (device-manager 3.1).
    /// Other files stay.
    ///
    /// @throws BadInput if a kubelet or another agent serves there, or nobody can
    public void serve() {
        Path socket = folder.resolve(SOCKET);
        if (!GrpcSockets.isShortEnough(socket)) {
            throw new BadInput("the path " + socket + " is too long for a socket: "
                    + GrpcSockets.MAX_PATH_BYTES + " bytes are the most.",
                    "Name a folder with a shorter path with --device-plugins.");
        }
        if (answers(socket)) {
            throw new BadInput("a kubelet or another agent serves " + socket + " already.",
                    "Stop it first, or name another folder with --device-plugins.");
        }
        try {
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_MODE));
            }
            removeSockets();
            Server serving = sockets.serve(socket,
                    List.of(new Registrations(folder, sockets, table, times, thread)));
            server = serving::shutdownNow;
        } catch (IOException failure) {
            throw new BadInput(socket + " cannot be served: " + DurableFiles.reason(failure) + ".",
                    "Check the permissions of the folder, or name another one with --device-plugins.");
        }
        Thread.ofVirtual().name("lost-plugins").start(this::sweep);
    }

    private static boolean answers(Path socket) {
        if (Files.notExists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException _) {
            return false;
        }
    }

    private void removeSockets() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer mode
                        && (mode & FILE_TYPE) == SOCKET_TYPE) {
                    Files.delete(file);
                }
            }
        }
    }

    private void sweep() {
        try {
            while (!end.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.execute(table::forgetLost);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Forgets plugins that have been gone for too long, now; for the decision thread.
    void forgetLost() {
        table.forgetLost();
    }

    /// Ends serving and closes all connections; called before the decision thread is closed.
    @Override
    public void close() {
        end.countDown();
        try {
            server.close();
        } catch (Exception _) {
            // A server that is shut down throws nothing.
        }
        thread.execute(table::closeAll);
    }
}
