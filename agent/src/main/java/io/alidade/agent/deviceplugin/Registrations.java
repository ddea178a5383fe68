package io.alidade.agent.deviceplugin;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.PluginFailure;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import io.alidade.wire.deviceplugin.Empty;
import io.alidade.wire.deviceplugin.RegisterRequest;
import io.alidade.wire.deviceplugin.RegistrationGrpc;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/// The service on which plugins register (device-manager 3.2). It answers when the plugin is connected; errors have the
/// kubelet's words and its code, Unknown.
final class Registrations extends RegistrationGrpc.RegistrationImplBase {
    private static final String VERSION = "v1beta1";

    private final Path folder;
    private final GrpcSockets sockets;
    private final PluginTable table;
    private final PluginTimes times;
    private final DecisionThread thread;
    private final PluginMeter meter;

    Registrations(Path folder, GrpcSockets sockets, PluginTable table, PluginTimes times, DecisionThread thread,
            PluginMeter meter) {
        this.folder = folder;
        this.sockets = sockets;
        this.table = table;
        this.times = times;
        this.thread = thread;
        this.meter = meter;
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<Empty> answers) {
        try {
            register(request);
        } catch (PluginFailure failure) {
            answers.onError(Status.UNKNOWN.withDescription(failure.getMessage()).asException());
            return;
        } catch (RejectedExecutionException failure) {
            answers.onError(Status.UNAVAILABLE.withDescription(failure.getMessage()).asException());
            return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            answers.onError(Status.CANCELLED.asException());
            return;
        }
        answers.onNext(Empty.getDefaultInstance());
        answers.onCompleted();
    }

    private void register(RegisterRequest request) throws InterruptedException {
        meter.registration(request.getResourceName());
        if (!request.getVersion().equals(VERSION)) {
            throw new PluginFailure("requested API version \"" + request.getVersion()
                    + "\" is not supported by kubelet. Supported version is [\"" + VERSION + "\"]");
        }
        if (!ExtendedResourceName.isValid(request.getResourceName())) {
            throw new PluginFailure("the ResourceName \"" + request.getResourceName() + "\" is invalid");
        }
        PluginConnection connection = PluginConnection.dial(sockets, request.getResourceName(),
                socket(request.getEndpoint()), times);
        try {
            DevicePluginOptions options = connection.options();
            boolean _ = thread.request(() -> {
                table.register(request.getResourceName(), connection, options);
                return CompletableFuture.completedFuture(true);
            }).join();
        } catch (CompletionException failure) {
            connection.close();
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /// The plugin's socket, which is in the folder of the plugins and belongs to this user or to root.
    private Path socket(String endpoint) {
        Path name = Path.of(endpoint.replace('\0', '/'));
        if (endpoint.isEmpty() || endpoint.equals(".") || endpoint.equals("..") || name.getNameCount() != 1
                || name.isAbsolute() || !name.toString().equals(endpoint)) {
            throw new PluginFailure("failed to dial device plugin: the endpoint \"" + endpoint
                    + "\" is not the name of a socket in the folder of the device plugins");
        }
        Path socket = folder.resolve(name);
        if (!GrpcSockets.isShortEnough(socket)) {
            throw new PluginFailure("failed to dial device plugin: the path " + socket + " is too long for a socket");
        }
        try {
            if (Files.exists(socket) && !isTrusted(socket)) {
                throw new PluginFailure("failed to dial device plugin: " + socket + " belongs to another user");
            }
        } catch (IOException failure) {
            throw new PluginFailure("failed to dial device plugin: " + failure);
        }
        return socket;
    }

    private boolean isTrusted(Path socket) throws IOException {
        Object owner = Files.getAttribute(socket, "unix:uid");
        return owner.equals(0) || owner.equals(Files.getAttribute(folder, "unix:uid"));
    }
}
