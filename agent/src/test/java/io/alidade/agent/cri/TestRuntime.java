package io.alidade.agent.cri;

import io.alidade.wire.cri.CgroupDriver;
import io.alidade.wire.cri.Container;
import io.alidade.wire.cri.ContainerEventResponse;
import io.alidade.wire.cri.ContainerEventType;
import io.alidade.wire.cri.ContainerState;
import io.alidade.wire.cri.ContainerStatus;
import io.alidade.wire.cri.ContainerStatusRequest;
import io.alidade.wire.cri.ContainerStatusResponse;
import io.alidade.wire.cri.CreateContainerRequest;
import io.alidade.wire.cri.CreateContainerResponse;
import io.alidade.wire.cri.GetEventsRequest;
import io.alidade.wire.cri.Image;
import io.alidade.wire.cri.ImageServiceGrpc.ImageServiceImplBase;
import io.alidade.wire.cri.ImageStatusRequest;
import io.alidade.wire.cri.ImageStatusResponse;
import io.alidade.wire.cri.LinuxRuntimeConfiguration;
import io.alidade.wire.cri.ListContainersRequest;
import io.alidade.wire.cri.ListContainersResponse;
import io.alidade.wire.cri.ListPodSandboxRequest;
import io.alidade.wire.cri.ListPodSandboxResponse;
import io.alidade.wire.cri.PodSandbox;
import io.alidade.wire.cri.PodSandboxState;
import io.alidade.wire.cri.PullImageRequest;
import io.alidade.wire.cri.PullImageResponse;
import io.alidade.wire.cri.RemoveContainerRequest;
import io.alidade.wire.cri.RemoveContainerResponse;
import io.alidade.wire.cri.RemovePodSandboxRequest;
import io.alidade.wire.cri.RemovePodSandboxResponse;
import io.alidade.wire.cri.RunPodSandboxRequest;
import io.alidade.wire.cri.RunPodSandboxResponse;
import io.alidade.wire.cri.RuntimeConfigRequest;
import io.alidade.wire.cri.RuntimeConfigResponse;
import io.alidade.wire.cri.RuntimeServiceGrpc.RuntimeServiceImplBase;
import io.alidade.wire.cri.StartContainerRequest;
import io.alidade.wire.cri.StartContainerResponse;
import io.alidade.wire.cri.StopContainerRequest;
import io.alidade.wire.cri.StopContainerResponse;
import io.alidade.wire.cri.StopPodSandboxRequest;
import io.alidade.wire.cri.StopPodSandboxResponse;
import io.alidade.wire.cri.UpdateContainerResourcesRequest;
import io.alidade.wire.cri.UpdateContainerResourcesResponse;
import io.alidade.wire.cri.VersionRequest;
import io.alidade.wire.cri.VersionResponse;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A runtime on a socket that keeps books and runs nothing. It notes each call that changes something, and can be told to answer
/// badly.
final class TestRuntime implements AutoCloseable {
    private final GrpcSockets sockets = new GrpcSockets(1 << 20);
    private final Path socket;
    private Optional<Server> server = Optional.empty();
    private final List<String> calls = new ArrayList<>();
    private final Map<String, PodSandbox> sandboxes = new LinkedHashMap<>();
    private final Map<String, Container> containers = new LinkedHashMap<>();
    private final Map<String, Integer> exitCodes = new LinkedHashMap<>();
    private final List<StreamObserver<ContainerEventResponse>> streams = new ArrayList<>();
    private Predicate<String> loses = _ -> false;
    private Predicate<String> refuses = _ -> false;
    private Consumer<String> moves = _ -> {};
    private boolean hasEvents = true;
    private boolean hasImages = true;

    TestRuntime(Path socket) {
        this.socket = socket;
    }

    /// Answers from now on.
    TestRuntime open() throws IOException {
        Files.deleteIfExists(socket);
        server = Optional.of(sockets.serve(socket, List.of(new RuntimeService(), new Images())));
        return this;
    }

    /// Answers no more, and knows everything still.
    void shut() throws IOException {
        server.ifPresent(Server::shutdownNow);
        synchronized (this) {
            streams.clear();
        }
        Files.deleteIfExists(socket);
    }

    @Override
    public void close() {
        server.ifPresent(Server::shutdownNow);
        sockets.close();
    }

    /// The calls that changed something, in order.
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /// Does what such calls ask for, and does not answer.
    synchronized void losesAnswers(Predicate<String> chosen) {
        loses = chosen;
    }

