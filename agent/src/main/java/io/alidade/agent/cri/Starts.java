package io.alidade.agent.cri;

import io.alidade.agent.runtime.ContainerSpec;
import io.alidade.agent.runtime.ContainerStart;
import io.alidade.agent.runtime.RunningContainer;
import io.alidade.agent.runtime.StartFailed;
import io.alidade.wire.cri.Container;
import io.alidade.wire.cri.ContainerConfig;
import io.alidade.wire.cri.ContainerState;
import io.alidade.wire.cri.CreateContainerRequest;
import io.alidade.wire.cri.Image;
import io.alidade.wire.cri.ImageSpec;
import io.alidade.wire.cri.ImageStatusRequest;
import io.alidade.wire.cri.ImageStatusResponse;
import io.alidade.wire.cri.PodSandboxConfig;
import io.alidade.wire.cri.PullImageRequest;
import io.alidade.wire.cri.RemoveContainerRequest;
import io.alidade.wire.cri.StartContainerRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Starts containers: sandbox, image, container.
record Starts(CriRuntime runtime, RuntimeContents contents, Sandboxes sandboxes, ContainerRequests requests) {
    private static final Duration PULL = Duration.ofMinutes(15);

    /// Starts a container.
    RunningContainer start(ContainerStart start) throws InterruptedException, StartFailed {
        Sandboxes.Ready sandbox = sandboxes.ready(start);
        String image = image(start.container(), sandbox.config());
        int attempt = 1 + answered("CreateContainerError", () -> contents.containers(start.pod().pod().uid()).stream()
                .filter(container -> isOf(container, start)).mapToInt(container -> container.getMetadata().getAttempt())
                .max().orElse(-1));
        ContainerConfig config = requests.container(start, image, attempt);
        makeLogFolder(sandbox.config(), config);
        String id = answered("CreateContainerError", () -> create(start, sandbox, config));
        try {
            var _ = runtime.connection().answered(() -> startIfCreated(id));
        } catch (StatusRuntimeException failure) {
            // The runtime takes it for one that ran and failed, as a rule.
            RunningContainer failed = answered("StartError", () -> runtime.open(id));
            if (failed.isAlive()) {
                throw new StartFailed("StartError", RuntimeConnection.words(failure));
            }
            return failed;
        }
        return answered("StartError", () -> runtime.open(id));
    }

    private <T> T answered(String reason, Supplier<T> calls) throws InterruptedException, StartFailed {
        try {
            return runtime.connection().answered(calls);
        } catch (StatusRuntimeException failure) {
            throw new StartFailed(reason, RuntimeConnection.words(failure));
        }
    }

    private static boolean isOf(Container container, ContainerStart start) {
        return container.getLabelsOrDefault(AgentLabels.CONTAINER, "").equals(start.container().name());
    }

    /// The image as the runtime knows it.
    private String image(ContainerSpec container, PodSandboxConfig sandbox) throws InterruptedException, StartFailed {
        ImageSpec named = ImageSpec.newBuilder().setImage(container.image()).build();
        Optional<String> present = answered("ImageInspectError", () -> {
            ImageStatusResponse status = runtime.connection().images(RuntimeConnection.QUICK)
                    .imageStatus(ImageStatusRequest.newBuilder().setImage(named).build());
            return status.hasImage() ? Optional.of(status.getImage()).map(Image::getId) : Optional.empty();
        });
        return switch (container.imagePull()) {
            case NEVER -> present.orElseThrow(() -> new StartFailed("ErrImageNeverPull",
                    "Container image \"" + container.image() + "\" is not present with pull policy of Never"));
            case IF_NOT_PRESENT -> present.isPresent() ? present.get() : pull(named, sandbox);
            case ALWAYS -> pull(named, sandbox);
        };
    }

    private String pull(ImageSpec image, PodSandboxConfig sandbox) throws InterruptedException, StartFailed {
        return answered(StartFailed.PULL, () -> runtime.connection().images(PULL)
                .pullImage(PullImageRequest.newBuilder().setImage(image).setSandboxConfig(sandbox).build())
                .getImageRef());
    }

    private static void makeLogFolder(PodSandboxConfig sandbox, ContainerConfig config) throws StartFailed {
        try {
            Path log = Path.of(sandbox.getLogDirectory()).resolve(config.getLogPath());
            Files.createDirectories(Optional.ofNullable(log.getParent()).orElse(log));
            // The one before the last is nobody's any more.
            Files.deleteIfExists(Path.of(sandbox.getLogDirectory()).resolve(ContainerRequests
                    .logPath(config.getMetadata().getName(), config.getMetadata().getAttempt() - 2)));
        } catch (IOException failure) {
            throw new StartFailed("CreateContainerError", "there is no place for its log: " + failure.getMessage());
        }
    }

    /// Creates it, unless it was created and the answer was lost; those before it are removed.
    private String create(ContainerStart start, Sandboxes.Ready sandbox, ContainerConfig config) {
        List<Container> others = contents.containers(start.pod().pod().uid()).stream()
                .filter(container -> isOf(container, start)).toList();
        for (Container other : others) {
            if (other.getMetadata().getAttempt() == config.getMetadata().getAttempt()) {
                return other.getId();
            }
            var _ = runtime.connection().within(RuntimeConnection.LONG)
                    .removeContainer(RemoveContainerRequest.newBuilder().setContainerId(other.getId()).build());
        }
        return runtime.connection().within(RuntimeConnection.LONG)
                .createContainer(CreateContainerRequest.newBuilder().setPodSandboxId(sandbox.id()).setConfig(config)
                        .setSandboxConfig(sandbox.config()).build())
                .getContainerId();
    }

    private boolean startIfCreated(String id) {
        boolean isCreated = contents.containers(requests.labels().selector()).stream().anyMatch(
                container -> container.getId().equals(id)
                        && container.getState() == ContainerState.CONTAINER_CREATED);
        if (isCreated) {
            var _ = runtime.connection().within(RuntimeConnection.LONG)
                    .startContainer(StartContainerRequest.newBuilder().setContainerId(id).build());
        }
        return isCreated;
    }
}
