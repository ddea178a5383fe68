package io.alidade.kube.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedConfigurationsTest {
    private static KubeletConfiguration read(String text) {
        return EmbeddedConfigurations.read(KubeletConfigurationReader.LENIENT, "f", text
                .getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "kubelet-arg: [cpu-manager-policy=static, 'reserved-cpus=0-1']",
        "kubelet-arg:\n- \"cpu-manager-policy=static\"\n- --reserved-cpus=0-1",
        "kubelet-arg+: [cpu-manager-policy=static, reserved-cpus=0-1]",
        "machine: {kubelet: {extraConfig: {cpuManagerPolicy: static}, extraArgs: {reserved-cpus: 0-1}}}",
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration:\n  kubeletExtraArgs:\n"
                + "  - {name: cpu-manager-policy, value: static}\n  - {name: reserved-cpus, value: 0-1}",
        "apiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration\nnodeRegistration:\n  kubeletExtraArgs:\n"
                + "    cpu-manager-policy: static\n    reserved-cpus: 0-1",
        """
                kind: Cluster
                apiVersion: kind.x-k8s.io/v1alpha4
                kubeadmConfigPatches:
                - |
                  kind: KubeletConfiguration
                  cpuManagerPolicy: static
                - |
                  kind: JoinConfiguration
                  nodeRegistration:
                    kubeletExtraArgs: {reserved-cpus: 0-1}
                """,
        "apiVersion: kops.k8s.io/v1alpha2\nkind: InstanceGroup\nspec:\n"
                + "  kubelet: {cpuManagerPolicy: static, reservedSystemCPUs: 0-1}",
        "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: RKE2ControlPlane\nspec:\n  agentConfig:\n"
                + "    kubelet:\n      extraArgs: [cpu-manager-policy=static, reserved-cpus=0-1]",
        "apiVersion: provisioning.cattle.io/v1\nkind: Cluster\nspec:\n  rkeConfig:\n    machineGlobalConfig:\n"
                + "      kubelet-arg: [cpu-manager-policy=static, reserved-cpus=0-1]",
        "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: {cpuManagerPolicy: none}\n"
                + "    flags: [--cpu-manager-policy=static, --reserved-cpus=0-1]",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"X\"\n\n--X\nContent-Type: application/node.eks.aws"
                + "\n\n---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n"
                + "    config: {cpuManagerPolicy: static, reservedSystemCPUs: 0-1}\n--X--\n",
        "apiVersion: performance.openshift.io/v2\nkind: PerformanceProfile\nspec: {cpu: {reserved: 0-1}}",
        "[Service]\nEnvironment=\"KUBELET_EXTRA_ARGS=--cpu-manager-policy=static --reserved-cpus=0-1\"\n",
        "KUBELET_ARGS='--cpu-manager-policy static --reserved-cpus 0-1'\n",
        "root 1 0.0 ? Ssl 10:00 0:01 /usr/bin/kubelet --fail-swap-on --cpu-manager-policy=static --reserved-cpus=0-1\n",
        "#!/bin/bash\n/etc/eks/bootstrap.sh c --kubelet-extra-args '--cpu-manager-policy=static --reserved-cpus=0-1'\n",
        "INSTALL_K3S_EXEC=\"--kubelet-arg=cpu-manager-policy=static --kubelet-arg reserved-cpus=0-1\"\n"})
    void settings_insideAnotherDocument_areRead(String text) {
        KubeletConfiguration read = read(text);

        assertThat(read.cpuManagerPolicy()).isEqualTo("static");
        assertThat(read.reservedSystemCpus()).isEqualTo("0-1");
    }

    @Test
    void flags_besideFields_win() {
        KubeletConfiguration read = read("""
                machine:
                  kubelet:
                    extraConfig:
                      cpuManagerPolicy: none
                      kubeReserved: {cpu: "1", memory: 1Gi}
                      featureGates: {A: true, B: true}
                    extraArgs:
                      cpu-manager-policy: static
                      kube-reserved: cpu=2
                      feature-gates: B=false
                """);

        assertThat(read.cpuManagerPolicy()).isEqualTo("static");
        assertThat(read.kubeReserved()).isEqualTo(Map.of("cpu", "2"));
        assertThat(read.featureGates()).isEqualTo(Map.of("A", true, "B", false));
    }

    @Test
    void flags_ofManyValues_areReadAsTheKubeletReadsThem() {
        KubeletConfiguration read = read("KUBELET_ARGS=\"--reserved-memory=0:memory=1Gi,hugepages-1Gi=2Gi;1:memory=1Gi"
                + " --eviction-hard=memory.available<200Mi --cpu-manager-policy-options=full-pcpus-only=true"
                + " --cpu-manager-policy-options=strict-cpu-reservation=true --max-pods=30"
                + " --topology-manager-policy-options=prefer-closest-numa-nodes=true,max-allowable-numa-nodes=9\"");

        assertThat(read.reservedMemory()).hasSize(2);
        assertThat(read.reservedMemory().getFirst().limits()).containsOnlyKeys("memory", "hugepages-1Gi");
        assertThat(read.evictionHard()).isEqualTo(Map.of("memory.available", "200Mi"));
        assertThat(read.cpuManagerPolicyOptions())
                .isEqualTo(Map.of("full-pcpus-only", "true", "strict-cpu-reservation", "true"));
        assertThat(read.topologyManagerPolicyOptions())
                .isEqualTo(Map.of("prefer-closest-numa-nodes", "true", "max-allowable-numa-nodes", "9"));
        assertThat(read.maxPods()).isEqualTo(30);
        assertThat(read.positionOf("maxPods").orElseThrow().toString()).isEqualTo("f:1:234");
    }

    @Test
    void flag_thatTheKubeletDoesNotHave_isRefusedWithTheOneMeant() {
        assertThatThrownBy(() -> read("kubelet-arg:\n- cpu-manager-polcy=static"))
                .isInstanceOfSatisfying(BadInput.class, problem -> {
                    assertThat(problem.getMessage()).isEqualTo("f:2:3: the kubelet has no flag --cpu-manager-polcy.");
                    assertThat(problem.cure()).isEqualTo("Maybe --cpu-manager-policy is meant.");
                });
    }

    @Test
    void severalConfigurations_inOneFile_areRefusedByName() {
        assertThatThrownBy(() -> read("""
                apiVersion: eksctl.io/v1alpha5
                kind: ClusterConfig
                nodeGroups:
                - {name: a, kubeletExtraConfig: {cpuManagerPolicy: static}}
                managedNodeGroups:
                - {name: b, kubeletExtraConfig: {cpuManagerPolicy: none}}
                """))
                .hasMessageContaining("2 kubelet configurations: eksctl nodeGroups[a], eksctl managedNodeGroups[b].");
    }

    @Test
    void namesOfAks_areTranslated() {
        KubeletConfiguration read = read("{\"cpuManagerPolicy\": \"static\", \"cpuCfsQuota\": true,"
                + " \"containerLogMaxSizeMB\": 50, \"imageGcHighThreshold\": 90}");

        assertThat(read.positions()).containsKeys("cpuManagerPolicy");
        assertThat(read.warnings()).noneMatch(warning -> warning.message().contains("unknown field"))
                .anyMatch(warning -> warning.message().contains("AKS computes kubeReserved"));
    }

    @Test
    void performanceProfile_withSingleNumaNode_pinsMemoryAndWholeCores() {
        KubeletConfiguration read = read("""
                apiVersion: performance.openshift.io/v2
                kind: PerformanceProfile
                metadata: {name: p}
                spec: {cpu: {reserved: 0-1}, numa: {topologyPolicy: single-numa-node}}
                """);

        assertThat(read.memoryManagerPolicy()).isEqualTo("Static");
        assertThat(read.cpuManagerPolicyOptions()).isEqualTo(Map.of("full-pcpus-only", "true"));
        assertThat(read.topologyManagerPolicy()).isEqualTo("single-numa-node");
    }

    @Test
    void configMapOfKubeadm_isAConfiguration() {
        String text = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: kubelet-config, namespace: kube-system}
                data:
                  kubelet: |
                    apiVersion: kubelet.config.k8s.io/v1beta1
                    kind: KubeletConfiguration
                    cpuManagerPolicy: static
                """;

        assertThat(read(text).cpuManagerPolicy()).isEqualTo("static");
        assertThat(read(text).positions().get("cpuManagerPolicy")).hasToString("f:8:23");
        assertThatThrownBy(() -> read(text.replace("KubeletConfiguration", "Other"))).isInstanceOf(BadInput.class)
                .hasMessageContaining("ConfigMap kubelet-config holds no text with a KubeletConfiguration");
    }

    @Test
    void performanceProfile_overItsAnnotation_winsAndCompletesIt() {
        KubeletConfiguration read = read("""
                apiVersion: performance.openshift.io/v2
                kind: PerformanceProfile
                metadata:
                  name: p
                  annotations:
                    kubeletconfig.experimental: |
                      {"cpuManagerPolicy": "none", "topologyManagerPolicy": "none", "topologyManagerScope": "pod",
                       "cpuManagerPolicyOptions": {"full-pcpus-only": "false"}, "systemReserved": {"memory": "1Gi"},
                       "evictionHard": {"memory.available": "200Mi"}}
                spec:
                  cpu: {reserved: 0-1, shared: 4-5}
                  workloadHints: {mixedCpus: true}
                  numa: {topologyPolicy: single-numa-node}
                """);

        assertThat(read.cpuManagerPolicy()).isEqualTo("static");
        assertThat(read.topologyManagerPolicy()).isEqualTo("single-numa-node");
        assertThat(read.topologyManagerScope()).isEqualTo("pod");
        assertThat(read.cpuManagerPolicyOptions()).isEqualTo(Map.of("full-pcpus-only", "false"));
        assertThat(read.reservedSystemCpus()).isEqualTo("0-1,4-5");
        // 500Mi for the kubelet, 1Gi for the system, 200Mi of the threshold.
        assertThat(read.reservedMemory()).singleElement().asString().contains("1724Mi");
        assertThat(read.evictionHard()).containsEntry("nodefs.available", "10%");
    }

    @Test
    void performanceProfile_withAThresholdInPercent_isRefused() {
        assertThatThrownBy(() -> read("""
                apiVersion: performance.openshift.io/v2
                kind: PerformanceProfile
                metadata: {name: p, annotations: {kubeletconfig.experimental: '{"evictionHard": {"memory.available": "5%"}}'}}
                spec: {cpu: {reserved: 0-1}, numa: {topologyPolicy: restricted}}
                """)).isInstanceOf(BadInput.class).hasMessageContaining("evictionHard.memory.available is \"5%\"");
    }

    @Test
    void settingsOfEks_areMergedIntoThoseOfNodeadm() {
        KubeletConfiguration read = read("""
                apiVersion: node.eks.aws/v1alpha1
                kind: NodeConfig
                spec:
                  kubelet:
                    config:
                      systemReserved: {cpu: "1"}
                      evictionHard: {nodefs.available: 5%}
                """);

        assertThat(read.kubeReserved()).containsEntry("cpu", "60m");
        assertThat(read.evictionHard()).containsEntry("memory.available", "100Mi").containsEntry("nodefs.available",
                "5%");
    }

    @Test
    void talos_withoutReservation_reservesItsOwn() {
        assertThat(read("machine: {type: worker, kubelet: {extraConfig: {systemReserved: {}}}}").systemReserved())
                .isEqualTo(Map.of("cpu", "50m", "memory", "384Mi"));
        assertThat(read("machine: {type: controlplane, kubelet: {extraConfig: {cpuManagerPolicy: none}}}")
                .systemReserved()).containsEntry("memory", "512Mi");
    }

    @Test
    void microShift_hasItBelowKubelet() {
        KubeletConfiguration read = read("dns: {baseDomain: example.com}\nkubelet:\n  cpuManagerPolicy: static\n");

        assertThat(read.cpuManagerPolicy()).isEqualTo("static");
        assertThat(read.warnings()).anyMatch(warning -> warning.message().contains("MicroShift applies them"));
    }

    @Test
    void kubeletConfig_behindObjectsOfOtherKinds_isFound() {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n---\n";
        String openShift = """
                apiVersion: machineconfiguration.openshift.io/v1
                kind: KubeletConfig
                metadata: {name: k}
                spec: {kubeletConfig: {cpuManagerPolicy: static, reservedSystemCPUs: '0,1'}}
                """;

        assertThat(read(pod + openShift).reservedSystemCpus()).isEqualTo("0,1");
        assertThatThrownBy(() -> read(pod + openShift + "---\n" + openShift)).isInstanceOf(BadInput.class)
                .hasMessageContaining("apiVersion is");
        assertThatThrownBy(() -> read(pod + "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"))
                .isInstanceOf(BadInput.class).hasMessageContaining("apiVersion is");
    }
}
