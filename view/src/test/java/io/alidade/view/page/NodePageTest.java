package io.alidade.view.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.plan.capacity.Room;
import io.alidade.view.page.NodeStatus.Drift;
import io.alidade.view.page.NodeStatus.Finding;
import io.alidade.view.page.NodeStatus.Plugin;
import io.alidade.view.page.NodeStatus.Refusal;
import io.alidade.view.page.NodeStatus.Story;
import io.alidade.view.page.RoomSeries.Amount;
import io.alidade.view.page.RoomSeries.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NodePageTest {
    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");
    private static final String SMALL = """
            name: small
            numaNodes: [{node: 0, memory: 64Gi}, {node: 1, memory: 64Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            """;
    private static final String STATIC = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            maxPods: 1000
            """;
    private static final String HOSTILE = "</textarea><script>alert('x')</script><b onclick=\"x()\" style=\"color:red\">";

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    private static PodManifest pod(String name, String limits) {
        return PodManifests.read("text", ("{apiVersion: v1, kind: Pod, metadata: {name: " + name
                + "}, spec: {containers: [{name: c, image: i, resources: {limits: {" + limits + "}}}]}}")
                .getBytes(StandardCharsets.UTF_8), OptionalInt.empty()).pods().getFirst();
    }

    private static KubeletNode start(MachineDescription machine, String configuration) {
        return ((KubeletStart.Started) KubeletNode.start(machine,
                KubeletConfigurationReader.LENIENT.decode(document(configuration)), KubeletVersion.DEFAULT)).node();
    }

    private static KubeletNode with(KubeletNode node, PodManifest pod) {
        return ((PodDecision.Admitted) node.admit(pod)).node();
    }

    private static NodeStatus status(MachineDescription machine, KubeletNode node, PodManifest... refused) {
        List<PodManifest> pods = new ArrayList<>(node.manifests());
        pods.addAll(List.of(refused));
        return new NodeStatus("small", "run-1", NOW, KubeletVersion.DEFAULT, machine, node,
                Room.of(node, Room.usual(node, pods)), RoomSeries.EMPTY, 0, List.of(), Drift.UNWATCHED, List.of(),
                List.of());
    }

    private static Verdict verdict(String configuration, PodManifest refused, PodManifest... pods) {
        MachineDescription machine = MachineReader.read(document(SMALL));
        KubeletNode node = start(machine, configuration);
        for (PodManifest pod : pods) {
            node = with(node, pod);
        }
        return Verdict.of(status(machine, node, refused));
    }

    private static PodManifest shared() {
        return pod("shared", "");
    }

    @Test
    void verdict_ofANode_isOneOfFive() {
        Verdict empty = verdict(STATIC, shared());
        assertThat(empty.word() + " " + empty.sentence())
                .isEqualTo("Room 14 CPUs free; the largest pod that fits has 8 CPUs.");
        Verdict room = verdict(STATIC, shared(), pod("a", "cpu: 4, memory: 1Gi"));
        assertThat(room.mark() + " " + room.word() + " " + room.sentence())
                .isEqualTo("good Room for 2 more pods of 4 CPUs: 10 CPUs free, 2 stranded.");
        Verdict fragmented = verdict(STATIC, pod("w", "cpu: 6, memory: 1Gi"), pod("a", "cpu: 2, memory: 1Gi"),
                pod("b", "cpu: 6, memory: 1Gi"));
        assertThat(fragmented.mark() + " " + fragmented.word() + " " + fragmented.sentence())
                .isEqualTo("warn Fragmented for pods of 6 CPUs: 6 CPUs free, 6 stranded.");
        assertThat(fragmented.detail()).contains("NUMA node").contains("The largest pod that fits has 4 CPUs.");
        Verdict full = verdict(STATIC, shared(), pod("a", "cpu: 6, memory: 1Gi"), pod("b", "cpu: 6, memory: 1Gi"));
        assertThat(full.mark() + " " + full.word() + " " + full.sentence())
                .isEqualTo("bad Full for pods of 6 CPUs: 2 CPUs free, 2 stranded.");
        Verdict unpinned = verdict("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n", shared(),
                pod("a", "cpu: 4, memory: 1Gi"));
        assertThat(unpinned.word() + " " + unpinned.sentence()).isEqualTo("Shared 4 of 16 CPUs are requested.");
    }

    private static NodeStatus everything(String text) {
        MachineDescription machine = MachineReader.read(document(SMALL));
        KubeletNode node = with(start(machine, STATIC), pod("a", "cpu: 4, memory: 1Gi"));
        NodeStatus plain = status(machine, node);
        Refusal known = new Refusal(NOW.minusSeconds(60), text, text, text, text,
                Optional.of(new Story(List.of(text), Optional.of(text), true)));
        Refusal unknown = new Refusal(NOW.minus(Duration.ofDays(1)), text, text, text, text, Optional.empty());
        Drift drift = new Drift(true, 3, 2,
                List.of(new Finding(NOW, text, text, false), new Finding(NOW, text, text, true)));
        Map<Integer, Amount> then = Map.of(0, new Amount(7, 3), 1, new Amount(3, 3));
        Map<Integer, Amount> now = Map.of(0, new Amount(3, 3), 1, new Amount(7, 3));
        return new NodeStatus(text, text, NOW, KubeletVersion.DEFAULT, machine, node, plain.room(),
                new RoomSeries(Duration.ofSeconds(10), List.of(new Sample(then), new Sample(now))), 2,
                List.of(known, unknown, unknown, unknown), drift,
                List.of(new Plugin(text, Optional.of(NOW.minusSeconds(5)), 1, 2, 3)), List.of(text));
    }

    @Test
    void texts_fromOutside_areNoMarkup() {
        String page = NodePage.of(everything(HOSTILE), FitBox.problem(HOSTILE, HOSTILE, HOSTILE))
                + NodePage.live(everything(HOSTILE)) + NodePage.pods(everything(HOSTILE)) + NodePage.nothing(HOSTILE);
        assertThat(page).doesNotContain("<b onclick").doesNotContain("alert('x')").contains("&lt;b onclick");
        assertThat(page).doesNotContainPattern("<script(?! src=\"/page/)").doesNotContain("<style")
                .doesNotContain("http://").doesNotContain("https://");
        assertThat(page.replaceAll("=\"[^\"]*\"", "=")).doesNotContainPattern("<[^>]* style=")
                .doesNotContainPattern("<[^>]* on[a-z]+=");
    }

    @Test
    void page_tellsOfRefusalsDriftAndPlugins() {
        String page = NodePage.of(everything("something"), FitBox.EMPTY);
        assertThat(page).contains("<dt>refused in the last hour</dt>", "<dd>2</dd>", "<dt>Smallest cure</dt>",
                "What was short is being found …", "Older ones: 1", "<b class=\"bad\">not cured</b>",
                "<b class=\"bad\">gone</b>",
                "10 s ago", "free 3 to 7", "<time datetime=\"2026-11-27T20:00:00Z\">27 Nov 20:00</time>");
    }

    @Test
    void live_isThePageWithoutTheBox() {
        String live = NodePage.live(everything("something"));
        String page = NodePage.of(everything("something"), FitBox.EMPTY);
        assertThat(live).doesNotContain("textarea").doesNotContain("<script");
        for (String section : List.of("state", "machine", "refusals", "health", "pods")) {
            String html = live.substring(live.indexOf("<section id=\"" + section + "\""));
            assertThat(page).contains(html.substring(0, html.indexOf("</section>")));
        }
    }

    @Test
    void machine_ofTwoThousandCpusAndFiveHundredPods_isUnder150KilobytesWithAllItsFiles() {
        MachineDescription machine = MachineReader.read(document("""
                name: large
                numaNodes:
                """ + "- {node: %, memory: 512Gi}\n".repeat(8).transform(NodePageTest::numbered)
                + "layout: {sockets: 2, coresPerSocket: 512, threadsPerCore: 2, coresPerL3: 8}\n"));
        KubeletNode node = start(machine, STATIC);
        for (int i = 0; i < 500; i++) {
            node = with(node,
                    pod("a-name-as-long-as-many-are-5d9c7b8f6-" + i, "cpu: " + (i % 3 + 2) + ", memory: 1Gi"));
        }
        NodeStatus small = status(machine, node);
        NodeStatus full = new NodeStatus("large", "run-1", NOW, KubeletVersion.DEFAULT, machine, node, small.room(),
                new RoomSeries(Duration.ofSeconds(10), series()), 10,
                everything("a sentence that says something").refusals(),
                Drift.UNWATCHED, List.of(), List.of());
        String page = NodePage.of(full, FitBox.EMPTY);
        int bytes = page.getBytes(StandardCharsets.UTF_8).length;
        for (PageFile file : PageFile.values()) {
            bytes += file.content().length;
        }
        assertThat(bytes).isLessThan(150_000);
        assertThat(page).contains("Pods: 500", "All 500 pods");
        assertThat(NodePage.pods(full)).contains("default/a-name-as-long-as-many-are-5d9c7b8f6-499");
    }

    private static String numbered(String lines) {
        StringBuilder text = new StringBuilder();
        int[] number = {0};
        lines.lines().forEach(line -> text.append(line.replace("%", Integer.toString(number[0]++))).append('\n'));
        return text.toString();
    }

    /// As uneven as it gets.
    private static List<Sample> series() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 360; i++) {
            Map<Integer, Amount> amounts = new HashMap<>();
            for (int numaNode = 0; numaNode < 8; numaNode++) {
                amounts.put(numaNode, new Amount(100 + (i * 37 + numaNode) % 100, i % 50));
            }
            samples.add(new Sample(amounts));
        }
        return samples;
    }

    @Test
    void machine_isDrawnWithWhatIsStranded() {
        MachineDescription machine = MachineReader.read(document(SMALL));
        KubeletNode node = with(start(machine, STATIC), pod("a", "cpu: 4, memory: 1Gi"));
        String page = NodePage.of(status(machine, node), FitBox.EMPTY);
        assertThat(page).contains("aria-label=\"NUMA node 0: 2 CPUs reserved for the system, 4 CPUs held by pods,"
                + " 2 CPUs free but stranded\"");
        assertThat(page).contains("<b>2</b> of 6 CPUs free <span class=\"stranded-word\">2 stranded</span>");
        assertThat(page).contains("id=\"stranded\"", "free, but stranded");
    }
}
