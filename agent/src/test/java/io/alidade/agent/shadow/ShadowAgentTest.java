package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.kubelet.ApiServer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.ShadowSettings;
import io.alidade.agent.settings.WatchSettings;
import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.conformance.ConformanceReport;
import io.alidade.conformance.ConformanceRun;
import io.alidade.engine.device.Device;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.journal.JournalSettings;
import io.alidade.wire.podresources.AllocatableResourcesRequest;
import io.alidade.wire.podresources.AllocatableResourcesResponse;
import io.alidade.wire.podresources.ContainerDevices;
import io.alidade.wire.podresources.ListPodResourcesRequest;
import io.alidade.wire.podresources.ListPodResourcesResponse;
import io.alidade.wire.podresources.NUMANode;
import io.alidade.wire.podresources.PodResourcesListerGrpc;
import io.alidade.wire.podresources.TopologyInfo;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole shadow beside a kubelet that is played, over real sockets and files.
class ShadowAgentTest {
    private static final String TWO = "cpu: 2, memory: 2Gi";

    @TempDir
    Path folder = Path.of("");

    private final PlayedKubelet kubelet = new PlayedKubelet();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final GrpcSockets sockets = new GrpcSockets(1 << 20);
    private HttpServer http = serve(request -> HttpResponse.text(HttpResponse.NOT_FOUND, ""));
    private HttpServer apiServer = http;
    private Optional<Server> resources = Optional.empty();
    private Optional<ShadowAgent> shadow = Optional.empty();
    private volatile boolean isDown;
    private volatile String version = "v1.36.3";

