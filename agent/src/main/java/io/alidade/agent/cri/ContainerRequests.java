package io.alidade.agent.cri;

import com.google.protobuf.ByteString;
import io.alidade.agent.decision.Place;
import io.alidade.agent.runtime.BindMount;
import io.alidade.agent.runtime.ContainerSpec;
import io.alidade.agent.runtime.ContainerStart;
import io.alidade.agent.runtime.DeviceGrants;
import io.alidade.agent.runtime.SecuritySpec;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.wire.cri.CDIDevice;
import io.alidade.wire.cri.Capability;
import io.alidade.wire.cri.ContainerConfig;
import io.alidade.wire.cri.ContainerMetadata;
import io.alidade.wire.cri.Device;
import io.alidade.wire.cri.ImageSpec;
import io.alidade.wire.cri.Int64Value;
import io.alidade.wire.cri.KeyValue;
import io.alidade.wire.cri.LinuxContainerConfig;
import io.alidade.wire.cri.LinuxContainerResources;
import io.alidade.wire.cri.LinuxContainerSecurityContext;
import io.alidade.wire.cri.Mount;
import io.alidade.wire.cri.MountPropagation;
import io.alidade.wire.cri.SecurityProfile;
import io.alidade.wire.cri.SecurityProfile.ProfileType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a runtime is asked for on behalf of a container.
record ContainerRequests(AgentLabels labels, NodeLimits limits) {
    /// As a kubelet has it.
    private static final Path PROFILES = Path.of("/var/lib/kubelet/seccomp");

    /// The container.
    ///
    /// @param image   as the runtime knows it
    /// @param attempt how often it was started before
    ContainerConfig container(ContainerStart start, String image, int attempt) {
        ContainerSpec spec = start.container();
        DeviceGrants devices = start.devices();
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(attempt))
                .setImage(ImageSpec.newBuilder().setImage(image).setUserSpecifiedImage(spec.image()))
                .addAllCommand(spec.command()).addAllArgs(spec.arguments())
                .setWorkingDir(spec.workingDir().orElse(""))
                .putAllLabels(labels.container(start.pod().pod(), spec.name()))
                .putAllAnnotations(devices.annotations()).setLogPath(logPath(spec.name(), attempt))
                .setLinux(LinuxContainerConfig.newBuilder().setResources(resources(start))
                        .setSecurityContext(security(start)));
        environment(spec, devices).forEach((name, value) -> config.addEnvs(
                KeyValue.newBuilder().setKey(name).setValue(ByteString.copyFromUtf8(value))));
        start.mounts().forEach(mount -> config.addMounts(mount(mount)));
        config.addMounts(mount(start.message()));
        devices.mounts().values().forEach(mount -> config.addMounts(Mount.newBuilder()
                .setContainerPath(mount.getContainerPath()).setHostPath(mount.getHostPath())
                .setReadonly(mount.getReadOnly())));
        devices.nodes().values().forEach(node -> config.addDevices(Device.newBuilder()
                .setContainerPath(node.getContainerPath()).setHostPath(node.getHostPath())
                .setPermissions(node.getPermissions())));
        devices.cdiNames().forEach(name -> config.addCDIDevices(CDIDevice.newBuilder().setName(name)));
        return config.build();
    }

    /// Below the folder of the pod.
    static String logPath(String container, int attempt) {
        return container + "/" + attempt + ".log";
    }

    /// What device plugins set is there last, and wins.
    private static Map<String, String> environment(ContainerSpec spec, DeviceGrants devices) {
        Map<String, String> environment = new LinkedHashMap<>(spec.environment());
        environment.putAll(devices.environment());
        return environment;
    }

    private LinuxContainerResources resources(ContainerStart start) {
        var manifest = start.pod().pod().manifest();
        ContainerRequest request = manifest.request().containers().stream()
                .filter(container -> container.name().equals(start.container().name())).findFirst().orElseThrow();
        return placed(new ContainerLimits(limits, manifest).of(request, start.place().isExclusive()), start.place());
    }

    /// The part of resources that says where a container may be.
    static LinuxContainerResources placed(LinuxContainerResources.Builder resources, Place place) {
        return resources.setCpusetCpus(place.cpus().toListString()).setCpusetMems(place.numaNodes().toListString())
                .build();
    }

    private static LinuxContainerSecurityContext security(ContainerStart start) {
        SecuritySpec said = start.container().security();
        LinuxContainerSecurityContext.Builder security = LinuxContainerSecurityContext.newBuilder()
                .setNamespaceOptions(SandboxRequests.namespaces(start.spec().host()))
                .setPrivileged(said.privileged().orElse(false))
                .setReadonlyRootfs(said.readOnlyRootFilesystem().orElse(false))
                .setNoNewPrivs(!said.allowPrivilegeEscalation().orElse(true))
                .addAllSupplementalGroups(said.supplementalGroups())
                .setCapabilities(Capability.newBuilder().addAllAddCapabilities(said.addedCapabilities())
                        .addAllDropCapabilities(said.droppedCapabilities()))
                .setSeccomp(said.seccomp().map(ContainerRequests::seccomp).orElseGet(SandboxRequests::unconfined));
        said.runAsUser().ifPresent(user -> security.setRunAsUser(Int64Value.newBuilder().setValue(user)));
        said.runAsGroup().ifPresent(group -> security.setRunAsGroup(Int64Value.newBuilder().setValue(group)));
        return security.build();
    }

    private static SecurityProfile seccomp(SecuritySpec.Seccomp said) {
        return switch (said.kind()) {
            case UNCONFINED -> SandboxRequests.unconfined();
            case RUNTIME_DEFAULT -> SecurityProfile.newBuilder().setProfileType(ProfileType.RuntimeDefault).build();
            case LOCALHOST -> SecurityProfile.newBuilder().setProfileType(ProfileType.Localhost)
                    .setLocalhostRef(PROFILES.resolve(said.profile()).toString()).build();
        };
    }

    private static Mount mount(BindMount mount) {
        return Mount.newBuilder().setHostPath(mount.hostPath().toString()).setContainerPath(mount.containerPath())
                .setReadonly(mount.isReadOnly()).setPropagation(switch (mount.propagation()) {
                    case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
                    case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                    case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                }).build();
    }
}
