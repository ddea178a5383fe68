package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.runtime.SecuritySpec.Seccomp.Kind;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.kube.document.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpecReaderTest {
    private static RunSpec read(String spec) {
        RunSpec read = RunSpecReader.read(AgentPod.read(
                Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {" + spec + "}}"),
                new PodOrigin.Api()));
        new ProcessRuntime(new PodFolders(Path.of("/none")), QuotaRule.DEFAULT).check(read);
        return read;
    }

    @Test
    void pod_withEverythingThatIsFollowed_isReadWhole() {
        RunSpec spec = read("restartPolicy: OnFailure, terminationGracePeriodSeconds: 3, hostNetwork: true,"
                + " initContainers: [{name: init, command: [a]}, {name: side, restartPolicy: Always, command: [b]}],"
                + " containers: [{name: c, image: host, command: [/bin/echo], args: ['$(X)-$(NONE)-$$(X)'],"
                + " env: [{name: X, value: '1'}, {name: Z, value: '$(X)2'}], workingDir: /tmp}]");
        assertThat(spec.containers()).extracting(ContainerSpec::kind).containsExactly(ContainerKind.INIT,
                ContainerKind.SIDECAR, ContainerKind.APP);
        ContainerSpec app = spec.containers().getLast();
        assertThat(app.command()).containsExactly("/bin/echo");
        assertThat(app.arguments()).containsExactly("1-$(NONE)-$(X)");
        assertThat(app.environment()).containsEntry("X", "1").containsEntry("Z", "12");
        assertThat(app.workingDir()).contains("/tmp");
        assertThat(spec.restartPolicy()).isEqualTo(RunSpec.RestartPolicy.ON_FAILURE);
        assertThat(spec.grace()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "containers: [{name: c, command: [a], livenessProbe: {}}] | spec.containers[0].livenessProbe is not followed.",
        "volumes: [{name: v, configMap: {}}], containers: [{name: c, command: [a]}]"
                + " | spec.volumes[0].configMap is not followed.",
        "volumes: [{name: v, emptyDir: {sizeLimit: 1Mi}}], containers: [{name: c, command: [a]}]"
                + " | spec.volumes[0].emptyDir.sizeLimit is kept for the medium Memory only",
        "volumes: [{name: v, emptyDir: {medium: HugePages}}], containers: [{name: c, command: [a]}]"
                + " | spec.volumes[0].emptyDir.medium is HugePages, and the pod asks for none.",
        "volumes: [{name: v, hostPath: {path: /a/../b}}], containers: [{name: c, command: [a]}]"
                + " | spec.volumes[0].hostPath.path is",
        "volumes: [{name: ../v}], containers: [{name: c, command: [a]}] | spec.volumes[0].name is \"../v\"",
        "containers: [{name: c, command: [a], volumeMounts: [{name: v, mountPath: /x}]}]"
                + " | spec.containers[0].volumeMounts[0].name is \"v\", and the pod has no such volume.",
        "volumes: [{name: v}], containers: [{name: c, command: [a], volumeMounts: [{name: v, mountPath: /x, subPath: ../y}]}]"
                + " | spec.containers[0].volumeMounts[0].subPath is \"../y\"",
        "volumes: [{name: v}], containers: [{name: c, command: [a], volumeMounts: [{name: v, mountPath: /no/such/place}]}]"
                + " | spec.containers[0].volumeMounts[0]",
        "securityContext: {runAsNonRoot: true}, containers: [{name: c, command: [a]}]"
                + " | spec.securityContext.runAsNonRoot is true, and runAsUser does not say",
        "containers: [{name: c, command: [a], securityContext: {runAsNonRoot: true, runAsUser: 0}}]"
                + " | spec.containers[0].securityContext.runAsNonRoot is true, and runAsUser is 0.",
        "containers: [{name: c, command: [a], securityContext: {readOnlyRootFilesystem: true}}]"
                + " | spec.containers[0].securityContext.readOnlyRootFilesystem is true",
        "containers: [{name: c, command: [a], securityContext: {seccompProfile: {type: RuntimeDefault}}}]"
                + " | spec.containers[0].securityContext.seccompProfile is not followed by a process",
        "containers: [{name: c, command: [a], ports: [{containerPort: 80, hostPort: 80}]}]"
                + " | spec.containers[0].ports[0].hostPort is forwarded by nobody",
        "containers: [{name: c, command: [a], restartPolicy: Never}] | spec.containers[0].restartPolicy is \"Never\"",
        "containers: [{name: c, command: [a], terminationMessagePath: /no/such}]"
                + " | spec.containers[0].terminationMessagePath is \"/no/such\"",
        "containers: [{name: c, command: [a], env: [{name: X, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}]"
                + " | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath is \"status.podIP\"",
        "containers: [{name: c, command: [a], env: [{name: X, valueFrom: {configMapKeyRef: {}}}]}]"
                + " | spec.containers[0].env[0].valueFrom.configMapKeyRef is not followed.",
        "containers: [{name: c, command: [a], env: [{name: X, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]}]"
                + " | spec.containers[0].env[0].valueFrom.resourceFieldRef.resource is \"limits.cpu\", and container c has",
        "containers: [{name: c}] | spec.containers[0].command is missing",
        "containers: [{name: c, image: nginx, command: [a]}] | spec.containers[0].image is \"nginx\"",
        "hostNetwork: false, containers: [{name: c, command: [a]}] | spec.hostNetwork is false"})
    void field_thatCannotBeFollowed_refusesThePodByItsName(String spec, String message) {
        assertThatThrownBy(() -> read(spec)).isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @Test
    void variables_ofThePod_haveTheKubeletsValues() {
        RunSpec spec = RunSpecReader.read(AgentPod.read(Samples.document("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, uid: u-1, labels: {app: a}, annotations: {x/y: z}}
                spec:
                  containers:
                  - name: c
                    resources: {limits: {cpu: 1500m, memory: 100Mi}, requests: {cpu: 300m}}
                    env:
                    - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: SPACE, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}}
                    - {name: ID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
                    - {name: APP, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
                    - {name: XY, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['x/y']"}}}
                    - {name: NONE_SUCH, valueFrom: {fieldRef: {fieldPath: "metadata.labels['none']"}}}
                    - {name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                    - {name: MILLIS, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}
                    - {name: MIB, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 3Mi}}}
                    - {name: OTHER, valueFrom: {resourceFieldRef: {containerName: d, resource: limits.cpu}}}
                    - {name: NONE, valueFrom: {resourceFieldRef: {resource: requests.ephemeral-storage}}}
                    - {name: ALL, value: "$(NAME)/$(CPUS)"}
                  - {name: d, resources: {limits: {cpu: 3}}}
                """), new PodOrigin.Api()));
        assertThat(spec.containers().getFirst().environment()).containsExactly(entry("NAME", "web"),
                entry("SPACE", "shop"), entry("ID", "u-1"), entry("APP", "a"), entry("XY", "z"), entry("NONE_SUCH", ""),
                entry("CPUS", "2"), entry("MILLIS", "300"), entry("MIB", "34"), entry("OTHER", "3"), entry("NONE", "0"),
                entry("ALL", "web/2"));
    }

    @Test
    void securityContext_ofTheContainer_winsOverThatOfThePod() {
        RunSpec spec = RunSpecReader.read(AgentPod.read(Samples.document("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  securityContext:
                    {runAsUser: 1, runAsGroup: 2, supplementalGroups: [5], fsGroup: 6, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - {name: a}
                  - name: b
                    securityContext: {runAsUser: 3, seccompProfile: {type: Localhost, localhostProfile: p.json},
                      capabilities: {add: [NET_ADMIN], drop: [ALL]}, allowPrivilegeEscalation: false}
                """), new PodOrigin.Api()));
        SecuritySpec first = spec.containers().getFirst().security();
        SecuritySpec second = spec.containers().getLast().security();
        assertThat(first.runAsUser()).hasValue(1);
        assertThat(second.runAsUser()).hasValue(3);
        assertThat(second.runAsGroup()).hasValue(2);
        assertThat(second.supplementalGroups()).containsExactly(5L, 6L);
        assertThat(first.seccomp()).contains(new SecuritySpec.Seccomp(Kind.RUNTIME_DEFAULT, ""));
        assertThat(second.seccomp()).contains(new SecuritySpec.Seccomp(Kind.LOCALHOST, "p.json"));
        assertThat(second.addedCapabilities()).containsExactly("NET_ADMIN");
        assertThat(second.droppedCapabilities()).containsExactly("ALL");
        assertThat(second.allowPrivilegeEscalation()).contains(false);
        assertThat(spec.fsGroup()).hasValue(6);
    }
}