    private static HttpServer serve(Function<HttpRequest, HttpResponse> handler) {
        try {
            return HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static URI address(HttpServer server) {
        try {
            return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @BeforeEach
    void start() throws IOException {
        http.close();
        http = serve(this::ofKubelet);
        apiServer = serve(this::ofApiServer);
        Files.createDirectories(folder.resolve("kubelet/device-plugins"));
        resources = Optional.of(sockets.serve(folder.resolve("pr.sock"), List.of(new Lister())));
        save();
        begin(false);
    }

    private void begin(boolean anonymise) {
        ShadowSettings settings = new ShadowSettings(folder.resolve("state"), folder.resolve("agent.sock"),
                Optional.of(new Listen.Socket(folder.resolve("watch.sock"))), LogFormat.TEXT,
                new KubeletApi(address(http), Optional.empty(), Optional.empty()), folder.resolve("kubelet"),
                folder.resolve("pr.sock"),
                Optional.of(new ApiServer(address(apiServer), Optional.empty(), Optional.empty())), anonymise,
                folder, WatchSettings.NONE,
                Optional.of(new JournalSettings(folder.resolve("state/journal"), JournalSettings.DEFAULT_BYTES,
                        JournalSettings.DEFAULT_AGE)));
        shadow = Optional.of(ShadowAgent.start(settings,
                new ShadowAgent.Subject(kubelet.found().found(), Optional.of(() -> kubelet.found().configuration()),
                        Optional.empty()),
                new AgentLog(log::add, LogFormat.TEXT, InstantSource.system()), InstantSource.system()));
        await("the kubelet", () -> said("kubelet-seen"));
    }

    @AfterEach
    void stop() {
        shadow.ifPresent(ShadowAgent::close);
        resources.ifPresent(Server::shutdownNow);
        sockets.close();
        http.close();
        apiServer.close();
    }

    private synchronized void save() {
        kubelet.save(folder.resolve("kubelet"));
    }

    private synchronized HttpResponse ofKubelet(HttpRequest request) {
        if (isDown) {
            return HttpResponse.text(HttpResponse.UNAVAILABLE, "");
        }
        return switch (String.join("/", request.segments())) {
            case "pods" -> HttpResponse.text(HttpResponse.OK, kubelet.podList());
            case "metrics" -> HttpResponse.text(HttpResponse.OK,
                    "kubernetes_build_info{major=\"1\",git_version=\"" + version + "\"} 1\n");
            default -> HttpResponse.text(HttpResponse.NOT_FOUND, "");
        };
    }

    @Test
    void kubelet_thatComesBackAsAnother_isFollowedAtOnce_withAJournalOfItsOwnRules() {
        Path journal = folder.resolve("state/journal");
        await("a journal", () -> names(journal).stream().anyMatch(name -> name.endsWith("-v1.36.jsonl")));
        isDown = true;
        await("its absence", () -> said("kubelet-not-seen"));
        version = "v1.38.0";
        isDown = false;

        await("the other version", () -> said("configuration-changed kubeletVersion=1.38"));
        await("its journal", () -> names(journal).stream().anyMatch(name -> name.endsWith("-v1.38.jsonl")));
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException failure) {
            return List.of();
        }
    }

    private HttpResponse ofApiServer(HttpRequest request) {
        events.add(String.join("/", request.segments()) + " " + new String(request.body(), StandardCharsets.UTF_8));
        return HttpResponse.text(HttpResponse.CREATED, "{}");
    }

    /// Its podresources, with devices only.
    private static final class Lister extends PodResourcesListerGrpc.PodResourcesListerImplBase {
        @Override
        public void list(ListPodResourcesRequest request, StreamObserver<ListPodResourcesResponse> answers) {
            answers.onNext(ListPodResourcesResponse.getDefaultInstance());
            answers.onCompleted();
        }

        @Override
        public void getAllocatableResources(AllocatableResourcesRequest request,
                StreamObserver<AllocatableResourcesResponse> answers) {
            AllocatableResourcesResponse.Builder all = AllocatableResourcesResponse.newBuilder();
            for (Device device : PlayedKubelet.DEVICES) {
                for (int numaNode : device.numaNodes().orElse(List.of())) {
                    all.addDevices(ContainerDevices.newBuilder().setResourceName(device.resource())
                            .addDeviceIds(device.id())
                            .setTopology(TopologyInfo.newBuilder().addNodes(NUMANode.newBuilder().setID(numaNode))));
                }
            }
            answers.onNext(all.build());
            answers.onCompleted();
        }
    }

    private synchronized void decide(AgentPod pod) {
        Stage _ = kubelet.decide(pod);
        kubelet.save(folder.resolve("kubelet"));
    }

    private synchronized void claim(AgentPod pod, Stage stage) {
        kubelet.claim(pod, stage);
    }

    private boolean said(String text) {
        return log.stream().anyMatch(line -> line.contains(text));
    }

    private void await(String what, BooleanSupplier look) {
        for (int tries = 0; !look.getAsBoolean(); tries++) {
            assertThat(tries).as("waited for %s; log: %s", what, log).isLessThan(3_000);
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    private String ask(String socket, String method, String target, String accept, String body) {
        return new String(SocketClient.call(folder.resolve(socket), method, target, accept,
                body.getBytes(StandardCharsets.UTF_8)).body(), StandardCharsets.UTF_8);
    }

    private String metrics() {
        return ask("watch.sock", "GET", "/metrics", "text/plain", "");
    }

    @Test
    void decisions_ofTheKubelet_areComparedCountedAndExplained() {
        decide(PlayedKubelet.pod("a", TWO + ", example.test/gpu: 1"));
        await("a verdict", () -> said("decision-agreed pod=default/a"));
        decide(PlayedKubelet.pod("b", "cpu: 6, memory: 2Gi"));
        await("a verdict", () -> said("decision-agreed pod=default/b"));
        decide(PlayedKubelet.pod("wide", "cpu: 6, memory: 2Gi"));
        await("a verdict", () -> said("decision-agreed pod=default/wide"));

        await("an event", () -> !events.isEmpty());
        assertThat(log).anySatisfy(line -> assertThat(line).contains("refusal-explained pod=default/wide", "NUMA node",
                "change="));
        assertThat(events).singleElement().asString().startsWith("api/v1/namespaces/default/events {")
                .contains("\"uid\":\"uid-wide\"", "PlacementExplained", "NUMA node",
                        "It would be admitted with this change: ");
        assertThat(metrics()).contains("alidade_shadow_decisions_total{decision=\"admitted\"} 2.0",
                "alidade_shadow_decisions_total{decision=\"refused\"} 1.0", "alidade_shadow_disagreements_total 0.0",
                "alidade_refusals_total{reason=\"TopologyAffinityError\"} 1.0");
        assertThat(ask("agent.sock", "GET", "/v1/shadow", "application/json", "")).contains("\"decisions\": 3",
                "\"disagreements\": 0", "\"verdict\": \"agreed\"");
        assertThat(ask("watch.sock", "GET", "/readyz", "", "")).isEqualTo("ok");
        assertThat(ask("watch.sock", "GET", "/configz", "", "")).contains("single-numa-node");
    }

    @Test
    void questions_aboutTheNodeAsItIs_areAnswered() {
        decide(PlayedKubelet.pod("a", "cpu: 4, memory: 2Gi"));
        await("a verdict", () -> said("decision-agreed pod=default/a"));

        assertThat(ask("agent.sock", "POST", "/v1/ask/copies?shape=cpu=4,memory=2Gi", "application/json", ""))
                .contains("\"copies\": 2", "TopologyAffinityError");
        assertThat(ask("agent.sock", "POST", "/v1/ask/fit", "application/json",
                Samples.manifest("b", "cpu: 9, memory: 2Gi"))).contains("\"admitted\": false");
        assertThat(ask("agent.sock", "POST", "/v1/ask/blocks", "text/plain",
                Samples.manifest("b", "cpu: 9, memory: 2Gi"))).contains("default/b", "why");
        assertThat(ask("agent.sock", "POST", "/v1/ask/fit", "application/json", "kind: Service"))
                .contains("holds no pod");
        assertThat(ask("agent.sock", "GET", "/v1/ask/fit", "application/json", "")).contains("POST");
        assertThat(ask("agent.sock", "GET", "/v1/pods", "application/json", "")).contains("this agent watches");
    }

    @Test
    void disagreement_isWrittenDownWithoutNamesWhenAsked() throws IOException {
        shadow.ifPresent(ShadowAgent::close);
        log.clear();
        begin(true);
        claim(PlayedKubelet.pod("secret", TWO), new Stage.Refused("TopologyAffinityError", "no"));
        await("a verdict", () -> said("decision-disagreed pod=default/secret"));

        assertThat(metrics()).contains("alidade_shadow_disagreements_total 1.0");
        try (var files = Files.list(folder.resolve("state/disagreements"))) {
            assertThat(files.toList()).singleElement().satisfies(file -> assertThat(Files.readString(file))
                    .contains("\"reason\":\"TopologyAffinityError\"", "\"before\"").doesNotContain("secret"));
        }
    }

    @Test
    void kubelet_thatIsGone_isSaidOnce() {
        http.close();
        await("a word", () -> said("kubelet-not-seen"));
        assertThat(ask("watch.sock", "GET", "/readyz", "", "")).contains("failed");
        assertThat(ask("agent.sock", "GET", "/v1/shadow", "application/json", ""))
                .contains("the kubelet cannot be asked");
        assertThat(log.stream().filter(line -> line.contains("kubelet-not-seen"))).hasSize(1);
    }

    private String page() {
        return ask("watch.sock", "GET", "/", "text/html", "");
    }

    private synchronized void remove(AgentPod pod) {
        kubelet.remove(pod);
        kubelet.save(folder.resolve("kubelet"));
    }

    private Path journal() {
        return folder.resolve("state/journal");
    }

    /// What is in the journal, the oldest first.
    private List<JournalRecord> records() {
        return Journal.in(journal()).page(JournalQuery.all(100)).records().reversed().stream()
                .filter(record -> record.kind() != JournalRecord.Kind.SCENARIO).toList();
    }

    private static ConformanceReport replay(Path place) {
        return new ConformanceRun(Optional.empty(), 10, _ -> {}).replay(List.of(place));
    }

    @Test
    void page_ofAShadow_showsWhatTheKubeletDoes_andSaysWhatItCannotKnow() {
        decide(PlayedKubelet.pod("a", "cpu: 4, memory: 2Gi, example.test/gpu: 1"));
        await("the pod", () -> page().contains("default/a"));
        assertThat(page())
                .contains("A kubelet decides; this agent watches it.", "1 decision compared, all of them the same.",
                        "The kubelet tells of healthy devices only", "example.test/gpu")
                .doesNotContain("<th>plugin</th>", "brought back.", "No device plugin has registered");
        await("the first comparison", () -> page().contains("kubelet’s checkpoints say")
                || page().contains("Containers are not compared: "));

        decide(PlayedKubelet.pod("wide", "cpu: 9, memory: 2Gi"));
        await("its story", () -> page().contains("Smallest cure"));
        assertThat(page()).contains("default/wide", "TopologyAffinityError", "It asks for cpu 9, memory 2Gi.")
                .containsPattern("refused in the last hour</dt>\\s*<dd>1<");
        assertThat(ask("watch.sock", "POST", "/fit?part=answer", "text/html", "manifest=cpu%3D9%2Cmemory%3D1Gi"))
                .contains("Would be refused", "TopologyAffinityError");
        assertThat(metrics()).contains("alidade_page_streams 0.0", "alidade_requests_turned_away_total 0.0");

        claim(PlayedKubelet.pod("odd", TWO), new Stage.Refused("TopologyAffinityError", "no"));
        await("the disagreement", () -> page().contains("alidade conformance "));
        assertThat(page()).contains("default/odd", "1 otherwise than Alidade’s.");
        claim(PlayedKubelet.pod("pressed", TWO), new Stage.Refused("Evicted", "The node was low on memory."));
        await("the other refusal's story",
                () -> page().contains("refused it for something that is not looked at here"));
        assertThat(page()).contains("The node was low on memory.", "1 could not be compared");
    }

    @Test
    void page_whileTheKubeletIsNotSeen_saysSo() {
        decide(PlayedKubelet.pod("a", TWO));
        await("the pod", () -> page().contains("default/a"));
        http.close();
        await("a word", () -> page().contains("The kubelet is not seen: "));
        assertThat(page()).contains("default/a");
    }

    @Test
    void journal_ofWhatTheKubeletDecides_replays_withAScenarioOnlyAtItsBeginning() throws IOException {
        AgentPod a = PlayedKubelet.pod("a", TWO + ", example.test/gpu: 1");
        decide(a);
        await("a verdict", () -> said("decision-agreed pod=default/a"));
        decide(PlayedKubelet.pod("wide", "cpu: 9, memory: 2Gi"));
        await("a verdict", () -> said("decision-agreed pod=default/wide"));
        remove(a);
        await("its end", () -> records().size() == 3);
        decide(PlayedKubelet.pod("b", TWO));
        await("all of it", () -> records().size() == 4);

        assertThat(records()).extracting(record -> record.kind().wireName() + " "
                + record.pod().map(JournalRecord.Pod::label).orElse("")).containsExactly("admitted default/a",
                        "refused default/wide", "removed default/a", "admitted default/b");
        assertThat(records().get(1).why()).anySatisfy(why -> assertThat(why).contains("NUMA node"));
        assertThat(replay(journal())).satisfies(report -> {
            assertThat(report.mismatches()).isZero();
            assertThat(report.steps()).isEqualTo(4);
            assertThat(report.scenarios()).isEqualTo(1);
        });
        assertThat(ask("agent.sock", "GET", "/v1/journal?reason=TopologyAffinityError", "application/json", ""))
                .contains("\"pod\": \"wide\"", "NUMA node");
        assertThat(metrics()).contains("alidade_journal_records_total 4.0", "alidade_journal_failing 0.0");
    }

    @Test
    void journal_withADisagreement_findsItAgainInAReplay() {
        claim(PlayedKubelet.pod("odd", TWO), new Stage.Refused("TopologyAffinityError", "no"));
        await("it", () -> records().size() == 1);
        assertThat(records().getFirst().why()).anySatisfy(why -> assertThat(why).contains("Alidade: admitted"));
        assertThat(replay(journal()).mismatches()).isEqualTo(1);

        decide(PlayedKubelet.pod("a", TWO));
        await("the next", () -> records().size() == 2);
        assertThat(replay(journal()).mismatches()).as("one does not bring the next").isEqualTo(1);
    }

    @Test
    void refusals_ofAFormerShadow_areOnThePage() {
        decide(PlayedKubelet.pod("wide", "cpu: 9, memory: 2Gi"));
        await("it", () -> records().size() == 1);
        shadow.ifPresent(ShadowAgent::close);
        log.clear();
        begin(false);
        await("its story", () -> page().contains("Smallest cure"));
        assertThat(page()).contains("default/wide", "It asks for cpu 9, memory 2Gi.");
    }
}
