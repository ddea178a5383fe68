package io.alidade.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.cri.ContainerConfig;
import io.alidade.wire.cri.ContainerMetadata;
import io.alidade.wire.cri.ContainerStatusRequest;
import io.alidade.wire.cri.CreateContainerRequest;
import io.alidade.wire.cri.ImageSpec;
import io.alidade.wire.cri.LinuxContainerConfig;
import io.alidade.wire.cri.LinuxContainerResources;
import io.alidade.wire.cri.LinuxPodSandboxConfig;
import io.alidade.wire.cri.LinuxSandboxSecurityContext;
import io.alidade.wire.cri.NamespaceMode;
import io.alidade.wire.cri.NamespaceOption;
import io.alidade.wire.cri.PodSandboxConfig;
import io.alidade.wire.cri.PodSandboxMetadata;
import io.alidade.wire.cri.RemovePodSandboxRequest;
import io.alidade.wire.cri.RunPodSandboxRequest;
import io.alidade.wire.cri.RuntimeServiceGrpc;
import io.alidade.wire.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.alidade.wire.cri.StartContainerRequest;
import io.alidade.wire.cri.StopPodSandboxRequest;
import io.alidade.wire.cri.UpdateContainerResourcesRequest;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a kubelet asks a container runtime, where there is no kubelet: a program that runs pods of one container each, as lines of
/// its input say. It answers each with one line.
///
/// | line | what | answer |
/// | --- | --- | --- |
/// | `run POD PARENT MILLICPUS MEBIBYTES` | a pod below a cgroup, with these limits | `POD runs as PID` |
/// | `resize POD MILLICPUS` | other CPUs for its container | `POD is resized` |
/// | `remove POD` | its end | `POD is removed` |
///
/// What the runtime does not do is answered with `POD is refused: REASON`.
final class CriPods {
    private static final String IMAGE = "example.test/busybox:1";
    /// Holds 64 MiB that it has written to.
    private static final String TOUCH = "dd if=/dev/zero bs=64M count=1 | sleep 1000";
    private static final Pattern PID = Pattern.compile("\"pid\": *([0-9]+)");

    private final RuntimeServiceBlockingStub runtime;
    private final Map<String, Running> pods = new HashMap<>();

    private record Running(String sandbox, String container) {}

    private CriPods(RuntimeServiceBlockingStub runtime) {
        this.runtime = runtime;
    }

    /// Does what lines of standard input say.
    ///
    /// @param arguments the runtime's socket
    public static void main(String[] arguments) throws IOException {
        try (GrpcSockets sockets = new GrpcSockets(1 << 20);
                BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            ManagedChannel channel = sockets.channel(Path.of(arguments[0]));
            CriPods pods = new CriPods(RuntimeServiceGrpc.newBlockingStub(channel));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                String[] words = line.split(" ", -1);
                System.out.println(words[1] + " " + pods.answer(words));
                System.out.flush();
            }
            channel.shutdownNow();
        }
    }

    private String answer(String... words) {
        try {
            return switch (words[0]) {
                case "run" -> "runs as " + run(words[1], words[2], Long.parseLong(words[3]), Long.parseLong(words[4]));
                case "resize" -> resize(words[1], Long.parseLong(words[2]));
                case "remove" -> remove(words[1]);
                default -> "is left alone: " + words[0] + " is unknown";
            };
        } catch (StatusRuntimeException refused) {
            return "is refused: " + String.valueOf(refused.getMessage()).replace('\n', ' ');
        }
    }

    /// The first process of the container.
    private String run(String name, String parent, long millis, long mebibytes) {
        PodSandboxConfig config = PodSandboxConfig.newBuilder()
                .setMetadata(
                        PodSandboxMetadata.newBuilder().setName(name).setUid("uid-" + name).setNamespace("default"))
                .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent(parent + "/pod" + name)
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder().setNamespaceOptions(
                                NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))))
                .build();
        String sandbox = runtime.runPodSandbox(RunPodSandboxRequest.newBuilder().setConfig(config).build())
                .getPodSandboxId();
        LinuxContainerResources.Builder resources = cpus(millis);
        if (mebibytes > 0) {
            resources.setMemoryLimitInBytes(mebibytes << 20);
        }
        String container = runtime.createContainer(CreateContainerRequest.newBuilder().setPodSandboxId(sandbox)
                .setSandboxConfig(config)
                .setConfig(ContainerConfig.newBuilder().setMetadata(ContainerMetadata.newBuilder().setName("c"))
                        .setImage(ImageSpec.newBuilder().setImage(IMAGE)).addCommand("/bin/sh").addCommand("-c")
                        .addCommand(TOUCH).setLinux(LinuxContainerConfig.newBuilder().setResources(resources)))
                .build()).getContainerId();
        var _ = runtime.startContainer(StartContainerRequest.newBuilder().setContainerId(container).build());
        pods.put(name, new Running(sandbox, container));
        Matcher pid = PID.matcher(runtime.containerStatus(ContainerStatusRequest.newBuilder()
                .setContainerId(container).setVerbose(true).build()).getInfoOrDefault("info", ""));
        return pid.find() ? pid.group(1) : "nothing that is known";
    }

    private static LinuxContainerResources.Builder cpus(long millis) {
        LinuxContainerResources.Builder resources = LinuxContainerResources.newBuilder()
                .setCpuShares(CgroupFigures.shares(millis));
        return millis == 0 ? resources
                : resources.setCpuQuota(CgroupFigures.quota(millis)).setCpuPeriod(CgroupFigures.PERIOD_MICROS);
    }

    private String resize(String name, long millis) {
        var _ = runtime.updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                .setContainerId(pod(name).container()).setLinux(cpus(millis)).build());
        return "is resized";
    }

    private String remove(String name) {
        String sandbox = pod(name).sandbox();
        var _ = runtime.stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(sandbox).build());
        var _ = runtime.removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandbox).build());
        return "is removed";
    }

    private Running pod(String name) {
        return Optional.ofNullable(pods.get(name)).orElseThrow();
    }
}
