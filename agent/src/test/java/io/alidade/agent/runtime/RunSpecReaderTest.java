package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
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
        new ProcessRuntime(new PodFolders(Path.of("/none"))).check(read);
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
        "containers: [{name: c, command: [a], volumeMounts: [{name: v}]}]"
                + " | spec.containers[0].volumeMounts is not followed.",
        "volumes: [{name: v, configMap: {}}], containers: [{name: c, command: [a]}] | spec.volumes is not followed.",
        "securityContext: {runAsUser: 1}, containers: [{name: c, command: [a]}] | spec.securityContext is not followed.",
        "containers: [{name: c, command: [a], env: [{name: X, valueFrom: {fieldRef: {}}}]}]"
                + " | spec.containers[0].env[0].valueFrom is not followed.",
        "containers: [{name: c}] | spec.containers[0].command is missing",
        "containers: [{name: c, image: nginx, command: [a]}] | spec.containers[0].image is \"nginx\"",
        "hostNetwork: false, containers: [{name: c, command: [a]}] | spec.hostNetwork is false"})
    void field_thatCannotBeFollowed_refusesThePodByItsName(String spec, String message) {
        assertThatThrownBy(() -> read(spec)).isInstanceOf(BadInput.class).hasMessageContaining(message);
    }
}
