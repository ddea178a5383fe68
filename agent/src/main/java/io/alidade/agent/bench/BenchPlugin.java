package io.alidade.agent.bench;

import io.alidade.wire.deviceplugin.AllocateRequest;
import io.alidade.wire.deviceplugin.AllocateResponse;
import io.alidade.wire.deviceplugin.ContainerAllocateResponse;
import io.alidade.wire.deviceplugin.Device;
import io.alidade.wire.deviceplugin.DevicePluginGrpc;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import io.alidade.wire.deviceplugin.Empty;
import io.alidade.wire.deviceplugin.ListAndWatchResponse;
import io.alidade.wire.deviceplugin.NUMANode;
import io.alidade.wire.deviceplugin.RegisterRequest;
import io.alidade.wire.deviceplugin.RegistrationGrpc;
import io.alidade.wire.deviceplugin.TopologyInfo;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A device plugin with devices on all NUMA nodes in turn, which answers at once.
final class BenchPlugin extends DevicePluginGrpc.DevicePluginImplBase implements AutoCloseable {
    private final Server server;
    private final ListAndWatchResponse list;

    private BenchPlugin(GrpcSockets sockets, Path socket, ListAndWatchResponse list) throws IOException {
        this.list = list;
        Files.deleteIfExists(socket);
        server = sockets.serve(socket, List.of(this));
    }

    /// Serves a resource, and registers with whoever serves `kubelet.sock` in the folder.
    static BenchPlugin register(GrpcSockets sockets, Path folder, String resource, int devices, int numaNodes)
            throws IOException {
        ListAndWatchResponse.Builder list = ListAndWatchResponse.newBuilder();
        for (int device = 0; device < devices; device++) {
            list.addDevices(Device.newBuilder().setID(String.format(java.util.Locale.ROOT, "dev%04d", device))
                    .setHealth("Healthy").setTopology(TopologyInfo.newBuilder()
                            .addNodes(NUMANode.newBuilder().setID(device % numaNodes))));
        }
        String endpoint = resource.replace('/', '-') + ".sock";
        BenchPlugin plugin = new BenchPlugin(sockets, folder.resolve(endpoint), list.build());
        ManagedChannel channel = sockets.channel(folder.resolve("kubelet.sock"));
        try {
            Empty _ = RegistrationGrpc.newBlockingStub(channel).register(RegisterRequest.newBuilder()
                    .setVersion("v1beta1").setEndpoint(endpoint).setResourceName(resource).build());
        } catch (RuntimeException failure) {
            plugin.close();
            throw failure;
        } finally {
            channel.shutdownNow();
        }
        return plugin;
    }

    @Override
    public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> answers) {
        answers.onNext(DevicePluginOptions.getDefaultInstance());
        answers.onCompleted();
    }

    @Override
    public void listAndWatch(Empty request, StreamObserver<ListAndWatchResponse> answers) {
        answers.onNext(list);
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> answers) {
        AllocateResponse.Builder response = AllocateResponse.newBuilder();
        request.getContainerRequestsList().forEach(container -> response.addContainerResponses(
                ContainerAllocateResponse.newBuilder().putEnvs("DEVICES",
                        String.join(",", container.getDevicesIdsList()))));
        answers.onNext(response.build());
        answers.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
