package io.alidade.agent.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.alidade.wire.nri.ConfigureRequest;
import io.alidade.wire.nri.ConfigureResponse;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.ContainerRequest;
import io.alidade.wire.nri.ContainerUpdate;
import io.alidade.wire.nri.CreateContainerResponse;
import io.alidade.wire.nri.Empty;
import io.alidade.wire.nri.PodRequest;
import io.alidade.wire.nri.PodSandbox;
import io.alidade.wire.nri.SynchronizeRequest;
import io.alidade.wire.nri.SynchronizeResponse;
import io.alidade.wire.nri.UpdateContainersRequest;
import io.alidade.wire.nri.UpdateContainersResponse;
import io.alidade.wire.rpc.RpcFailure;
import io.alidade.wire.rpc.TtrpcSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The runtime's part of NRI without a runtime: takes one plugin, asks it as a runtime would, and takes note of what it asks
/// for by itself.
public final class NriRuntime implements AutoCloseable {
    private static final int PLUGIN_CONNECTION = 1;
    private static final int RUNTIME_CONNECTION = 2;
    private static final String PLUGIN_SERVICE = "nri.pkg.api.v1alpha1.Plugin";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path socket;
    private final ServerSocketChannel server;
    private final Duration requestTimeout;
    private final BlockingQueue<List<ContainerUpdate>> unasked = new LinkedBlockingQueue<>();
    private Optional<TtrpcSocket> plugin = Optional.empty();
    private volatile Consumer<ContainerUpdate> made = _ -> {};

    private NriRuntime(Path socket, ServerSocketChannel server, Duration requestTimeout) {
        this.socket = socket;
        this.server = server;
        this.requestTimeout = requestTimeout;
    }

    /// Listens on a new socket.
    ///
    /// @param requestTimeout that the plugin is told
    public static NriRuntime listen(Path socket, Duration requestTimeout) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return new NriRuntime(socket, server, requestTimeout);
    }

    /// Makes what the plugin asks for by itself, before it is answered.
    public void make(Consumer<ContainerUpdate> change) {
        made = change;
    }

    /// Waits for a plugin, and configures it.
    ///
    /// @return the events that it wants
    public int accept() throws IOException, InterruptedException {
        CountDownLatch registered = new CountDownLatch(1);
        TtrpcSocket connected = new TtrpcSocket(server.accept(), RUNTIME_CONNECTION, PLUGIN_CONNECTION,
                (_, method, payload) -> answer(method, payload, registered));
        plugin = Optional.of(connected);
        connected.start();
        if (!registered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the plugin does not register");
        }
        return call("Configure", ConfigureRequest.newBuilder().setRuntimeName("measured")
                .setRequestTimeout(requestTimeout.toMillis()).build(), ConfigureResponse.parser()).getEvents();
    }

    private MessageLite answer(String method, ByteString payload, CountDownLatch registered)
            throws RpcFailure, InvalidProtocolBufferException {
        return switch (method) {
            case "RegisterPlugin" -> {
                registered.countDown();
                yield Empty.getDefaultInstance();
            }
            case "UpdateContainers" -> {
                List<ContainerUpdate> updates = UpdateContainersRequest.parseFrom(payload).getUpdateList();
                updates.forEach(made);
                unasked.add(updates);
                yield UpdateContainersResponse.getDefaultInstance();
            }
            default -> throw new RpcFailure(RpcFailure.UNIMPLEMENTED, "there is no " + method + " here");
        };
    }

    /// Tells the plugin what runs.
    public SynchronizeResponse synchronize(List<PodSandbox> pods, List<Container> containers)
            throws IOException, InterruptedException {
        return call("Synchronize", SynchronizeRequest.newBuilder().addAllPods(pods).addAllContainers(containers)
                .build(), SynchronizeResponse.parser());
    }

    /// Tells it that a pod's sandbox is there.
    public void run(PodSandbox pod) throws IOException, InterruptedException {
        Empty _ = call("RunPodSandbox", PodRequest.newBuilder().setPod(pod).build(), Empty.parser());
    }

    /// Asks it where a container is to run.
    public CreateContainerResponse create(PodSandbox pod, Container container)
            throws IOException, InterruptedException {
        return call("CreateContainer", ContainerRequest.newBuilder().setPod(pod).setContainer(container).build(),
                CreateContainerResponse.parser());
    }

    /// Tells it that a container is created, and can be moved from now on.
    public void created(PodSandbox pod, Container container) throws IOException, InterruptedException {
        Empty _ = call("PostCreateContainer",
                ContainerRequest.newBuilder().setPod(pod).setContainer(container).build(), Empty.parser());
    }

    /// Tells it that a sandbox of a pod is cleared away.
    public void remove(PodSandbox pod) throws IOException, InterruptedException {
        Empty _ = call("RemovePodSandbox", PodRequest.newBuilder().setPod(pod).build(), Empty.parser());
    }

    /// Tells it that a container, the only one of its pod, is gone.
    public void remove(PodSandbox pod, Container container) throws IOException, InterruptedException {
        Empty _ = call("RemoveContainer", ContainerRequest.newBuilder().setPod(pod).setContainer(container).build(),
                Empty.parser());
        remove(pod);
    }

    /// Asks the plugin.
    ///
    /// @throws IOException if it does not answer, or answers with a status that is no success
    public <M> M call(String method, MessageLite request, Parser<M> answer) throws IOException, InterruptedException {
        try {
            return answer.parseFrom(plugin.orElseThrow(() -> new IOException("no plugin is connected"))
                    .call(PLUGIN_SERVICE, method, request, PATIENCE).get());
        } catch (ExecutionException failure) {
            throw new IOException(failure.getCause());
        }
    }

    /// What the plugin asked for by itself since the last call; waits until there is something.
    ///
    /// @throws IOException if nothing comes
    public List<ContainerUpdate> unasked() throws IOException, InterruptedException {
        List<ContainerUpdate> updates = unasked.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (updates == null) {
            throw new IOException("the plugin asks for nothing");
        }
        return updates;
    }

    /// Ends the connection, as a runtime that is started anew; the plugin comes again.
    public void drop() {
        plugin.ifPresent(TtrpcSocket::close);
        unasked.clear();
    }

    @Override
    public void close() {
        drop();
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException _) {
            // It has ended all the same.
        }
    }
}
