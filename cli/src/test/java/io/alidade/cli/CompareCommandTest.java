package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `compare` between versions of the kubelet.
class CompareCommandTest {
    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String machine() throws IOException {
        return file("machine.yaml", """
                layout: {sockets: 1, coresPerSocket: 8, threadsPerCore: 2, siblings: adjacent}
                numaNodes: [{node: 0, memory: 16Gi}]
                """);
    }

    private String configuration() throws IOException {
        return file("kubelet.yaml", """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                cpuManagerPolicyOptions: {distribute-cpus-across-cores: "true"}
                reservedSystemCPUs: 0-1
                featureGates: {CPUManagerPolicyAlphaOptions: true}
                """);
    }

    private String pod() throws IOException {
        return file("pod.yaml", """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec: {containers: [{name: c, resources: {limits: {cpu: 4, memory: 1Gi}}}]}
                """);
    }

    @Test
    void compare_severalVersions_showsEachUnderOneConfiguration() throws IOException {
        CliRun run = CliRun.of("compare", configuration(), pod(), "--node", machine(), "--kubelet-version", "1.34",
                "--kubelet-version", "v1.37.2", "--kubelet-version", "1.38", "-o", "json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("\n  \"kubeletVersion\"").contains("\"kubeletVersion\": \"1.34\"",
                "\"kubeletVersion\": \"1.37\"", "\"kubeletVersion\": \"1.38\"", "\"exclusiveCpus\": \"2-5\"",
                "\"exclusiveCpus\": \"2,4,6,8\"");
        assertThat(CliRun.of("compare", configuration(), pod(), "--node", machine(), "--kubelet-version", "1.34",
                "--kubelet-version", "1.37").exitCode()).isZero();
    }

    @Test
    void compare_oneVersionAndNoManifest_isWrongUsage() throws IOException {
        CliRun run = CliRun.of("compare", configuration(), pod(), "--node", machine(), "--kubelet-version", "1.34");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a configuration or the pods are missing");
    }

    @Test
    void compare_sameMinorTwice_isWrongUsage() throws IOException {
        CliRun run = CliRun.of("compare", configuration(), pod(), "--node", machine(), "--kubelet-version", "1.34",
                "--kubelet-version", "1.34.4");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("names a minor twice: 1.34, 1.34.4");
    }

    private String nodeObject(String version) throws IOException {
        return file("node.yaml", """
                apiVersion: v1
                kind: Node
                metadata: {name: worker-1}
                status:
                  capacity: {cpu: "16", memory: 16Gi}
                  nodeInfo: {kubeletVersion: VERSION, architecture: amd64, operatingSystem: linux}
                """.replace("VERSION", version));
    }

    @Test
    void admit_nodeObject_tellsTheVersion() throws IOException {
        CliRun told = CliRun.of("admit", "--node", nodeObject("v1.35.4"), "--config", configuration(), pod(), "-o",
                "json");
        assertThat(told.out()).as(told.err()).contains("\"kubeletVersion\": \"1.35\"");
        CliRun asked = CliRun.of("admit", "--node", nodeObject("v1.35.4"), "--config", configuration(), pod(), "-o",
                "json", "--kubelet-version", "1.37");
        assertThat(asked.out()).contains("\"kubeletVersion\": \"1.37\"");
    }

    @Test
    void admit_nodeOfAnUnknownVersion_warnsAndTakesTheDefault() throws IOException {
        CliRun run = CliRun.of("admit", "--node", nodeObject("v1.29.1"), "--config", configuration(), pod(), "-o",
                "json");
        assertThat(run.out()).as(run.err()).contains("\"kubeletVersion\": \"1.36\"",
                "v1.29.1\\\" is not known");
    }
}
