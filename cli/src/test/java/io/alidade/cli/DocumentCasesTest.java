package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kubelet settings and pods inside the documents that people have.
class DocumentCasesTest {
    private static final String CASES = "cli/src/test/resources/cases/";

    @BeforeAll
    static void inTheRoot() {
        GoldenFiles.checkWorkingDirectory();
    }

    private static String flat(CliRun run) {
        return (run.out() + run.err()).replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"providers/kubeadm.yaml", "providers/aks.json", "providers/eksctl.yaml",
        "providers/gke.yaml", "providers/rke2.yaml", "providers/capi.yaml", "providers/kops.yaml",
        "providers/talos.yaml", "providers/nodeconfig.yaml", "providers/kind.yaml", "rancher-policy/eksctl.yaml",
        "rancher-policy/nodeadm.yaml", "gpuconf/10-kubeadm.conf", "gpuconf/kubelet.env", "gpuconf/kubeadm-cm.yaml"})
    void lint_settingsOfAProvider_areOneKubeletConfiguration(String file) {
        assertThat(flat(CliRun.of("lint", CASES + file))).contains("looked at 1 kubelet configuration, for kubelet");
    }

    @ParameterizedTest
    @CsvSource({"providers/rke2.yaml, 4:29, topologyManagerPolicy is single-numa-node",
        "providers/kops.yaml, 5:23, cpuManagerPolicy static needs CPUs", "gpuconf/kubelet.env, 1:94,"
                + " reservedMemory does nothing"})
    void lint_innerSetting_isNamedAtItsPlace(String file, String place, String message) {
        assertThat(flat(CliRun.of("lint", CASES + file))).contains(file + ":" + place).contains(message);
    }

    @Test
    void lintFix_flagOfAList_isMendedInPlace(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yaml"), """
                # mine
                kubelet-arg:
                  - "memory-manager-policy=Static"
                  - 'reserved-memory=0:memory=1Gi'
                  - "kube-reserved=cpu=1,memory=1Gi"
                """);

        CliRun.of("lint", "--fix", file.toString());

        assertThat(Files.readString(file)).isEqualTo("""
                # mine
                kubelet-arg:
                  - "memory-manager-policy=Static"
                  - 'reserved-memory=0:memory=1124Mi'
                  - "kube-reserved=cpu=1,memory=1Gi"
                """);
    }

    @ParameterizedTest
    @CsvSource({"providers/rke2.yaml, '  - reserved-memory=0:memory=100Mi'",
        "rancher-policy/rke2.yaml, '  - \"reserved-memory=0:memory=100Mi\"'",
        "providers/capi.yaml, ''", "gpuconf/10-kubeadm.conf, '--memory-manager-policy=Static"
                + " --reserved-memory=0:memory=100Mi --topology-manager-policy=single-numa-node'"})
    void lintFix_missingFlags_arePutBeforeTheOneThatWantsThem(String file, String wanted, @TempDir Path folder)
            throws IOException {
        Path copy = Files.copy(Path.of(CASES + file), folder.resolve(Path.of(file).getFileName().toString()));

        CliRun run = CliRun.of("lint", "--fix", copy.toString());

        assertThat(Files.readString(copy)).contains(wanted);
        assertThat(flat(run)).contains("looked at 1 kubelet configuration, for kubelet 1.36: nothing found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "  - name: memory-manager-policy¶    value: Static¶|  - name: reserved-memory¶    value: \"0:memory=100Mi\"¶",
        "  - {name: memory-manager-policy, value: Static}¶|  - {name: reserved-memory, value: \"0:memory=100Mi\"}¶"},
            ignoreLeadingAndTrailingWhitespace = false)
    void lintFix_missingFlagOfANamedList_isPutBeforeTheOneThatWantsIt(String items, String added, @TempDir Path folder)
            throws IOException {
        String head = """
                apiVersion: kubeadm.k8s.io/v1beta4
                kind: JoinConfiguration
                nodeRegistration:
                  kubeletExtraArgs:
                """;
        Path file = Files.writeString(folder.resolve("join.yaml"), head + items.replace('¶', '\n'));

        CliRun run = CliRun.of("lint", "--fix", file.toString());

        assertThat(Files.readString(file)).isEqualTo(head + added.replace('¶', '\n') + items.replace('¶', '\n'));
        assertThat(flat(run)).contains("looked at 1 kubelet configuration, for kubelet 1.36: nothing found");
    }

    @Test
    void lint_template_isAnErrorWithTheCure() {
        CliRun run = CliRun.of("lint", CASES + "lint-templates/pod.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(flat(run)).contains("pod.yaml:6:12: this is a template with {{ }}", "helm template");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\n", "just text\n", "- a\n- b\n", "", "{\"a\": {\"b\": []}}",
        "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n"})
    void lint_whatItDoesNotKnow_isAnErrorThatNamesWhatIsKnown(String text, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), text);

        CliRun run = CliRun.of("lint", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(flat(run)).contains("lint does not know what this is", "Known are").doesNotContain("nothing found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nnodeGroups: [{name: a}]\n",
        "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker}]\n",
        "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {cluster: {name: c}}\n"})
    void lint_providersDocumentWithoutSettings_isPassedOver(String text, @TempDir Path folder) throws IOException {
        CliRun run = CliRun.of("lint", Files.writeString(folder.resolve("x.yaml"), text).toString());

        assertThat(run.exitCode()).isZero();
        assertThat(flat(run)).contains("passed over, for it has no pods and no settings of a kubelet: 1 ");
    }

    @Test
    void lint_objectsWithoutPods_arePassedOverInALine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"),
                "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n");

        CliRun run = CliRun.of("lint", file.toString());

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(flat(run)).contains("passed over").contains("1 Service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet", "kindonly", "aponly"})
    void lint_configurationWithoutKind_isJudgedAndTheKubeletRefusesIt(String file) {
        CliRun run = CliRun.of("lint", CASES + "lint-nokind/" + file + ".yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(flat(run)).contains("is missing, and the kubelet refuses a file without it");
    }

    @Test
    void lintAndAdmit_configurationOfAnUnknownVersion_sayWhatTheKubeletSays() {
        String said = "The kubelet says: no kind \"KubeletConfiguration\" is registered for version"
                + " \"kubelet.config.k8s.io/v1alpha1\".";
        String file = CASES + "lint-nokind/alpha.yaml";
        CliRun admitted = CliRun.of("admit", "--node", CASES + "rancher-policy/node.yaml", "--config", file,
                CASES + "pods/rc.yaml");

        assertThat(flat(CliRun.of("lint", file))).contains("alpha.yaml:1:13: error kubelet-does-not-start", said);
        assertThat(admitted.exitCode()).isEqualTo(2);
        assertThat(flat(admitted)).contains("alpha.yaml:1:13: ", said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cm.yaml|20:21: info time-sliced-gpu|each device of nvidia.com/gpu is given to 10 containers (time slicing)",
        "cm.yaml|27:51: info time-sliced-gpu|nvidia.com/mig-1g.5gb is given to 2 containers (time slicing)",
        "cm.yaml|33:44: info time-sliced-gpu|each device of nvidia.com/gpu is given to 4 containers (MPS)",
        "plain.yaml|6:17: info time-sliced-gpu|each device of nvidia.com/gpu is given to 10 containers",
        "policy.yaml|6:20: info no-topology-from-device|excludeTopology is true",
        "sriov-exclude.json|1:102: info no-topology-from-device|excludeTopology is true"})
    void lint_configurationOfADevicePlugin_isNamedAtItsPlace(String file, String place, String message) {
        CliRun run = CliRun.of("lint", CASES + "gpuconf/" + file);

        assertThat(run.exitCode()).isZero();
        assertThat(flat(run)).contains(file + ":" + place, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"helm.yaml|refused: OutOfcpu|✘ x/db-2|2 of 3 pods admitted",
        "jobset.yaml|2 pods of the template at spec.replicatedJobs[0].template.spec.template|✘ default/train-1"
                + "|1 of 2 pods admitted",
        "rc.yaml|✔ default/t-0|✔ default/t-1|2 of 2 pods admitted",
        "mpi.yaml|1 pod of the template at spec.mpiReplicaSpecs.Launcher.template|✔ default/nccl-launcher-0"
                + "|✘ default/nccl-worker-1",
        "lws.yaml|2 pods of the template at spec.leaderWorkerTemplate.workerTemplate|✘ default/vllm-1"
                + "|cpu, requested: 125000",
        "podtemplate.yaml|1 pod of the template at template|✔ default/t-0 · Guaranteed|cpu 2, memory 2Gi",
        "template.yaml|✘ default/${PODNAME} · Guaranteed|OutOfhugepages-1Gi|requested: 4294967296",
        "list.json|✔ default/a · Guaranteed|cpu 2, memory 2Gi|admitted",
        "testpmd1.yaml|✘ default/testpmd · Burstable|requested: 4294967296|[intel.com/x710vfio]: no plugin",
        "testpmd2.yaml|✘ default/testpmd · Burstable|requested: 2147483648|NodeAffinity is not checked"})
    void admit_podsInsideOthers_areFoundAndJudged(String file, String first, String second, String third) {
        CliRun run = CliRun.of("admit", "--node", CASES + "rancher-policy/node.yaml", CASES + "pods/" + file);

        assertThat(flat(run)).contains(first, second, third);
    }

    @ParameterizedTest
    @CsvSource({"providers/aks.json, best-effort", "providers/capi.yaml, none", "providers/drop.conf.json, none",
        "providers/eksctl.yaml, none", "providers/gke.yaml, restricted", "providers/kind.yaml, none",
        "providers/kops.yaml, restricted", "providers/kubeadm.yaml, none", "providers/nodeconfig.yaml, restricted",
        "providers/rke2.yaml, single-numa-node", "providers/talos.yaml, restricted",
        "gpuconf/10-kubeadm.conf, single-numa-node", "gpuconf/kubeadm-cm.yaml, none", "gpuconf/kubelet.env, none",
        "rancher-policy/eksctl.yaml, single-numa-node", "rancher-policy/nodeadm.yaml, none",
        "rancher-policy/rke2.yaml, single-numa-node", "rancher-policy/talos.yaml, single-numa-node"})
    void admit_settingsOfAProvider_areInForce(String file, String policy) {
        CliRun run = CliRun.of("admit", "--node", CASES + "rancher-policy/node.yaml", "--config", CASES + file,
                CASES + "pods/list.json");

        String memory = file.endsWith("nodeadm.yaml") ? "Static" : "None";
        assertThat(flat(run)).containsPattern("Topology Manager " + policy
                + "(, scope (container|pod))? · CPU Manager static · Memory Manager " + memory + " ");
    }

    @Test
    void admit_configurationOfAProvider_isInForce() {
        CliRun run = CliRun.of("admit", "--node", CASES + "rancher-policy/node.yaml", "--config",
                CASES + "rancher-policy/rke2.yaml", CASES + "pods/rc.yaml");

        assertThat(flat(run)).contains("Topology Manager single-numa-node", "CPU Manager static")
                .contains("further settings are not in this file");
    }
}