    /// Does not do what such calls ask for.
    synchronized void refuses(Predicate<String> chosen) {
        refuses = chosen;
    }

    /// Does so with the CPUs of each move.
    synchronized void movesBy(Consumer<String> does) {
        moves = does;
    }

    synchronized void tellsNoEvents() {
        hasEvents = false;
    }

    synchronized void hasNoImages() {
        hasImages = false;
    }

    synchronized List<Container> containers() {
        return List.copyOf(containers.values());
    }

    /// A container ends by itself.
    synchronized void ends(String name, int exitCode) {
        containers.values().stream().filter(container -> container.getMetadata().getName().equals(name)
                && container.getState() == ContainerState.CONTAINER_RUNNING).toList()
                .forEach(container -> exit(container, exitCode));
    }

    private void exit(Container container, int exitCode) {
        containers.put(container.getId(),
                container.toBuilder().setState(ContainerState.CONTAINER_EXITED).build());
        exitCodes.put(container.getId(), exitCode);
        streams.forEach(stream -> stream.onNext(ContainerEventResponse.newBuilder().setContainerId(container.getId())
                .setContainerEventType(ContainerEventType.CONTAINER_STOPPED_EVENT).build()));
    }

    private <T> void answer(String call, StreamObserver<T> observer, T answer, Runnable does) {
        synchronized (this) {
            if (refuses.test(call)) {
                observer.onError(Status.UNKNOWN.withDescription("refused: " + call).asRuntimeException());
                return;
            }
            does.run();
            calls.add(call);
            if (loses.test(call)) {
                observer.onError(Status.UNAVAILABLE.withDescription("lost: " + call).asRuntimeException());
                return;
            }
        }
        say(observer, answer);
    }

