package io.alidade.e2e;

import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// A runtime, asked for pods and containers as a kubelet asks. It is told what pods ask for, and never where they are to run.
final class RuntimePods implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final int SECONDS = 60;
    private static final long SHARES = 1024;
    private static final long PERIOD = 100_000;
    private static final long MEMORY_BYTES = 32 << 20;

    private final GrpcSockets sockets = new GrpcSockets(MAX_MESSAGE_BYTES);
    private final ManagedChannel channel;
    private final RuntimeServiceBlockingStub runtime;
    private final Map<String, PodSandboxConfig> sandboxes = new HashMap<>();

    /// @param socket of the runtime
    RuntimePods(Path socket) {
        this.channel = sockets.channel(socket);
        this.runtime = RuntimeServiceGrpc.newBlockingStub(channel);
    }

    private RuntimeServiceBlockingStub runtime() {
        return runtime.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
    }

    /// Makes what the containers of a pod have in common.
    ///
    /// @param cgroup its parent, by whose name its class is known
    /// @return its id
    String sandbox(String name, String cgroup) {
        PodSandboxConfig config = PodSandboxConfig.newBuilder()
                .setMetadata(
                        PodSandboxMetadata.newBuilder().setName(name).setUid("uid-" + name).setNamespace("default"))
                .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent(cgroup).setSecurityContext(
                        LinuxSandboxSecurityContext.newBuilder().setNamespaceOptions(
                                NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))))
                .build();
        String id = runtime().runPodSandbox(RunPodSandboxRequest.newBuilder().setConfig(config).build())
                .getPodSandboxId();
        sandboxes.put(id, config);
        return id;
    }

    /// Creates a container.
    ///
    /// @param cpus of which it may use so many; 0 for one that asks for none
    /// @return its id
    String create(String sandbox, String name, int cpus) {
        PodSandboxConfig pod = Optional.ofNullable(sandboxes.get(sandbox)).orElseThrow();
        return runtime().createContainer(CreateContainerRequest.newBuilder().setPodSandboxId(sandbox)
                .setSandboxConfig(pod)
                .setConfig(ContainerConfig.newBuilder().setMetadata(ContainerMetadata.newBuilder().setName(name))
                        .setImage(ImageSpec.newBuilder().setImage("example.test/busybox:1"))
                        .setLinux(LinuxContainerConfig.newBuilder().setResources(resources(cpus))))
                .build()).getContainerId();
    }

    private static LinuxContainerResources resources(int cpus) {
        return cpus == 0 ? LinuxContainerResources.newBuilder().setCpuShares(2).build()
                : LinuxContainerResources.newBuilder().setCpuShares(SHARES * cpus).setCpuQuota(PERIOD * cpus)
                        .setCpuPeriod(PERIOD).setMemoryLimitInBytes(MEMORY_BYTES).build();
    }

    /// Starts a container.
    void start(String id) {
        var _ = runtime().startContainer(StartContainerRequest.newBuilder().setContainerId(id).build());
    }

    /// Gives a container that runs other shares, as a kubelet does when a pod is resized in place. Its quota stays: a kubelet raises
    /// that of the pod before.
    void resize(String id, int cpus) {
        var _ = runtime().updateContainerResources(UpdateContainerResourcesRequest.newBuilder().setContainerId(id)
                .setLinux(LinuxContainerResources.newBuilder().setCpuShares(SHARES * cpus)).build());
    }

    private Fields info(String id) {
        String info = runtime().containerStatus(ContainerStatusRequest.newBuilder().setContainerId(id).setVerbose(true)
                .build()).getInfoOrThrow("info");
        return Fields.of(DocumentReader.mapping(
                DocumentReader.readOne("info", info.getBytes(StandardCharsets.UTF_8))));
    }

    /// The first process of a container, as it is known to the runtime.
    OptionalLong pid(String id) {
        return info(id).integer("pid", 1, Long.MAX_VALUE);
    }

    /// The CPUs on which the runtime holds a container; empty for any.
    String cpus(String id) {
        Fields fields = info(id);
        for (String key : List.of("runtimeSpec", "linux", "resources", "cpu")) {
            fields = fields.object(key).orElseThrow();
        }
        return fields.string("cpus").orElse("");
    }

    @Override
    public void close() {
        for (String id : sandboxes.keySet()) {
            var _ = runtime().stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
            var _ = runtime().removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build());
        }
        channel.shutdownNow();
        sockets.close();
    }
}
