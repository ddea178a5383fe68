package io.alidade.agent.nri;

import io.alidade.agent.http.SocketClient;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.NriSettings;
import io.alidade.agent.settings.Profile;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.ContainerState;
import io.alidade.wire.nri.ContainerUpdate;
import io.alidade.wire.nri.CreateContainerResponse;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxContainer;
import io.alidade.wire.nri.LinuxMemory;
import io.alidade.wire.nri.LinuxPodSandbox;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.OptionalInt64;
import io.alidade.wire.nri.OptionalUInt64;
import io.alidade.wire.nri.PodSandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Pods of one container `c` as a runtime tells them, and an agent beside it. One whose name begins with `own` is guaranteed.
final class NriSamples {
    private NriSamples() {}

    /// Settings of an agent whose runtime has its socket in a folder, and whose machine has its cgroups there.
    static AgentSettings settings(Path folder, Optional<KubeletApi> kubelet, Optional<Path> podResources) {
        Path state = folder.resolve("state");
        return new AgentSettings(state, Optional.empty(), state.resolve("device-plugins"), state.resolve("agent.sock"),
                Optional.empty(), Optional.empty(), Optional.of(new Listen.Socket(folder.resolve("watch.sock"))),
                Profile.SAFE, LogFormat.TEXT,
                Optional.of(new NriSettings(folder.resolve("nri.sock"), kubelet, folder, podResources, folder)));
    }

    /// What an agent answers to a question on its socket.
    static String ask(Path socket, String target) {
        return new String(SocketClient.call(socket, "POST", target, "application/json", new byte[0]).body(),
                StandardCharsets.UTF_8);
    }

    static PodSandbox pod(String name) {
        return PodSandbox.newBuilder().setId("sandbox-" + name).setName(name).setUid(name).setNamespace("default")
                .setLinux(LinuxPodSandbox.newBuilder()
                        .setCgroupParent(name.startsWith("own") ? "/kubepods/" + name : "/kubepods/besteffort/" + name))
                .build();
    }

    static LinuxResources resources(int cpus) {
        return LinuxResources.newBuilder()
                .setCpu(LinuxCPU.newBuilder()
                        .setShares(OptionalUInt64.newBuilder().setValue(CgroupFigures.shares(cpus * 1_000L)))
                        .setQuota(OptionalInt64.newBuilder().setValue(CgroupFigures.quota(cpus * 1_000L)))
                        .setPeriod(OptionalUInt64.newBuilder().setValue(CgroupFigures.PERIOD_MICROS)))
                .setMemory(LinuxMemory.newBuilder().setLimit(OptionalInt64.newBuilder().setValue(1 << 26))).build();
    }

    static Container container(String pod, int cpus) {
        LinuxContainer.Builder linux = LinuxContainer.newBuilder();
        if (cpus > 0) {
            linux.setResources(resources(cpus));
        }
        linux.setCgroupsPath("/kubepods/" + pod + "/c");
        return Container.newBuilder().setId("c-" + pod).setPodSandboxId("sandbox-" + pod).setName("c")
                .setState(ContainerState.CONTAINER_RUNNING).setLinux(linux).build();
    }

    static String cpus(CreateContainerResponse answer) {
        return answer.getAdjust().getLinux().getResources().getCpu().getCpus();
    }

    static Map<String, String> cpus(List<ContainerUpdate> updates) {
        Map<String, String> cpus = new TreeMap<>();
        updates.forEach(update -> cpus.put(update.getContainerId(),
                update.getLinux().getResources().getCpu().getCpus()));
        return cpus;
    }
}
