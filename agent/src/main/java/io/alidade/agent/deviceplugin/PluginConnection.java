package io.alidade.agent.deviceplugin;

import io.alidade.agent.decision.PluginCalls.Question;
import io.alidade.agent.decision.PluginFailure;
import io.alidade.wire.deviceplugin.AllocateRequest;
import io.alidade.wire.deviceplugin.AllocateResponse;
import io.alidade.wire.deviceplugin.ContainerAllocateRequest;
import io.alidade.wire.deviceplugin.ContainerPreferredAllocationRequest;
import io.alidade.wire.deviceplugin.DevicePluginGrpc;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import io.alidade.wire.deviceplugin.Empty;
import io.alidade.wire.deviceplugin.ListAndWatchResponse;
import io.alidade.wire.deviceplugin.PreStartContainerRequest;
import io.alidade.wire.deviceplugin.PreStartContainerResponse;
import io.alidade.wire.deviceplugin.PreferredAllocationRequest;
import io.alidade.wire.deviceplugin.PreferredAllocationResponse;
import io.alidade.wire.socket.Answers;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// A connection to one device plugin. Calls do not wait; what fails, fails with a [PluginFailure].
final class PluginConnection implements AutoCloseable {
    /// What a container needs for its devices goes into the checkpoint, which is bounded.
    private static final int MAX_RESPONSE_BYTES = 1 << 20;

    static final String PRE_START_FAILED = "device plugin PreStartContainer rpc failed with err: ";

    private final String resource;
    private final Path socket;
    private final ManagedChannel channel;
    private final PluginTimes times;
    private final DevicePluginGrpc.DevicePluginStub calls;
    private final AtomicBoolean ended = new AtomicBoolean();

    private PluginConnection(String resource, Path socket, ManagedChannel channel, PluginTimes times) {
        this.resource = resource;
        this.socket = socket;
        this.channel = channel;
        this.times = times;
        this.calls = DevicePluginGrpc.newStub(channel);
    }

    /// Dials a plugin and waits until it is connected (device-manager 3.2 rule 4).
    ///
    /// @throws PluginFailure if nobody answers in time
    static PluginConnection dial(GrpcSockets sockets, String resource, Path socket, PluginTimes times)
            throws InterruptedException {
        PluginConnection connection = new PluginConnection(resource, socket, sockets.channel(socket), times);
        if (!connection.connects(times.dial())) {
            connection.close();
            throw new PluginFailure("failed to dial device plugin: context deadline exceeded");
        }
        return connection;
    }

    private boolean connects(Duration limit) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        watch(ready);
        return ready.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void watch(CountDownLatch ready) {
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.READY) {
            ready.countDown();
        } else if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, () -> watch(ready));
        }
    }

    /// What the plugin wants to be asked (device-manager 3.2 rule 5).
    ///
    /// @throws PluginFailure if it does not say
    DevicePluginOptions options() {
        try {
            return DevicePluginGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(times.options().toMillis(), TimeUnit.MILLISECONDS)
                    .getDevicePluginOptions(Empty.getDefaultInstance());
        } catch (RuntimeException failure) {
            throw new PluginFailure("failed to get device plugin options: " + PluginWords.error(failure));
        }
    }

    Path socket() {
        return socket;
    }

    /// Who listens to a plugin.
    interface Listener {
        /// A list came. No other comes until `taken` has run.
        void told(DeviceList list, Runnable taken);

        /// The plugin is gone; nothing comes after this.
        void ended(String why);
    }

    /// Opens the stream of device lists.
    void watch(Listener listener) {
        calls.listAndWatch(Empty.getDefaultInstance(), new Lists(listener));
    }

    private final class Lists implements ClientResponseObserver<Empty, ListAndWatchResponse> {
        private final Listener listener;
        private Consumer<String> cancel = _ -> {};
        private Runnable next = () -> {};

        Lists(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Empty> call) {
            call.disableAutoRequestWithInitial(1);
            next = () -> call.request(1);
            cancel = why -> call.cancel(why, null);
        }

        @Override
        public void onNext(ListAndWatchResponse message) {
            try {
                listener.told(DeviceList.of(resource, message), next);
            } catch (IllegalArgumentException unusable) {
                cancel.accept(String.valueOf(unusable.getMessage()));
                end(String.valueOf(unusable.getMessage()));
            }
        }

        @Override
        public void onError(Throwable failure) {
            end(PluginWords.error(failure));
        }

        @Override
        public void onCompleted() {
            end("the plugin has ended its list");
        }

        private void end(String why) {
            if (ended.compareAndSet(false, true)) {
                listener.ended(why);
            }
        }
    }

    CompletableFuture<List<String>> preferred(Question question) {
        PreferredAllocationRequest request = PreferredAllocationRequest.newBuilder()
                .addContainerRequests(ContainerPreferredAllocationRequest.newBuilder()
                        .addAllAvailableDeviceIDs(question.available())
                        .addAllMustIncludeDeviceIDs(question.mustInclude()).setAllocationSize(question.size()))
                .build();
        return answer(answers -> limited(times.preferred()).getPreferredAllocation(request, answers),
                PluginConnection::preferredIds, "device plugin GetPreferredAllocation rpc failed with err: ");
    }

    private static List<String> preferredIds(PreferredAllocationResponse response) {
        return response.getContainerResponsesCount() == 0 ? List.of()
                : List.copyOf(response.getContainerResponses(0).getDeviceIDsList());
    }

    CompletableFuture<String> allocate(List<String> ids) {
        AllocateRequest request = AllocateRequest.newBuilder()
                .addContainerRequests(ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids)).build();
        return answer(answers -> limited(times.allocate()).allocate(request, answers), PluginConnection::response,
                "");
    }

    CompletableFuture<Boolean> preStart(List<String> ids) {
        PreStartContainerRequest request = PreStartContainerRequest.newBuilder().addAllDevicesIds(ids).build();
        return answer((StreamObserver<PreStartContainerResponse> answers) -> limited(times.preStart())
                .preStartContainer(request, answers), _ -> true, PRE_START_FAILED);
    }

    // Of several answers the first is used (device-manager 6.1 step 7).
    private static String response(AllocateResponse response) {
        if (response.getContainerResponsesCount() == 0) {
            // The kubelet shows the response behind it, of which there is nothing to be seen.
            throw new PluginFailure("no containers return in allocation response ");
        }
        byte[] bytes = response.getContainerResponses(0).toByteArray();
        if (bytes.length > MAX_RESPONSE_BYTES) {
            throw new PluginFailure("the allocation response has " + bytes.length + " bytes, and "
                    + MAX_RESPONSE_BYTES + " are the most");
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    // A short answer is read on the thread that moves the bytes, and goes straight to the decision thread.
    private DevicePluginGrpc.DevicePluginStub limited(Duration limit) {
        return calls.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS).withExecutor(Runnable::run);
    }

    private static <R, T> CompletableFuture<T> answer(Consumer<StreamObserver<R>> call, Function<R, T> read,
            String prefix) {
        return Answers.of(call).handle((response, failure) -> {
            if (failure != null) {
                throw new PluginFailure(prefix + PluginWords.error(failure));
            }
            return read.apply(response);
        });
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
