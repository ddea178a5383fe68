package io.alidade.agent.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.BindMount;
import io.alidade.agent.runtime.ContainerSpec;
import io.alidade.agent.runtime.ContainerStart;
import io.alidade.agent.runtime.DeviceGrants;
import io.alidade.agent.runtime.PodFolders;
import io.alidade.agent.runtime.QuotaRule;
import io.alidade.agent.runtime.RunSpec;
import io.alidade.agent.runtime.RunSpecReader;
import io.alidade.agent.settings.CgroupParents;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.wire.cri.ContainerConfig;
import io.alidade.wire.cri.LinuxContainerResources;
import io.alidade.wire.cri.MountPropagation;
import io.alidade.wire.cri.NamespaceMode;
import io.alidade.wire.cri.PodSandboxConfig;
import io.alidade.wire.cri.SecurityProfile.ProfileType;
import io.alidade.wire.deviceplugin.DeviceSpec;
import io.alidade.wire.deviceplugin.Mount;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContainerRequestsTest {
    private static final AgentLabels LABELS = AgentLabels.of(Path.of("/var/lib/alidade"));
    private static final ContainerRequests REQUESTS = new ContainerRequests(LABELS,
            new NodeLimits(FeatureGates.DEFAULTS, QuotaRule.DEFAULT, List.of(), 1L << 40));
    private static final SandboxRequests SANDBOXES = new SandboxRequests(LABELS,
            CgroupParents.parse("guaranteed=/g,burstable=/b,besteffort=/e"), FeatureGates.DEFAULTS,
            new PodFolders(Path.of("/logs")));
    private static final DeviceGrants DEVICES = new DeviceGrants(Map.of("X", "of the plugin", "GPU", "gpu0"),
            Map.of("/lib/gpu", Mount.newBuilder().setContainerPath("/lib/gpu").setHostPath("/opt/gpu").setReadOnly(true)
                    .build()),
            Map.of("/dev/gpu", DeviceSpec.newBuilder().setContainerPath("/dev/gpu").setHostPath("/dev/gpu0")
                    .setPermissions("rw").build()),
            Map.of("gpu", "yes"), List.of("example.com/gpu=gpu0"));

    private static AgentPod pod(String spec) {
        return AgentPod
                .read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: web, uid: u1}, spec: {" + spec
                        + "}}"), new PodOrigin.Api());
    }

    private static ContainerConfig container(String spec) {
        AgentPod pod = pod(spec);
        RunSpec read = RunSpecReader.read(pod);
        ContainerSpec container = read.containers().getFirst();
        return REQUESTS.container(new ContainerStart(PodRecord.pending(0, pod, Instant.EPOCH), read, container,
                new Place(CpuSet.of(2, 3), true, NumaNodeIds.of(List.of(1))), DEVICES,
                List.of(new BindMount(Path.of("/data"), "/srv", false, BindMount.Propagation.HOST_TO_CONTAINER)),
                new BindMount(Path.of("/msg"), "/dev/termination-log", false, BindMount.Propagation.PRIVATE)),
                "sha256:1", 4);
    }

    @Test
    void container_isAskedForWithAllThatItsPodAndItsDevicesSay() {
        ContainerConfig config = container("containers: [{name: c, image: x, command: [/bin/a], args: ['-b'],"
                + " workingDir: /w, env: [{name: X, value: of the pod}, {name: Z, value: '1'}],"
                + " resources: {limits: {cpu: 2, memory: 1Gi}}}]");
        assertThat(config.getMetadata().getName()).isEqualTo("c");
        assertThat(config.getMetadata().getAttempt()).isEqualTo(4);
        assertThat(config.getImage().getImage()).isEqualTo("sha256:1");
        assertThat(config.getImage().getUserSpecifiedImage()).isEqualTo("x");
        assertThat(config.getCommandList()).containsExactly("/bin/a");
        assertThat(config.getArgsList()).containsExactly("-b");
        assertThat(config.getWorkingDir()).isEqualTo("/w");
        assertThat(config.getLogPath()).isEqualTo("c/4.log");
        assertThat(config.getEnvsList()).extracting(env -> env.getKey() + "=" + env.getValue().toStringUtf8())
                .containsExactlyInAnyOrder("X=of the plugin", "Z=1", "GPU=gpu0");
        assertThat(config.getMountsList()).extracting(
                mount -> mount.getHostPath() + ":" + mount.getContainerPath() + ":" + mount.getReadonly())
                .containsExactly("/data:/srv:false", "/msg:/dev/termination-log:false", "/opt/gpu:/lib/gpu:true");
        assertThat(config.getMounts(0).getPropagation()).isEqualTo(MountPropagation.PROPAGATION_HOST_TO_CONTAINER);
        assertThat(config.getDevices(0).getPermissions()).isEqualTo("rw");
        assertThat(config.getAnnotationsMap()).containsExactly(Map.entry("gpu", "yes"));
        assertThat(config.getCDIDevices(0).getName()).isEqualTo("example.com/gpu=gpu0");
        LinuxContainerResources resources = config.getLinux().getResources();
        assertThat(resources.getCpusetCpus()).isEqualTo("2-3");
        assertThat(resources.getCpusetMems()).isEqualTo("1");
        assertThat(resources.getCpuQuota()).isEqualTo(-1);
        assertThat(config.getLabelsMap()).containsEntry("io.alidade/state", "/var/lib/alidade")
                .containsEntry("io.alidade/pod-uid", "u1").containsEntry("io.alidade/container", "c")
                .containsEntry("io.kubernetes.pod.name", "web").containsEntry("io.kubernetes.container.name", "c");
    }

    @Test
    void container_isAskedForAsItsSecurityContextSays() {
        var security = container("containers: [{name: c, image: x, securityContext: {runAsUser: 5, runAsGroup: 6,"
                + " privileged: false, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities:"
                + " {add: [NET_ADMIN], drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}]").getLinux()
                .getSecurityContext();
        assertThat(security.getRunAsUser().getValue()).isEqualTo(5);
        assertThat(security.getRunAsGroup().getValue()).isEqualTo(6);
        assertThat(security.getReadonlyRootfs()).isTrue();
        assertThat(security.getNoNewPrivs()).isTrue();
        assertThat(security.getCapabilities().getAddCapabilitiesList()).containsExactly("NET_ADMIN");
        assertThat(security.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
        assertThat(security.getSeccomp().getProfileType()).isEqualTo(ProfileType.RuntimeDefault);
        assertThat(container("containers: [{name: c, image: x}]").getLinux().getSecurityContext().getSeccomp()
                .getProfileType()).isEqualTo(ProfileType.Unconfined);
    }

    @Test
    void sandbox_hasTheNamespacesAndTheCgroupOfItsPod() {
        PodSandboxConfig own = sandbox("containers: [{name: c, image: x}]");
        assertThat(own.getLinux().getCgroupParent()).isEqualTo("/e");
        assertThat(own.getHostname()).isEqualTo("web");
        assertThat(own.getLogDirectory()).isEqualTo("/logs/u1");
        assertThat(own.getMetadata().getAttempt()).isEqualTo(2);
        var namespaces = own.getLinux().getSecurityContext().getNamespaceOptions();
        assertThat(List.of(namespaces.getNetwork(), namespaces.getPid(), namespaces.getIpc()))
                .containsExactly(NamespaceMode.POD, NamespaceMode.CONTAINER, NamespaceMode.POD);

        PodSandboxConfig hosts = sandbox(
                "hostNetwork: true, hostPID: true, hostIPC: true, containers: [{name: c, image:"
                        + " x, resources: {limits: {cpu: 1, memory: 1Gi}}}]");
        assertThat(hosts.getLinux().getCgroupParent()).isEqualTo("/g");
        assertThat(hosts.getHostname()).isEmpty();
        var shared = hosts.getLinux().getSecurityContext().getNamespaceOptions();
        assertThat(List.of(shared.getNetwork(), shared.getPid(), shared.getIpc())).containsOnly(NamespaceMode.NODE);
    }

    private static PodSandboxConfig sandbox(String spec) {
        AgentPod pod = pod(spec);
        return SANDBOXES.sandbox(pod, RunSpecReader.read(pod), 2);
    }

    @Test
    void pid_isReadFromWhatTheRuntimeTells_orIsNotKnown() {
        assertThat(RuntimeContents.pid("{\"sandboxID\":\"a\",\"pid\":42,\"runtimeSpec\":{\"x\":[1]}}"))
                .isEqualTo(OptionalLong.of(42));
        for (String other : List.of("", "{}", "{\"pid\":0}", "nothing", "[1]", "{\"pid\":\"x\"}")) {
            assertThat(RuntimeContents.pid(other)).as(other).isEmpty();
        }
    }
}