    private static <T> void say(StreamObserver<T> observer, T answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    private static boolean matches(Map<String, String> labels, Map<String, String> selector) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    private String name(String id) {
        Container container = containers.get(id);
        return container == null ? id : container.getMetadata().getName();
    }

    private final class Images extends ImageServiceImplBase {
        @Override
        public void imageStatus(ImageStatusRequest request, StreamObserver<ImageStatusResponse> observer) {
            synchronized (TestRuntime.this) {
                say(observer, hasImages ? ImageStatusResponse.newBuilder()
                        .setImage(Image.newBuilder().setId("id of " + request.getImage().getImage())).build()
                        : ImageStatusResponse.getDefaultInstance());
            }
        }

        @Override
        public void pullImage(PullImageRequest request, StreamObserver<PullImageResponse> observer) {
            answer("pull " + request.getImage().getImage(), observer, PullImageResponse.newBuilder()
                    .setImageRef("pulled " + request.getImage().getImage()).build(), () -> {});
        }
    }

    private final class RuntimeService extends RuntimeServiceImplBase {
        @Override
        public void version(VersionRequest request, StreamObserver<VersionResponse> observer) {
            say(observer, VersionResponse.newBuilder().setRuntimeName("test").setRuntimeVersion("1").build());
        }

        @Override
        public void runtimeConfig(RuntimeConfigRequest request, StreamObserver<RuntimeConfigResponse> observer) {
            say(observer, RuntimeConfigResponse.newBuilder()
                    .setLinux(LinuxRuntimeConfiguration.newBuilder().setCgroupDriver(CgroupDriver.SYSTEMD)).build());
        }

        @Override
        public void runPodSandbox(RunPodSandboxRequest request, StreamObserver<RunPodSandboxResponse> observer) {
            var config = request.getConfig();
            String id = "sandbox-" + config.getMetadata().getName() + "-" + config.getMetadata().getAttempt();
            answer("sandbox " + config.getMetadata().getName() + " in " + config.getLinux().getCgroupParent(), observer,
                    RunPodSandboxResponse.newBuilder().setPodSandboxId(id).build(),
                    () -> sandboxes.put(id, PodSandbox.newBuilder().setId(id).setMetadata(config.getMetadata())
                            .putAllLabels(config.getLabelsMap()).setState(PodSandboxState.SANDBOX_READY).build()));
        }

        @Override
        public void stopPodSandbox(StopPodSandboxRequest request, StreamObserver<StopPodSandboxResponse> observer) {
            answer("stop " + request.getPodSandboxId(), observer, StopPodSandboxResponse.getDefaultInstance(),
                    () -> sandboxes.computeIfPresent(request.getPodSandboxId(), (_, sandbox) -> sandbox.toBuilder()
                            .setState(PodSandboxState.SANDBOX_NOTREADY).build()));
        }

        @Override
        public void removePodSandbox(RemovePodSandboxRequest request,
                StreamObserver<RemovePodSandboxResponse> observer) {
            answer("remove " + request.getPodSandboxId(), observer, RemovePodSandboxResponse.getDefaultInstance(),
                    () -> {
                        sandboxes.remove(request.getPodSandboxId());
                        containers.values().removeIf(container -> container.getPodSandboxId()
                                .equals(request.getPodSandboxId()));
                    });
        }

        @Override
        public void listPodSandbox(ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> observer) {
            synchronized (TestRuntime.this) {
                say(observer, ListPodSandboxResponse.newBuilder().addAllItems(sandboxes.values().stream()
                        .filter(one -> matches(one.getLabelsMap(), request.getFilter().getLabelSelectorMap()))
                        .toList()).build());
            }
        }

        @Override
        public void createContainer(CreateContainerRequest request,
                StreamObserver<CreateContainerResponse> observer) {
            var config = request.getConfig();
            String name = config.getMetadata().getName();
            String id = name + "-" + config.getMetadata().getAttempt();
            answer("create " + id + " on " + config.getLinux().getResources().getCpusetCpus(), observer,
                    CreateContainerResponse.newBuilder().setContainerId(id).build(),
                    () -> containers.put(id, Container.newBuilder().setId(id).setMetadata(config.getMetadata())
                            .setPodSandboxId(request.getPodSandboxId()).putAllLabels(config.getLabelsMap())
                            .setState(ContainerState.CONTAINER_CREATED).build()));
        }

        @Override
        public void startContainer(StartContainerRequest request, StreamObserver<StartContainerResponse> observer) {
            answer("start " + name(request.getContainerId()), observer, StartContainerResponse.getDefaultInstance(),
                    () -> containers.computeIfPresent(request.getContainerId(), (_, container) -> container.toBuilder()
                            .setState(ContainerState.CONTAINER_RUNNING).build()));
        }

        @Override
        public void stopContainer(StopContainerRequest request, StreamObserver<StopContainerResponse> observer) {
            answer("end " + name(request.getContainerId()), observer, StopContainerResponse.getDefaultInstance(),
                    () -> Optional.ofNullable(containers.get(request.getContainerId()))
                            .ifPresent(container -> exit(container, 143)));
        }

        @Override
        public void removeContainer(RemoveContainerRequest request,
                StreamObserver<RemoveContainerResponse> observer) {
            answer("remove " + request.getContainerId(), observer, RemoveContainerResponse.getDefaultInstance(),
                    () -> containers.remove(request.getContainerId()));
        }

        @Override
        public void listContainers(ListContainersRequest request, StreamObserver<ListContainersResponse> observer) {
            synchronized (TestRuntime.this) {
                say(observer, ListContainersResponse.newBuilder().addAllContainers(containers.values().stream()
                        .filter(one -> matches(one.getLabelsMap(), request.getFilter().getLabelSelectorMap()))
                        .toList()).build());
            }
        }

        @Override
        public void containerStatus(ContainerStatusRequest request,
                StreamObserver<ContainerStatusResponse> observer) {
            synchronized (TestRuntime.this) {
                Container container = containers.get(request.getContainerId());
                if (container == null) {
                    observer.onError(Status.NOT_FOUND.asRuntimeException());
                } else {
                    say(observer, ContainerStatusResponse.newBuilder().setStatus(ContainerStatus.newBuilder()
                            .setId(container.getId()).setMetadata(container.getMetadata())
                            .setState(container.getState())
                            .setExitCode(exitCodes.getOrDefault(container.getId(), 0))).build());
                }
            }
        }

        @Override
        public void updateContainerResources(UpdateContainerResourcesRequest request,
                StreamObserver<UpdateContainerResourcesResponse> observer) {
            answer("move " + name(request.getContainerId()) + " to " + request.getLinux().getCpusetCpus(), observer,
                    UpdateContainerResourcesResponse.getDefaultInstance(),
                    () -> moves.accept(request.getLinux().getCpusetCpus()));
        }

        @Override
        public void getContainerEvents(GetEventsRequest request, StreamObserver<ContainerEventResponse> observer) {
            synchronized (TestRuntime.this) {
                if (hasEvents) {
                    streams.add(observer);
                } else {
                    observer.onError(Status.UNIMPLEMENTED.asRuntimeException());
                }
            }
        }
    }
}
