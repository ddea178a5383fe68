package io.alidade.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentApiTest {
    private static final String FITS = Samples.manifest("web", "cpu: 2, memory: 1Gi");
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            topologyManagerPolicy: single-numa-node
            """;
    private static final String WIDE = Samples.manifest("wide", "cpu: 9, memory: 1Gi");

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path state = Path.of("");

    private AgentSettings settings = Samples.settings(state);
    private Agent agent;

    @BeforeEach
    void start() {
        settings = Samples.settings(state);
        agent = Samples.agent(settings, Samples.node());
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private HttpResponse ask(String method, String target, String body) {
        return SocketClient.call(settings.api(), method, target, "application/json",
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static Fields fields(HttpResponse response) {
        return Fields.of(DocumentReader.mapping(DocumentReader.readOne("answer", response.body())));
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void pod_thatIsAdded_isAnsweredWithWhatItGot() {
        HttpResponse response = ask("POST", "/v1/pods", FITS);
        assertThat(response.status()).isEqualTo(201);
        Fields pod = fields(response).objects("items").getFirst();
        assertThat(pod.string("phase")).contains("Running");
        assertThat(pod.objects("containers").getFirst().string("exclusiveCpus")).contains("1,9");
        assertThat(text(ask("GET", "/v1/pods/default/web", ""))).contains("\"exclusiveCpus\": \"1,9\"");
    }

    @Test
    void plan_ofOtherReservedCpus_namesWhatMovesAndChangesNothing() {
        HttpResponse _ = ask("POST", "/v1/pods", FITS);

        Fields plan = fields(ask("POST", "/v1/plan", CONFIGURATION + "reservedSystemCPUs: 1,9"));

        assertThat(plan.bool("possible")).contains(true);
        assertThat(plan.objects("moves")).singleElement().satisfies(move -> {
            assertThat(move.string("pod")).contains("default/web");
            assertThat(move.object("from").flatMap(from -> from.string("exclusiveCpus"))).contains("1,9");
            assertThat(move.object("to").flatMap(to -> to.string("exclusiveCpus"))).contains("0,8");
        });
        assertThat(text(ask("GET", "/v1/pods/default/web", ""))).contains("\"exclusiveCpus\": \"1,9\"");
    }

    @Test
    void plan_inWhichAPodDoesNotFit_namesIt() {
        HttpResponse _ = ask("POST", "/v1/pods", FITS);

        Fields plan = fields(ask("POST", "/v1/plan", CONFIGURATION + "reservedSystemCPUs: 0-14"));

        assertThat(plan.bool("possible")).contains(false);
        assertThat(plan.objects("refusals")).singleElement().satisfies(pod -> {
            assertThat(pod.string("pod")).contains("default/web");
            assertThat(pod.string("reason")).contains("TopologyAffinityError");
        });
    }

    @Test
    void plan_ofAConfigurationWithWhichNoKubeletStarts_saysWhy() {
        HttpResponse response = ask("POST", "/v1/plan", CONFIGURATION);

        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("does not start");
    }

    @Test
    void pod_thatIsRefused_hasReasonMessageEventAndExplanation() {
        Fields pod = fields(ask("POST", "/v1/pods", WIDE)).objects("items").getFirst();
        assertThat(pod.string("reason")).contains("TopologyAffinityError");
        assertThat(pod.string("message")).contains("Resources cannot be allocated with Topology locality");
        Fields event = fields(ask("GET", "/v1/events", "")).objects("items").getLast();
        assertThat(List.of(event.string("type").orElse(""), event.string("reason").orElse(""),
                event.string("pod").orElse(""))).containsExactly("Warning", "TopologyAffinityError", "default/wide");
        assertThat(text(ask("GET", "/v1/pods/default/wide/why", ""))).contains("\"kind\": \"Explanation\"",
                "TopologyAffinityError");
    }

    @Test
    void explanation_asText_isThatOfTheNodeWhenThePodCame() {
        HttpResponse _ = ask("POST", "/v1/pods", FITS);
        HttpResponse why = SocketClient.call(settings.api(), "GET", "/v1/pods/default/web/why?columns=100",
                "text/plain",
                new byte[0]);
        assertThat(text(why)).contains("default/web").doesNotContain("as it is now");
    }

    @Test
    void pod_thatIsRemoved_isGone() {
        HttpResponse _ = ask("POST", "/v1/pods", FITS);
        assertThat(ask("DELETE", "/v1/pods/default/web", "").status()).isEqualTo(200);
        assertThat(ask("GET", "/v1/pods/default/web", "").status()).isEqualTo(404);
        assertThat(fields(ask("GET", "/v1/pods", "")).objects("items")).isEmpty();
    }

    @Test
    void pod_ofTheSameName_isRefusedAndTheFirstStays() {
        HttpResponse _ = ask("POST", "/v1/pods", FITS);
        HttpResponse second = ask("POST", "/v1/pods", Samples.manifest("web", "cpu: 1, memory: 1Gi"));
        assertThat(second.status()).isEqualTo(400);
        assertThat(fields(second).string("message").orElse("")).startsWith("a pod default/web is here already");
        assertThat(ask("POST", "/v1/pods", FITS).status()).isEqualTo(201);
        assertThat(fields(ask("GET", "/v1/pods", "")).objects("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/nothing, 404", "GET, /, 404", "PUT, /v1/pods, 405", "DELETE, /v1/pods/default/none, 404",
        "GET, /v1/pods/default/none/why, 404", "GET, /v1/pods/..%2F..%2Fetc/passwd, 404"})
    void path_thatIsNone_isAProblemWithACure(String method, String target, int status) {
        HttpResponse response = ask(method, target, "");
        assertThat(response.status()).isEqualTo(status);
        assertThat(fields(response).string("cure")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: Service", "{", "", "kind: Pod\napiVersion: v1\nmetadata: {name: ../x}\nspec:"
            + " {containers: [{name: c}]}"})
    void body_thatIsNoPod_isAProblemWithItsPlace(String body) {
        HttpResponse response = ask("POST", "/v1/pods", body);
        assertThat(response.status()).isEqualTo(400);
        assertThat(fields(response).string("message").orElse("")).isNotEmpty();
        assertThat(agent.snapshot().records()).isEmpty();
    }

    @Test
    void socket_ofTheApi_isForOwnerAndGroupAndGoneAtTheEnd() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings.api()))).isEqualTo("rw-rw----");
        agent.close();
        assertThat(settings.api()).doesNotExist();
    }

    @Test
    void requests_thatAreNone_holdUpNobody() throws IOException {
        try (SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel rude = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.connect(UnixDomainSocketAddress.of(settings.api()));
            rude.connect(UnixDomainSocketAddress.of(settings.api()));
            rude.write(ByteBuffer.wrap("x".repeat(20_000).getBytes(StandardCharsets.UTF_8)));
            assertThat(ask("GET", "/v1/pods", "").status()).isEqualTo(200);
        }
    }

    @Test
    void status_ofEachPod_isAFileWithItsExplanationBeside() throws Exception {
        HttpResponse _ = ask("POST", "/v1/pods", FITS);
        HttpResponse _ = ask("POST", "/v1/pods", WIDE);
        Path why = state.resolve("status/default_wide.why.json");
        for (int tries = 0;
                tries < 500 && !(Files.exists(why) && Files.exists(state.resolve("status/default_web.json")));
                tries++) {
            Thread.sleep(20);
        }
        assertThat(state.resolve("status/default_web.json")).content().contains("\"exclusiveCpus\": \"1,9\"");
        assertThat(state.resolve("status/default_wide.json")).content().contains("TopologyAffinityError");
        assertThat(why).content().contains("\"kind\": \"Explanation\"");
    }

    /// It has room for the pod, and runs no images.
    @Test
    void pod_thatTheAgentCannotRun_isRefusedInEveryAnswer() {
        agent.close();
        settings = Samples.processes(state);
        agent = Samples.agent(settings, Samples.node());
        assertThat(text(ask("POST", "/v1/pods", FITS))).contains("UnsupportedField");

        Fields why = fields(ask("GET", "/v1/pods/default/web/why", "")).objects("pods").getFirst();
        assertThat(why.string("verdict")).contains("refused");
        assertThat(why.string("reason")).contains("UnsupportedField");
        assertThat(why.stringList("reasons")).anyMatch(reason -> reason.contains("spec.containers[0].image"))
                .contains("the node has room for it");
        HttpResponse fit = ask("POST", "/v1/ask/fit", FITS);
        assertThat(fit.headers()).containsEntry("alidade-answer", "no");
        assertThat(text(fit)).contains("default/web is not run by this agent: spec.containers[0].image");
        assertThat(ask("POST", "/v1/ask/blocks", FITS).headers()).containsEntry("alidade-answer", "no");
        assertThat(ask("POST", "/v1/ask/fit?shape=cpu%3D2", "").headers()).containsEntry("alidade-answer", "yes");
    }
}
