package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.api.AgentApi;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.settings.AgentConfiguration;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineReader;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an agent wrote down replays to the same decisions, and the command shows it.
class AgentJournalTest {
    private static final String MACHINE = """
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
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

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    private Agent agent(String configuration) {
        AgentSettings settings = AgentConfiguration
                .read(document("{apiVersion: alidade.io/v1, kind: AgentConfiguration,"
                        + " state: " + folder.resolve("state") + ", enforce: false" + configuration + "}"))
                .settings(Map.of(), false);
        FoundNode node = new FoundNode(
                new FoundMachine("text", true, MachineReader.read(document(MACHINE)), List.of(), Optional.empty()),
                KubeletConfigurationReader.LENIENT.decode(document(CONFIGURATION)), KubeletVersion.V1_37,
                Optional.empty(), List.of());
        return Agent.start(settings, node, new AgentLog(log::add, settings.logFormat(), InstantSource.system()),
                InstantSource.system());
    }

    private static AgentPod pod(String name, String limits, String annotations) {
        return AgentPod.read(document("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", uid: " + name
                + "-uid, annotations: {" + annotations
                + "}}, spec: {containers: [{name: c, image: i, resources: {limits: {"
                + limits + "}}}]}}"), new PodOrigin.Api());
    }

    private String journal() {
        return folder.resolve("state/journal").toString();
    }

    private void churn(Agent agent, int first, int count) {
        AgentApi.Pods pods = agent.pods();
        SplittableRandom random = new SplittableRandom(first);
        List<String> there = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            String name = "p" + i;
            String annotations = i % 5 == 0 ? "alidade.io/topology-policy: best-effort" : "";
            if (pods.submit(pod(name, "cpu: " + (1 + random.nextInt(5)) + ", memory: " + (1 + random.nextInt(6)) + "Gi",
                    annotations)).join().isActive()) {
                there.add(name);
            }
            if (there.size() > 3) {
                remove(pods, there.remove(random.nextInt(there.size())));
            }
        }
        there.forEach(name -> remove(pods, name));
    }

    private static void remove(AgentApi.Pods pods, String name) {
        assertThat(pods.remove(name + "-uid").join()).isTrue();
    }

    @Test
    void everyDecision_replaysAsItWas_overRestarts() {
        for (int round = 0; round < 3; round++) {
            try (Agent agent = agent(", policies: {default: {cpuPlacement: spread}}")) {
                churn(agent, 100 * round, 30);
            }
        }
        CliRun replayed = CliRun.of("conformance", journal());
        assertThat(replayed.out()).as(replayed.err()).endsWith(" 0 mismatches\n");
        String[] words = replayed.out().split(" ", -1);
        assertThat(Integer.parseInt(words[3])).as(replayed.out()).isGreaterThan(120);
        CliRun refusals = CliRun.of("journal", "--journal", journal());
        assertThat(refusals.out()).as(refusals.err()).contains("the last refusals").doesNotContain("missing");
        CliRun all = CliRun.of("journal", "--journal", journal(), "--decisions", "--limit", "5");
        assertThat(all.out()).as(all.err()).startsWith("5 records").contains("removed", "and more before record");
        assertThat(CliRun.of("journal", "--journal", journal(), "--decisions", "-o", "json").out())
                .contains("\"kind\": \"JournalRecordList\"", "\"strandedCpus\"");
        assertThat(CliRun.of("journal", "--journal", journal(), "--reason", "NoSuchReason").out())
                .startsWith("no refusals");
    }

    @Test
    void api_answersFromTheJournal_whatIsOnDisk() throws InterruptedException {
        try (Agent agent = agent("")) {
            boolean _ = agent.pods().submit(pod("wide", "cpu: 12, memory: 1Gi", "")).join().isActive();
            boolean _ = agent.pods().submit(pod("fits", "cpu: 2, memory: 1Gi", "")).join().isActive();
            String all = ask("/v1/journal?kind=all");
            for (int tries = 0; !all.contains("\"pod\": \"fits\"") && tries < 1_000; tries++) {
                Thread.sleep(10);
                all = ask("/v1/journal?kind=all");
            }
            assertThat(all).contains("\"event\": \"admitted\"", "\"written\": 2", "\"lost\": 0");
            assertThat(ask("/v1/journal?reason=TopologyAffinityError")).contains("\"pod\": \"wide\"", "\"why\"")
                    .doesNotContain("fits");
            assertThat(ask("/v1/journal?kind=all&limit=1")).contains("\"next\": 2").doesNotContain("wide");
            assertThat(ask("/v1/journal?kind=all&before=2")).contains("wide").doesNotContain("fits");
            assertThat(ask("/v1/journal/free?since=1h&points=5")).contains("JournalFreeList", "\"numaNode\": 1");
            assertThat(ask("/v1/journal?limit=none")).contains("limit is 'none'");
            assertThat(ask("/v1/journal?since=yesterday")).contains("which is no time");
        }
    }

    private String ask(String path) {
        return new String(SocketClient.call(folder.resolve("state/agent.sock"), "GET", path, "application/json",
                new byte[0]).body(), StandardCharsets.UTF_8);
    }

    @Test
    void decision_thatIsChangedInTheFile_isAMismatchOrDamage() throws IOException {
        try (Agent agent = agent("")) {
            churn(agent, 0, 10);
        }
        Path segment;
        try (Stream<Path> files = Files.list(Path.of(journal()))) {
            segment = files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(segment));
        lines.set(2, lines.get(2).replace("\"admitted\":true", "\"admitted\":false"));
        Files.write(segment, lines);
        CliRun run = CliRun.of("conformance", segment.toString());
        assertThat(run.out()).contains("1 damaged lines and ", "steps behind them were passed over");
    }

    @Test
    void agent_thatIsToKeepNone_writesNone() {
        try (Agent agent = agent(", keepJournal: false")) {
            churn(agent, 0, 3);
        }
        assertThat(Path.of(journal())).doesNotExist();
        assertThat(CliRun.of("journal", "--journal", journal()).exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    }
}
