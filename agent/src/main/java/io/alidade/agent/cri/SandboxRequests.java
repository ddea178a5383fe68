package io.alidade.agent.cri;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.runtime.ContainerSpec;
import io.alidade.agent.runtime.HostNamespaces;
import io.alidade.agent.runtime.PodFolders;
import io.alidade.agent.runtime.RunSpec;
import io.alidade.agent.settings.CgroupParents;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.wire.cri.LinuxPodSandboxConfig;
import io.alidade.wire.cri.LinuxSandboxSecurityContext;
import io.alidade.wire.cri.NamespaceMode;
import io.alidade.wire.cri.NamespaceOption;
import io.alidade.wire.cri.PodSandboxConfig;
import io.alidade.wire.cri.PodSandboxMetadata;
import io.alidade.wire.cri.SecurityProfile;
import io.alidade.wire.cri.SecurityProfile.ProfileType;

/// What a runtime is asked for on behalf of a whole pod.
///
/// @param folders where the logs of a pod are
record SandboxRequests(AgentLabels labels, CgroupParents parents, FeatureGates gates,
        PodFolders folders) {
    private static final int MAX_HOSTNAME = 63;

    /// The sandbox of a pod.
    ///
    /// @param attempt how many it has had before
    PodSandboxConfig sandbox(AgentPod pod, RunSpec spec, int attempt) {
        var request = pod.manifest().request();
        boolean privileged = spec.containers().stream().anyMatch(SandboxRequests::isPrivileged);
        PodSandboxConfig.Builder sandbox = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder().setName(request.name()).setNamespace(request.namespace())
                        .setUid(pod.uid()).setAttempt(attempt))
                .setLogDirectory(folders.of(pod.uid()).toString()).putAllLabels(labels.sandbox(pod))
                .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent(parents.of(Qos.of(request, gates)))
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(namespaces(spec.host())).setPrivileged(privileged)
                                .setSeccomp(unconfined())));
        if (!spec.host().network().orElse(false)) {
            sandbox.setHostname(hostname(request.name()));
        }
        return sandbox.build();
    }

    private static boolean isPrivileged(ContainerSpec container) {
        return container.security().privileged().orElse(false);
    }

    /// A pod's name can be longer than that of a host.
    private static String hostname(String name) {
        String cut = name.length() > MAX_HOSTNAME ? name.substring(0, MAX_HOSTNAME) : name;
        return cut.replaceAll("[-.]+$", "");
    }

    /// The namespaces that a pod has for itself, and those of the machine. Each container sees its own processes only.
    static NamespaceOption namespaces(HostNamespaces host) {
        return NamespaceOption.newBuilder()
                .setNetwork(host.network().orElse(false) ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(host.pid().orElse(false) ? NamespaceMode.NODE : NamespaceMode.CONTAINER)
                .setIpc(host.ipc().orElse(false) ? NamespaceMode.NODE : NamespaceMode.POD).build();
    }

    /// As a kubelet has it unless it is told otherwise. The default profile of runtimes would keep a program from setting its
    /// memory policy.
    static SecurityProfile unconfined() {
        return SecurityProfile.newBuilder().setProfileType(ProfileType.Unconfined).build();
    }
}
