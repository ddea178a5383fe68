package io.alidade.agent.deviceplugin;

import io.alidade.wire.deviceplugin.AllocateRequest;
import io.alidade.wire.deviceplugin.AllocateResponse;
import io.alidade.wire.deviceplugin.ContainerAllocateResponse;
import io.alidade.wire.deviceplugin.ContainerPreferredAllocationResponse;
import io.alidade.wire.deviceplugin.Device;
import io.alidade.wire.deviceplugin.DevicePluginGrpc;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import io.alidade.wire.deviceplugin.Empty;
import io.alidade.wire.deviceplugin.ListAndWatchResponse;
import io.alidade.wire.deviceplugin.NUMANode;
import io.alidade.wire.deviceplugin.PreStartContainerRequest;
import io.alidade.wire.deviceplugin.PreStartContainerResponse;
import io.alidade.wire.deviceplugin.PreferredAllocationRequest;
import io.alidade.wire.deviceplugin.PreferredAllocationResponse;
import io.alidade.wire.deviceplugin.RegisterRequest;
import io.alidade.wire.deviceplugin.RegistrationGrpc;
import io.alidade.wire.deviceplugin.TopologyInfo;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A device plugin with a socket of its own, as one written for the kubelet; what it answers can be chosen.
final class TestPlugin extends DevicePluginGrpc.DevicePluginImplBase implements AutoCloseable {
    private final GrpcSockets sockets;
    private final Path folder;
    private final String endpoint;
    private final Server server;
    private final List<StreamObserver<ListAndWatchResponse>> watchers = new CopyOnWriteArrayList<>();
    final List<List<String>> allocated = new CopyOnWriteArrayList<>();
    /// The devices of each `PreStartContainer`.
    final List<List<String>> prepared = new CopyOnWriteArrayList<>();
    /// Fails them, if not empty.
    volatile String preStartFailure = "";
    /// Never answers to them.
    volatile boolean hangs;
    private volatile ListAndWatchResponse list;
    volatile DevicePluginOptions options = DevicePluginOptions.getDefaultInstance();
    /// What it prefers; empty: it never answers.
    volatile List<String> preferred = List.of();
    volatile AllocateResponse response = AllocateResponse.newBuilder()
            .addContainerResponses(ContainerAllocateResponse.newBuilder().putEnvs("GPU", "yes")).build();
    /// Fails the next allocations, if not empty.
    volatile String failure = "";

    TestPlugin(GrpcSockets sockets, Path folder, String endpoint, Device... devices) throws IOException {
        this.sockets = sockets;
        this.folder = folder;
        this.endpoint = endpoint;
        this.list = ListAndWatchResponse.newBuilder().addAllDevices(List.of(devices)).build();
        Files.deleteIfExists(folder.resolve(endpoint));
        this.server = sockets.serve(folder.resolve(endpoint), List.of(this));
    }

    static Device device(String id, String health, long... numaNodes) {
        Device.Builder device = Device.newBuilder().setID(id).setHealth(health);
        if (numaNodes.length > 0) {
            TopologyInfo.Builder topology = TopologyInfo.newBuilder();
            for (long numaNode : numaNodes) {
                topology.addNodes(NUMANode.newBuilder().setID(numaNode));
            }
            device.setTopology(topology);
        }
        return device.build();
    }

    /// Registers; the error text of a refusal, or nothing.
    String register(String resource) {
        return register(resource, "v1beta1", endpoint);
    }

    String register(String resource, String version, String socket) {
        ManagedChannel channel = sockets.channel(folder.resolve("kubelet.sock"));
        try {
            RegistrationGrpc.newBlockingStub(channel).register(RegisterRequest.newBuilder().setVersion(version)
                    .setEndpoint(socket).setResourceName(resource).build());
            return "";
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode() + ": " + refused.getStatus().getDescription();
        } finally {
            channel.shutdownNow();
        }
    }

    /// Tells another list.
    void tell(Device... devices) {
        list = ListAndWatchResponse.newBuilder().addAllDevices(List.of(devices)).build();
        watchers.forEach(watcher -> watcher.onNext(list));
    }

    /// Ends its streams and goes on serving.
    void endStreams() {
        watchers.forEach(StreamObserver::onCompleted);
        watchers.clear();
    }

    List<StreamObserver<ListAndWatchResponse>> watchers() {
        return watchers;
    }

    @Override
    public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> answers) {
        answers.onNext(options);
        answers.onCompleted();
    }

    @Override
    public void listAndWatch(Empty request, StreamObserver<ListAndWatchResponse> answers) {
        watchers.add(answers);
        answers.onNext(list);
    }

    @Override
    public void getPreferredAllocation(PreferredAllocationRequest request,
            StreamObserver<PreferredAllocationResponse> answers) {
        if (preferred.isEmpty()) {
            return;
        }
        answers.onNext(PreferredAllocationResponse.newBuilder().addContainerResponses(
                ContainerPreferredAllocationResponse.newBuilder().addAllDeviceIDs(preferred)).build());
        answers.onCompleted();
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> answers) {
        if (!failure.isEmpty()) {
            answers.onError(Status.UNKNOWN.withDescription(failure).asException());
            return;
        }
        allocated.add(List.copyOf(request.getContainerRequests(0).getDevicesIdsList()));
        answers.onNext(response);
        answers.onCompleted();
    }

    @Override
    public void preStartContainer(PreStartContainerRequest request, StreamObserver<PreStartContainerResponse> answers) {
        prepared.add(List.copyOf(request.getDevicesIdsList()));
        if (hangs) {
            return;
        }
        if (!preStartFailure.isEmpty()) {
            answers.onError(Status.UNKNOWN.withDescription(preStartFailure).asException());
            return;
        }
        answers.onNext(PreStartContainerResponse.getDefaultInstance());
        answers.onCompleted();
    }

    @Override
    public void close() {
        stop();
    }

    /// As if it were killed.
    void stop() {
        try {
            server.shutdownNow().awaitTermination();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
