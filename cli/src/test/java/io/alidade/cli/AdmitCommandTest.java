package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmitCommandTest {
    private static final String EXPECTED = """
            worker-7 · kubelet 1.36 · Topology Manager single-numa-node, scope container ·
              CPU Manager static · Memory Manager Static

            ✔ default/web · Guaranteed · admitted
              container     CPUs           affinity     memory         mems  devices
              ────────────  ─────────────  ───────────  ─────────────  ────  ───────────────
              setup (init)  1,9            0 preferred  0@0            0
              web           1-2,9-10       0 preferred  hugepages-1Gi  0     nvidia.com/gpu:
                                                        1Gi@0                gpu0
                                                        2Gi@0
              log           shared         0 preferred  100Mi@0        0
                            0,3-8,11-15
              ! containers[log].resources.requests.cpu: 500m is not a whole number of
                CPUs: it runs in the shared pool
              + initContainers[setup].resources.requests: cpu 2, memory 1Gi (from its
                limit)
              + containers[web].resources.requests: cpu 4, hugepages-1Gi 1Gi, memory 2Gi,
                nvidia.com/gpu 1 (from its limit)
              + containers[log].resources.requests: cpu 500m, memory 100Mi (from its
                limit)

            free after that
                 NUMA  CPUs  ids         memory      1Gi  example.com/dongle  nvidia.com/gpu
                 node                              pages
              ───────  ────  ─────────  ───────  ───────  ──────────────────  ──────────────
                    0     2  3,11       11164Mi        1                                   0
                    1     8  4-7,12-15     16Gi                                            1
                 none                                                      1
            """;

    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
    }

    @Test
    void admit_podThatFits_showsWhatEachContainerGets() {
        samples.write("machine.yaml", "name: worker-7\n" + Samples.MACHINE);
        CliRun run = samples.admit("web.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(EXPECTED);
    }

    @Test
    void admit_twoPods_decidesTheSecondOnWhatTheFirstLeft() {
        CliRun alone = samples.admit("-o", "json", "wide.yaml");
        CliRun both = samples.admit("-o", "json", "web.yaml", "wide.yaml");

        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(offer(alone, "0.offers.0.container")).isEqualTo("large");
        assertThat(offer(alone, "0.offers.0.numaNodes.0.free")).isEqualTo("4");
        assertThat(offer(alone, "0.offers.0.numaNodes.1.free")).isEqualTo("8");
        assertThat(both.exitCode()).isEqualTo(1);
        assertThat(offer(both, "1.offers.0.numaNodes.0.free")).isEqualTo("0");
    }

    @Test
    void admit_podThatThePredicatesRefuse_leavesNothingBehind() {
        samples.write("burst.yaml", """
                {kind: Pod, metadata: {name: burst}, spec: {containers: [
                  {name: c, resources: {requests: {cpu: 15}}}]}}""");
        CliRun run = samples.admit("-o", "json", "burst.yaml", "web.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(at(run, "pods.0.reason")).isEqualTo("OutOfcpu");
        assertThat(at(run, "pods.0.message"))
                .isEqualTo("Node didn't have enough resource: cpu, requested: 15000, used: 0, capacity: 14000");
        assertThat(at(run, "pods.1.admitted")).isEqualTo("true");
    }

    @Test
    void admit_json_isTheReport() {
        CliRun run = samples.admit("-o", "json", "web.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(at(run, "apiVersion")).isEqualTo("alidade.io/v1");
        assertThat(at(run, "kind")).isEqualTo("AdmissionReport");
        assertThat(at(run, "kubeletVersion")).isEqualTo("1.36");
        assertThat(at(run, "pods.0.uid")).isEqualTo("default/web");
        assertThat(at(run, "pods.0.containers.0.init")).isEqualTo("true");
        assertThat(at(run, "pods.0.containers.1.exclusiveCpus")).isEqualTo("1-2,9-10");
        assertThat(at(run, "pods.0.containers.1.memory.0.type")).isEqualTo("hugepages-1Gi");
        assertThat(at(run, "pods.0.containers.1.devices.nvidia\\.com/gpu.0")).isEqualTo("gpu0");
        assertThat(at(run, "pods.0.containers.2.exclusiveCpus")).isEqualTo("absent");
        assertThat(at(run, "pods.0.containers.2.cpus")).isEqualTo("0,3-8,11-15");
        assertThat(at(run, "numaNodes.0.freeCpus")).isEqualTo("3,11");
        assertThat(at(run, "numaNodes.0.freeHugepages.1Gi")).isEqualTo("1");
        assertThat(at(run, "numaNodes.0.freeDevices.nvidia\\.com/gpu")).isEqualTo("0");
        assertThat(at(run, "freeDevicesWithoutNumaNode.example\\.com/dongle")).isEqualTo("1");
    }

    @Test
    void admit_yaml_saysTheSameAsJson() {
        assertThat(withoutPlaces(samples.admit("-o", "yaml", "web.yaml")))
                .isEqualTo(withoutPlaces(samples.admit("-o", "json", "web.yaml")));
    }

    private static String withoutPlaces(CliRun run) {
        return Samples.read(run).toString().replaceAll("answer:[0-9]+:[0-9]+", "");
    }

    @Test
    void admit_manifestOnStandardInput_isRead() {
        CliRun run = CliRun.withInput(Samples.WEB, "admit", "--node", samples.path("machine.yaml"), "-");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("default/web · Guaranteed · admitted");
    }

    @Test
    void admit_withoutConfiguration_saysThatTheDefaultsApply() {
        CliRun run = CliRun.of("admit", "--node", samples.path("machine.yaml"), samples.path("web.yaml"));

        assertThat(run.err()).startsWith("alidade: no --config: the kubelet's defaults apply");
        assertThat(run.out()).contains("CPU Manager none · Memory Manager None",
                "Memory is not counted by NUMA node: the Memory Manager's policy is None.");
    }

    @Test
    void admit_unknownPolicy_reportsThatTheKubeletDoesNotStart() {
        samples.write("kubelet.yaml", Samples.KUBELET.replace("static", "clever"));
        Path saved = folder.resolve("saved");
        CliRun run = samples.admit("-o", "json", "--save-state", saved.toString(), "web.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(at(run, "startError")).isEqualTo("unknown policy: \"clever\"");
        assertThat(at(run, "pods.0")).isEqualTo("absent");
        assertThat(saved).doesNotExist();
    }

    @Test
    void admit_devicesFile_replacesTheDevicesOfTheMachine() {
        String devices = samples.write("devices.json", """
                {"devices": [{"resource": "nvidia.com/gpu", "id": "other", "numa": [1], "healthy": true}]}""");
        CliRun run = samples.admit("--devices", devices, "-o", "json", "web.yaml");

        assertThat(at(run, "pods.0.containers.1.devices.nvidia\\.com/gpu.0")).isEqualTo("absent");
        assertThat(at(run, "pods.0.reason")).isEqualTo("TopologyAffinityError");
    }

    @Test
    void admit_replicas_admitsSoManyCopies() {
        CliRun run = samples.admit("--replicas", "3", "-o", "json", "web.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(at(run, "pods.0.name")).isEqualTo("web-0");
        assertThat(at(run, "pods.2.name")).isEqualTo("web-2");
        assertThat(at(run, "pods.3")).isEqualTo("absent");
    }

    @Test
    void admit_kubeletVersion_decidesTheFormatOfTheState() throws IOException {
        Path saved = folder.resolve("saved");
        CliRun run = samples.admit("--kubelet-version", "v1.37.2", "--save-state", saved.toString(), "-o", "json",
                "web.yaml");

        assertThat(at(run, "kubeletVersion")).isEqualTo("1.37");
        assertThat(saved.resolve("cpu_manager_state")).content().contains("\"dataChecksum\"");
    }

    @Test
    void admit_savedState_keepsPodsActiveAndReadmitsThem() throws IOException {
        Path state = folder.resolve("state");
        samples.admit("--save-state", state.toString(), "web.yaml");
        CliRun other = samples.admit("--state", state.toString(), "-o", "json", "wide.yaml");
        CliRun again = samples.admit("--state", state.toString(), "-o", "json", "web.yaml");

        assertThat(state.resolve("device-plugins/kubelet_internal_checkpoint")).isRegularFile();
        assertThat(at(other, "warnings.0")).startsWith("pods known from checkpoints only: default/web:");
        assertThat(offer(other, "0.offers.0.numaNodes.0.free")).isEqualTo("0");
        assertThat(again.exitCode()).isZero();
        assertThat(at(again, "pods.0.containers.1.exclusiveCpus")).isEqualTo("1-2,9-10");
        assertThat(at(again, "pods.0.containers.1.devices.nvidia\\.com/gpu.0")).isEqualTo("gpu0");
        assertThat(at(again, "warnings.0")).isEqualTo("absent");
    }

    @Test
    void admit_kubeletFolder_givesConfigurationAndState() throws IOException {
        Path kubelet = folder.resolve("kubelet");
        samples.admit("--save-state", kubelet.toString(), "web.yaml");
        Files.writeString(kubelet.resolve("config.yaml"), Samples.KUBELET);
        CliRun run = CliRun.of("admit", "--node", samples.path("machine.yaml"), "--kubelet-dir", kubelet.toString(),
                "-o",
                "json", samples.path("wide.yaml"));

        assertThat(run.err()).isEmpty();
        assertThat(at(run, "warnings.0")).contains("default/web");
        assertThat(at(run, "numaNodes.0.freeCpus")).isEqualTo("3,11");
    }

    @Test
    void admit_configurationWithUnknownField_warnsOrRefuses() {
        samples.write("kubelet.yaml", Samples.KUBELET + "coolness: high\n");

        CliRun lenient = samples.admit("-o", "json", "web.yaml");
        assertThat(lenient.exitCode()).isZero();
        assertThat(at(lenient, "warnings.0")).contains("kubelet.yaml:10:1", "coolness");
        CliRun strict = samples.admit("--strict", "web.yaml");
        assertThat(strict.exitCode()).isEqualTo(2);
        assertThat(strict.err()).contains("unknown field \"coolness\"");
    }

    @Test
    void admit_nodeSelector_isJudgedOnlyWhereLabelsAreKnown() {
        samples.write("web.yaml", Samples.WEB.replace("spec:\n", "spec:\n  nodeSelector: {numa.node.count: \"4\"}\n"));

        assertThat(at(samples.admit("-o", "json", "web.yaml"), "pods.0.warnings.1"))
                .isEqualTo("NodeAffinity is not checked: the node's labels are not known");
        samples.write("machine.yaml", Samples.MACHINE + "labels: {zone: a}\n");
        assertThat(at(samples.admit("-o", "json", "web.yaml"), "pods.0.reason")).isEqualTo("NodeAffinity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests: {cpu: 2, memory: 1Gi}|containers[c].resources.limits.cpu is missing",
        "limits: {cpu: 2}|containers[c].resources.limits.memory is missing",
        "{}|containers[c].resources.limits has neither cpu nor memory",
        "requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2, memory: 1Gi}|containers[c].resources.requests.cpu: 1 is not its limit of 2"})
    void admit_podThatIsNotPinned_saysWhichFieldCausesIt(String resourcesAndCause) {
        String[] parts = resourcesAndCause.split("\\|", -1);
        String resources = parts[0].equals("{}") ? "{}" : "{" + parts[0] + "}";
        samples.write("pod.yaml",
                "{kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: " + resources
                        + "}]}}");

        String warning = at(samples.admit("-o", "json", "pod.yaml"), "pods.0.warnings.0");
        assertThat(warning).startsWith(parts[1]).endsWith("not Guaranteed: it runs in the shared pool");
    }

    @Test
    void admit_deviceThatNobodyRegistered_isSaid() {
        samples.write("pod.yaml", """
                {kind: Pod, metadata: {name: p}, spec: {containers: [
                  {name: c, resources: {limits: {cpu: 1, memory: 1Gi, example.com/fpga: 1}}}]}}""");
        CliRun run = samples.admit("-o", "json", "pod.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(at(run, "pods.0.warnings.0"))
                .startsWith("containers[c].resources.limits[example.com/fpga]: no plugin");
    }

    @Test
    void admit_terminal_hasColoursUnlessNoColor() {
        String[] arguments = {"admit", "--node", samples.path("machine.yaml"), samples.path("web.yaml")};

        assertThat(CliRun.of(CliRun.Surroundings.terminal(Map.of("TERM", "xterm")), arguments).out())
                .contains("\u001b[32m✔");
        assertThat(Stream.of(Map.of("NO_COLOR", "1"), Map.of("TERM", "dumb")).map(
                environment -> CliRun.of(CliRun.Surroundings.terminal(environment), arguments).out()))
                .allSatisfy(out -> assertThat(out).doesNotContain("\u001b").contains("✔"));
    }

    private static String offer(CliRun run, String path) {
        return at(run, "pods." + path);
    }

    /// The text at a path of keys and indices, `absent` if there is none; a dot of a key is written `\.`.
    private static String at(CliRun run, String path) {
        DocumentNode node = Samples.read(run);
        for (String key : path.split("(?<!\\\\)\\.", -1)) {
            String name = key.replace("\\.", ".");
            Optional<DocumentNode> next = switch (node) {
                case DocumentNode.Mapping mapping -> mapping.find(name);
                case DocumentNode.Sequence list -> list.items().stream().skip(Integer.parseInt(name)).findFirst();
                case DocumentNode.Scalar _ -> Optional.empty();
            };
            if (next.isEmpty()) {
                return "absent";
            }
            node = next.get();
        }
        return node instanceof DocumentNode.Scalar scalar ? scalar.text() : node.toString();
    }
}
