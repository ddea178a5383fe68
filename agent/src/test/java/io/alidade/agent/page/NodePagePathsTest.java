package io.alidade.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePagePathsTest {
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    Path state = Path.of("");

    private int port;
    private Optional<Agent> running = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        running = Optional.of(Samples.agent(new AgentSettings(state, Optional.empty(),
                state.resolve("device-plugins"), state.resolve("agent.sock"), Optional.empty(), Optional.empty(),
                Optional.of(Listen.of("127.0.0.1:" + port, Listen.Access.EVERYBODY)), Profile.SAFE, LogFormat.TEXT,
                Optional.empty()),
                Samples.node()));
    }

    @AfterEach
    void stop() {
        running.ifPresent(Agent::close);
    }

    private PodRecord submit(String name, String limits) {
        return running.orElseThrow().pods().submit(Samples.pod(name, limits)).join();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private Socket send(String method, String target, String headers, String body) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write((method + " " + target + " HTTP/1.1\r\n"
                + (headers.contains("Host:") ? "" : "Host: localhost:" + port + "\r\n") + headers + "Content-Length: "
                + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /// The whole answer, head and body.
    private String ask(String method, String target, String headers, String body) {
        try (Socket socket = send(method, target, headers, body)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String get(String target) {
        return ask("GET", target, "", "");
    }

    private String fit(String manifest, String headers) {
        return ask("POST", "/fit?part=answer", headers,
                "manifest=" + URLEncoder.encode(manifest, StandardCharsets.UTF_8));
    }

    /// Reads until a text has come.
    private static String readTo(InputStream in, String wanted) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(wanted) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it ends with: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void page_isUnderAPolicyThatAllowsNothingFromElsewhereAndNothingInline() {
        PodRecord _ = submit("web", "cpu: 4, memory: 1Gi");
        String answer = get("/");
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains(
                "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
                        + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n",
                "Referrer-Policy: no-referrer\r\n", "X-Content-Type-Options: nosniff\r\n",
                "Cache-Control: no-store\r\n");
        assertThat(answer).contains("default/web", "Room");
        Matcher files = Pattern.compile("(?:href|src)=\"(/page/[^\"]+)\"").matcher(answer);
        List<String> found = new ArrayList<>();
        while (files.find()) {
            found.add(files.group(1));
            assertThat(get(files.group(1))).startsWith("HTTP/1.1 200 OK\r\n").contains("immutable");
        }
        assertThat(found).hasSize(3);
        assertThat(get("/page/0123456789abcdef-node.css")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void paths_beside() {
        assertThat(get("/live")).contains("<main data-revision=").doesNotContain("<textarea");
        assertThat(get("/pods")).contains("Back to the node");
        assertThat(get("/metrics")).contains("alidade_page_streams 0.0", "alidade_page_streams_refused_total 0.0",
                "alidade_requests_turned_away_total 0.0");
        assertThat(get("/healthz")).endsWith("ok");
        assertThat(get("/fit")).startsWith("HTTP/1.1 303 See Other\r\n").contains("Location: /#fit");
        assertThat(ask("POST", "/", "", "")).startsWith("HTTP/1.1 405 ");
        assertThat(ask("HEAD", "/events", "", "")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
        assertThat(get("/nothing")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void box_tellsWhetherPodsFit() {
        assertThat(fit(Samples.manifest("asked", "cpu: 2, memory: 1Gi"), "")).contains("<strong>Fits</strong>",
                "default/asked", "CPUs 1,9");
        assertThat(fit("cpu=9,memory=1Gi", "")).contains("Would be refused", "TopologyAffinityError",
                "Smallest cures");
        assertThat(running.orElseThrow().snapshot().pods().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kind: Pod", "{", "cpu=many", "a: [<script>alert(1)</script>"})
    void box_withSomethingElse_saysWhatIsWrong(String text) {
        assertThat(fit(text, "")).contains("HTTP/1.1 200 OK", "class=\"verdict warn\"").doesNotContain("<script>");
    }

    @Test
    void box_withMorePodsThanAnybodyReads_saysSo() {
        String pods = IntStream.range(0, 21).mapToObj(number -> Samples.manifest("a" + number, "cpu: 1"))
                .collect(Collectors.joining("\n---\n"));
        assertThat(fit(pods, "")).contains("There are 21 pods in it.");
        assertThat(fit("#".repeat(300_000), "")).contains("more than 262144 characters");
        assertThat(ask("POST", "/fit", "", "manifest=%zz")).contains("This is no form");
    }

    @Test
    void otherNames_ofThisMachine_areRefused() {
        for (String host : List.of("evil.example", "evil.example:" + port, "127.0.0.1.evil.example", "")) {
            assertThat(ask("GET", "/", "Host: " + host + "\r\n", "")).as(host).startsWith("HTTP/1.1 403 ")
                    .contains("no name of this machine alone").contains("Content-Security-Policy");
        }
        for (String host : List.of("LOCALHOST", "127.0.0.1:1", "[::1]:" + port)) {
            assertThat(ask("GET", "/", "Host: " + host + "\r\n", "")).as(host).startsWith("HTTP/1.1 200 ");
        }
        // What monitors ask may come by a proxy that keeps the name it was asked for.
        assertThat(ask("GET", "/metrics", "Host: node-3.example\r\n", "")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void otherSites_askNothing() {
        for (String header : List.of("Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example", "Origin: null", "Origin: http://localhost:1")) {
            assertThat(fit("cpu=2", header + "\r\n")).as(header).startsWith("HTTP/1.1 403 ").contains("another site");
            assertThat(ask("GET", "/events", header + "\r\n", "")).as(header).startsWith("HTTP/1.1 403 ");
        }
        for (String header : List.of("Sec-Fetch-Site: same-origin", "Origin: http://localhost:" + port)) {
            assertThat(fit("cpu=2", header + "\r\n")).as(header).startsWith("HTTP/1.1 200 ");
        }
        assertThat(ask("GET", "/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n", ""))
                .startsWith("HTTP/1.1 200 ");
    }

    private static String revision(String page) {
        Matcher revision = Pattern.compile("data-revision=\"([^\"]+)\"").matcher(page);
        assertThat(revision.find()).isTrue();
        return revision.group(1);
    }

    @Test
    void stream_tellsOfChangesAlone_andGoesOnWhereItWas() throws IOException {
        String first = revision(get("/"));
        try (Socket stream = send("GET", "/events?revision=" + first, "", "")) {
            InputStream in = stream.getInputStream();
            assertThat(readTo(in, "\n\n")).contains("Content-Type: text/event-stream", "retry: 2000")
                    .doesNotContain("Content-Length");
            PodRecord _ = submit("web", "cpu: 2, memory: 1Gi");
            String next = readTo(in, "event: change\ndata: \n\n");
            Matcher id = Pattern.compile("id: (\\S+)").matcher(next);
            assertThat(id.find()).isTrue();
            assertThat(id.group(1)).isNotEqualTo(first);
            assertThat(get("/live?revision=" + id.group(1))).contains("default/web");
            try (Socket other = send("GET", "/events?revision=" + first, "Last-Event-ID: " + id.group(1) + "\r\n",
                    "")) {
                readTo(other.getInputStream(), "retry: 2000\n\n");
                assertThat(readTo(other.getInputStream(), "\n\n")).doesNotContain("id: " + id.group(1));
            }
        }
        try (Socket ofAnotherRun = send("GET", "/events?revision=old-5", "", "")) {
            readTo(ofAnotherRun.getInputStream(), "event: change\n");
        }
    }

    @Test
    void thousandStreams_areBounded_counted_andHoldUpNoDecision() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        int open = 0;
        int refused = 0;
        try {
            for (int i = 0; i < 1_000; i++) {
                Socket socket = send("GET", "/events", "", "");
                sockets.add(socket);
                String status = readTo(socket.getInputStream(), "\r\n");
                open += status.startsWith("HTTP/1.1 200 ") ? 1 : 0;
                refused += status.startsWith("HTTP/1.1 503 ") ? 1 : 0;
            }
            assertThat(open).isEqualTo(Pulse.MAX_STREAMS);
            assertThat(refused).isEqualTo(1_000 - Pulse.MAX_STREAMS);
            for (int i = 0; i < 50; i++) {
                assertThat(running.orElseThrow().pods().remove(submit("pod-" + i, "cpu: 2, memory: 1Gi").pod().uid())
                        .join()).isTrue();
            }
            assertThat(get("/")).startsWith("HTTP/1.1 200 ");
            assertThat(get("/metrics")).contains("alidade_page_streams 32.0",
                    "alidade_page_streams_refused_total 968.0");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void callers_whoSendNothing_leaveRoomForNobodyElse_whoAreToldSo() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                silent.add(connect());
            }
            String answer = "";
            for (int i = 0; i < 100 && !answer.startsWith("HTTP/1.1 503 "); i++) {
                answer = get("/healthz");
            }
            assertThat(answer).startsWith("HTTP/1.1 503 Service Unavailable\r\n").contains("Retry-After: 5");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void page_onAUnixSocket_isThereToo() {
        Path own = state.resolve("two");
        try (Agent _ = Samples.agent(Samples.settings(own), Samples.node())) {
            HttpResponse answer = SocketClient.call(own.resolve("watch.sock"), "GET", "/", "text/html", new byte[0]);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("<h1>");
        }
    }
}
