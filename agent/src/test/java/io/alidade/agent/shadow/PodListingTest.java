package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.kubelet.AnswerBytes;
import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a kubelet lists, over a real connection.
class PodListingTest {
    private static final String LATE = item("late", "2026-11-28T15:00:00.2Z", "{phase: Running}");
    private static final String DONE = item("done", "2026-11-28T15:00:00.1Z",
            "{phase: Succeeded, qosClass: BestEffort}");
    private static final String NO_POD = "{metadata: {name: none, namespace: default}, spec: {}}";

    private final PodListing listing = new PodListing();
    private volatile String answer = "";
    private Optional<HttpServer> kubelet = Optional.empty();
    private Optional<HttpPeer> peer = Optional.empty();

    private static String item(String name, String seen, String status) {
        return "{metadata: {name: " + name + ", namespace: default, uid: " + name
                + ", annotations: {kubernetes.io/config.seen: \"" + seen
                + "\"}}, spec: {containers: [{name: c, resources: {}}]}, status: " + status + "}";
    }

    @BeforeEach
    void start() throws Exception {
        HttpServer server = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                _ -> HttpResponse.text(HttpResponse.OK, answer));
        kubelet = Optional.of(server);
        int port = ((InetSocketAddress) server.address()).getPort();
        peer = Optional.of(new HttpPeer("the kubelet", URI.create("http://127.0.0.1:" + port), Optional.empty(),
                Optional.empty(), Duration.ofMinutes(1)));
    }

    @AfterEach
    void stop() {
        peer.ifPresent(HttpPeer::close);
        kubelet.ifPresent(HttpServer::close);
    }

    private boolean take(String... items) throws HttpPeer.Unanswered {
        return takeText(json("{kind: PodList, items: [" + String.join(", ", items) + "]}"));
    }

    private boolean takeText(String text) throws HttpPeer.Unanswered {
        answer = text;
        AnswerBytes bytes = new AnswerBytes();
        peer.orElseThrow().get("/pods", bytes);
        return listing.take(bytes);
    }

    private static String json(String yaml) {
        return DocumentWriter.toCompactJson(Value.of(Samples.document(yaml)));
    }

    @Test
    void podList_ofAKubelet_isReadInTheOrderInWhichItSawThem() throws Exception {
        assertThat(take(LATE, item("new", "2026-11-28T15:00:00.9Z", "{phase: Pending}"),
                item("starts", "2026-11-28T15:00:00.3Z", "{phase: Pending, startTime: \"2026-11-28T15:00:00Z\"}"),
                item("refused", "2026-11-28T15:00:00.4Z",
                        "{phase: Failed, reason: OutOfcpu, message: \"Pod was rejected: too large\","
                                + " startTime: \"2026-11-28T15:00:00Z\"}"),
                item("failed", "2026-11-28T15:00:00.5Z", "{phase: Failed, startTime: \"2026-11-28T15:00:00Z\"}"), DONE,
                NO_POD)).isTrue();

        assertThat(listing.pods()).extracting(pod -> pod.pod().fullName() + " " + pod.stage()).containsExactly(
                "default/done " + new Stage.Ended(), "default/late " + new Stage.Active(),
                "default/starts " + new Stage.Active(),
                "default/refused " + new Stage.Refused("OutOfcpu", "too large"), "default/failed " + new Stage.Ended(),
                "default/new " + new Stage.Undecided());
        assertThat(listing.pods().getFirst().pod().object().toString()).contains("qosClass")
                .doesNotContain("Succeeded");
        assertThat(listing.problems()).singleElement().asString().contains("container");
    }

    @Test
    void podList_inAnotherOrder_isTheSame() throws Exception {
        boolean _ = take(LATE, DONE, NO_POD);
        List<SeenPod> before = listing.pods();

        assertThat(take(NO_POD, DONE, LATE)).isFalse();
        assertThat(listing.pods()).isSameAs(before);
        assertThat(listing.problems()).hasSize(1);
    }

    @Test
    void podList_withAPodThatChangedCameOrWent_isAnother() throws Exception {
        boolean _ = take(LATE);
        assertThat(take(LATE, DONE)).isTrue();
        SeenPod kept = listing.pods().getFirst();
        assertThat(take(item("late", "2026-11-28T15:00:00.2Z", "{phase: Succeeded}"), DONE)).isTrue();
        assertThat(listing.pods()).extracting(SeenPod::stage).containsExactly(new Stage.Ended(), new Stage.Ended());
        assertThat(listing.pods().getFirst()).isSameAs(kept);
        assertThat(take(DONE)).isTrue();
        assertThat(listing.pods()).containsExactly(kept);
    }

    @Test
    void podList_withoutAPod_isEmpty() throws Exception {
        assertThat(take()).isFalse();
        boolean _ = take(DONE);
        assertThat(takeText("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":null}\n")).isTrue();
        assertThat(listing.pods()).isEmpty();
    }

    @Test
    void answer_thatIsNoList_isRefused() {
        for (String text : List.of("Forbidden", "{\"kind\":\"Status\"}", "{\"items\":[{\"metadata\":", "")) {
            assertThatExceptionOfType(BadInput.class).isThrownBy(() -> takeText(text));
        }
    }
}
