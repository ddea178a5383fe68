package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.scenario.ScenarioDocument;
import io.alidade.live.scenario.ScenarioNames;
import io.alidade.live.scenario.ScenarioStart;
import io.alidade.live.scenario.ScenarioStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is written down of a running kubelet is what `conformance` replays: state, decisions, and also what differs.
class WatchedKubeletTest {
    private static final String MACHINE = """
            name: node-of-somebody
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            devices:
            - {resource: example.test/gpu, id: secret-a, numa: [0]}
            - {resource: example.test/gpu, id: secret-b, numa: [1]}
            - {resource: example.test/gpu, id: secret-c, numa: [0, 1]}
            """;
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            kubeReserved: {memory: 400Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
            """;

    @TempDir
    Path folder = Path.of("");

    private final MachineDescription machine = MachineReader.read(document(MACHINE));
    private final KubeletConfiguration configuration = KubeletConfigurationReader.LENIENT
            .decode(document(CONFIGURATION));
    private KubeletNode node = started(KubeletNode.start(machine, configuration, KubeletVersion.V1_37));
    private final List<Value.Mapping> pods = new ArrayList<>();

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    private static KubeletNode started(KubeletStart start) {
        return ((KubeletStart.Started) start).node();
    }

    private static DocumentNode pod(String name, String limits) {
        return document("{apiVersion: v1, kind: Pod, metadata: {name: secret-" + name
                + ", namespace: secret-shop, uid: "
                + "secret-uid-" + name + "}, spec: {initContainers: [{name: secret-first, image: secret-image,"
                + " resources: {limits: {cpu: 1, memory: 1Gi}}}], containers: [{name: secret-main, image: secret-image,"
                + " env: [{name: KEY, value: secret-value}], resources: {limits: {" + limits + "}}}]}}");
    }

    /// Lets a pod come.
    private KubeletAnswer admit(DocumentNode document) {
        PodManifest manifest = PodManifests.readPod(document);
        PodDecision decision = node.admit(manifest);
        node = decision.node();
        if (decision instanceof PodDecision.Admitted) {
            pods.add((Value.Mapping) Value.of(document));
        }
        return KubeletAnswer.of(decision);
    }

    private ScenarioStart found() {
        return new ScenarioStart("watched", machine, configuration, KubeletVersion.V1_37, node.node().checkpoints(),
                pods);
    }

    private Path write(ScenarioStart start, List<ScenarioStep> steps, boolean withNames) {
        return ScenarioDocument.write(folder, "watched", KubeletVersion.V1_37,
                ScenarioDocument.of(start, steps, Value.mapping().with("time", "now").build(),
                        withNames ? ScenarioNames.KEPT : ScenarioNames.replacing(start, steps)));
    }

    private static ScenarioStep step(DocumentNode pod, KubeletAnswer answer) {
        return new ScenarioStep.Admit((Value.Mapping) Value.of(pod), answer, Value.mapping().with("took", 3).build());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void scenario_ofANodeWithPods_isReplayedAsItWas(boolean withNames) throws IOException {
        KubeletAnswer _ = admit(pod("before", "cpu: 2, memory: 2Gi, example.test/gpu: 1"));
        ScenarioStart start = found();
        DocumentNode fits = pod("fits", "cpu: 2, memory: 3Gi, example.test/gpu: 1");
        DocumentNode wide = pod("wide", "cpu: 7, memory: 3Gi");
        DocumentNode huge = pod("huge", "cpu: 70, memory: 3Gi");
        List<ScenarioStep> steps = List.of(step(fits, admit(fits)), step(wide, admit(wide)), step(huge, admit(huge)),
                new ScenarioStep.Remove("secret-uid-before", Value.mapping().build()),
                new ScenarioStep.Devices(machine.devices().subList(1, 2), Value.mapping().build()));

        Path file = write(start, steps, withNames);

        CliRun run = CliRun.of("conformance", file.toString());
        assertThat(run.out() + run.err()).endsWith("conformance: 1 scenarios, 5 steps, 0 mismatches\n");
        String text = Files.readString(file);
        assertThat(text).contains("TopologyAffinityError").doesNotContain("secret-value", "secret-image");
        assertThat(text.contains("secret")).isEqualTo(withNames);
        assertThat(text.contains("node-of-somebody")).isEqualTo(withNames);
    }

    @Test
    void scenario_withAnotherAnswerOfTheKubelet_showsWhatDiffers() {
        KubeletAnswer _ = admit(pod("before", "cpu: 2, memory: 2Gi"));
        ScenarioStart start = found();
        DocumentNode fits = pod("fits", "cpu: 2, memory: 3Gi");

        Path file = write(start, List.of(step(fits, new KubeletAnswer.Refused("TopologyAffinityError", "no"))), true);

        CliRun run = CliRun.of("conformance", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("scenario watched, step 1 (admit secret-uid-fits)", "admitted",
                "recorded false", "decided  true");
    }

    @Test
    void scenario_ofAKubeletThatIsOutOfSomething_isReplayedWithItsPredicates() {
        DocumentNode shared = document("{apiVersion: v1, kind: Pod, metadata: {name: big, namespace: a, uid: big},"
                + " spec: {containers: [{name: c, resources: {requests: {cpu: 13}}}]}}");
        DocumentNode second = document("{apiVersion: v1, kind: Pod, metadata: {name: more, namespace: a, uid: more},"
                + " spec: {containers: [{name: c, resources: {requests: {cpu: 2}}}]}}");
        KubeletAnswer first = admit(shared);
        ScenarioStart start = found();
        KubeletAnswer refused = admit(second);

        Path file = write(start, List.of(step(second, refused)), false);

        assertThat(first).isInstanceOf(KubeletAnswer.Admitted.class);
        assertThat(refused).isInstanceOfSatisfying(KubeletAnswer.Refused.class,
                told -> assertThat(told.reason()).isEqualTo("OutOfcpu"));
        CliRun run = CliRun.of("conformance", file.toString());
        assertThat(run.out() + run.err()).isEqualTo("conformance: 1 scenarios, 1 steps, 0 mismatches\n");
    }

    /// Which of several devices a kubelet takes is chance; what it took is written down, and taken again.
    @Test
    void scenario_ofAKubeletThatTookAnotherDevice_isNoDifference() {
        node = started(KubeletNode.start(machine, KubeletConfigurationReader.LENIENT.decode(document(CONFIGURATION
                .replace("single-numa-node", "none"))), KubeletVersion.V1_37));
        ScenarioStart start = new ScenarioStart("watched", machine, KubeletConfigurationReader.LENIENT
                .decode(document(CONFIGURATION.replace("single-numa-node", "none"))), KubeletVersion.V1_37,
                node.node().checkpoints(), pods);
        DocumentNode pod = document("{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: a, uid: p}, spec:"
                + " {containers: [{name: c, resources: {limits: {cpu: 1, memory: 1Gi, example.test/gpu: 1}}}]}}");
        KubeletAnswer.Admitted own = (KubeletAnswer.Admitted) admit(pod);
        KubeletAnswer.Given given = own.containers().values().iterator().next();
        KubeletAnswer.Admitted other = new KubeletAnswer.Admitted(Map.of("c", new KubeletAnswer.Given(
                given.exclusiveCpus(), given.memory(),
                new TreeMap<>(Map.of("example.test/gpu", new TreeMap<>(Map.of("1", 1)))),
                new TreeMap<>(Map.of("example.test/gpu", new TreeSet<>(List.of("secret-b")))))));

        assertThat(own.differences(other)).isNotEmpty();
        CliRun run = CliRun.of("conformance", write(start, List.of(step(pod, other)), true).toString());
        assertThat(run.out() + run.err()).isEqualTo("conformance: 1 scenarios, 1 steps, 0 mismatches\n");
    }

    @Test
    void before_thatIsNoCheckpoint_isBadInput() throws IOException {
        DocumentNode fits = pod("fits", "cpu: 2, memory: 3Gi");
        Path file = write(found(), List.of(step(fits, admit(fits))), true);
        Files.writeString(file, Files.readString(file).replace("defaultCpuSet", "defaultCpuSot"));

        CliRun run = CliRun.of("conformance", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("this is no checkpoint of such a kubelet");
    }
}
