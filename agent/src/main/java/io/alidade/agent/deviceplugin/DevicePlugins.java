package io.alidade.agent.deviceplugin;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.PluginCalls;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.settings.Profile;
import io.alidade.agent.socket.SocketPlace;
import io.alidade.agent.socket.SocketUsers;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The folder of the device plugins, with the socket on which they register.
public final class DevicePlugins implements AutoCloseable {
    private static final String SOCKET = "kubelet.sock";
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private final Path folder;
    private final GrpcSockets sockets;
    private final PluginTimes times;
    private final DecisionThread thread;
    private final PluginTable table;
    private final PluginMeter meter;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile AutoCloseable server = () -> {};

    /// @param desk   what becomes of the devices; called on `thread`
    /// @param thread the decision thread
    public DevicePlugins(Path folder, GrpcSockets sockets, KubeletVersion version, Profile profile, PluginTimes times,
            NodeDesk desk, DecisionThread thread, AgentLog log, InstantSource clock, PluginMeter meter) {
        this.folder = folder;
        this.sockets = sockets;
        this.times = times;
        this.thread = thread;
        this.meter = meter;
        this.table = new PluginTable(desk, version, profile, times, clock, log, thread, meter);
    }

    /// What plugins are asked; for the decision thread.
    public PluginCalls calls() {
        return table;
    }

    /// All plugins, by resource, with the moment since which they are gone, if they are. For any thread.
    public Map<String, Optional<Instant>> gone() {
        return table.gone();
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
        Server serving = new SocketPlace(folder.resolve(SOCKET), "--device-plugins").serve(socket -> {
            removeSockets();
            return sockets.serve(socket, List.of(new Registrations(folder, sockets, table, times, thread, meter)),
                    new SocketUsers(socket).owners("register device plugins"));
        });
        server = serving::shutdownNow;
        Thread.ofVirtual().name("lost-plugins").start(this::sweep);
    }

    private void removeSockets() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (SocketPlace.isSocket(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void sweep() {
        Runnable look = thread.oneAtATime(table::forgetLost);
        try {
            while (!end.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                look.run();
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
