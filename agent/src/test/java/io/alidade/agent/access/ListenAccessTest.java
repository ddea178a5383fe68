package io.alidade.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.settings.AgentConfiguration;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.Listen.Access;
import io.alidade.agent.settings.Listen.TlsFiles;
import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may ask at `--listen`, over real connections.
class ListenAccessTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private static Path made = Path.of("");

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void make() throws IOException, GeneralSecurityException {
        for (String name : new String[] {"server", "stranger"}) {
            Certificates.make(made, name, "EC");
        }
        for (String name : new String[] {"prometheus", "renewed"}) {
            Certificates.make(made, name, "RSA");
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
    }

    private Optional<Path> token() {
        return Optional.of(folder.resolve("token"));
    }

    private Optional<TlsFiles> tls(Optional<Path> clientCa) {
        return Optional.of(new TlsFiles(folder.resolve("server.crt"), folder.resolve("server.key"), clientCa));
    }

    private static HttpServer serve(Access access) {
        return Listen.of("127.0.0.1:0", access).serve(request -> HttpResponse.text(HttpResponse.OK,
                "for " + request.certificate().orElse("anybody")));
    }

    private static URI at(HttpServer server, String path) throws IOException {
        return URI.create("https://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort() + path);
    }

    private HttpClient client(String own) throws IOException, GeneralSecurityException {
        return client("server", own);
    }

    private HttpClient client(String server, String own) throws IOException, GeneralSecurityException {
        return HttpClient.newBuilder().sslContext(Certificates.client(folder, server, own)).build();
    }

    private static java.net.http.HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException {
        try {
            return client.send(request.build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static int status(HttpClient client, HttpRequest.Builder request) throws IOException {
        return send(client, request).statusCode();
    }

    @Test
    void token_isWantedOfEverybodyButProbes() throws IOException, GeneralSecurityException {
        try (HttpServer server = serve(new Access(token(), tls(Optional.empty()))); HttpClient client = client("")) {
            assertThat(status(client, HttpRequest.newBuilder(at(server, "/healthz")))).isEqualTo(200);
            assertThat(status(client, HttpRequest.newBuilder(at(server, "/readyz")))).isEqualTo(200);
            for (String path : new String[] {"/", "/metrics", "/configz", "/events", "/fit", "/healthz/../metrics"}) {
                assertThat(status(client, HttpRequest.newBuilder(at(server, "/")).uri(at(server, path)))).as(path)
                        .isEqualTo(path.startsWith("/healthz") ? 200 : 401);
            }
            assertThat(status(client, HttpRequest.newBuilder(at(server, "/metrics")).header("Authorization",
                    "Bearer " + TOKEN))).isEqualTo(200);
            for (String wrong : new String[] {"Bearer " + TOKEN + "0", "Bearer ", TOKEN, "Basic " + TOKEN}) {
                assertThat(
                        status(client, HttpRequest.newBuilder(at(server, "/metrics")).header("Authorization", wrong)))
                        .as(wrong).isEqualTo(401);
            }
        }
    }

    private static HttpRequest.Builder form(HttpServer server, String token) throws IOException {
        return HttpRequest.newBuilder(at(server, "/sign-in"))
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token, StandardCharsets.UTF_8));
    }

    @Test
    void browser_signsInOnce_andHasACookieUntilTheTokenIsAnother() throws IOException, GeneralSecurityException {
        try (HttpServer server = serve(new Access(token(), tls(Optional.empty()))); HttpClient client = client("")) {
            assertThat(send(client, HttpRequest.newBuilder(at(server, "/")).header("Accept", "text/html")))
                    .satisfies(answer -> {
                        assertThat(answer.statusCode()).isEqualTo(401);
                        assertThat(answer.body()).contains("action=\"/sign-in\"", "type=\"password\"");
                        assertThat(answer.headers().firstValue("content-security-policy")).isPresent();
                    });
            assertThat(send(client, form(server, "0".repeat(32))))
                    .satisfies(answer -> assertThat(answer.body()).contains("That is not the token."));
            String cookie = send(client, form(server, TOKEN)).headers().firstValue("set-cookie").orElse("");
            assertThat(cookie).startsWith("__Host-alidade=").endsWith("; Path=/; HttpOnly; SameSite=Strict; Secure")
                    .doesNotContain(TOKEN);
            String value = cookie.substring(0, cookie.indexOf(';'));
            HttpRequest.Builder again = HttpRequest.newBuilder(at(server, "/")).header("Cookie", "a=b; " + value);
            assertThat(status(client, again)).isEqualTo(200);
            assertThat(status(client, HttpRequest.newBuilder(at(server, "/")).header("Cookie", value + "x")))
                    .isEqualTo(401);
            Files.writeString(folder.resolve("token"), "another token that is long enough");
            assertThat(status(client, again)).isEqualTo(401);
        }
    }

    @Test
    void certificate_thatTheCaHasSigned_isAsGoodAsAToken() throws IOException, GeneralSecurityException {
        Optional<Path> ca = Optional.of(folder.resolve("prometheus.crt"));
        try (HttpServer server = serve(new Access(Optional.empty(), tls(ca)))) {
            try (HttpClient known = client("prometheus"); HttpClient nobody = client("")) {
                assertThat(send(known, HttpRequest.newBuilder(at(server, "/metrics"))).body())
                        .isEqualTo("for CN=prometheus");
                assertThat(status(nobody, HttpRequest.newBuilder(at(server, "/metrics")))).isEqualTo(401);
                assertThat(status(nobody, HttpRequest.newBuilder(at(server, "/healthz")))).isEqualTo(200);
            }
            try (HttpClient stranger = client("stranger")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(at(server, "/metrics"));
                // A client may leave out a certificate that the server's list does not name, or be cut off with it.
                assertThat(statusOrCut(stranger, request)).isIn(401, -1);
            }
        }
    }

    private static int statusOrCut(HttpClient client, HttpRequest.Builder request) {
        try {
            return status(client, request);
        } catch (IOException _) {
            return -1;
        }
    }

    @Test
    void certificate_thatIsRenewed_holdsForTheNextConnection() throws IOException, GeneralSecurityException {
        try (HttpServer server = serve(new Access(token(), tls(Optional.empty())))) {
            for (String end : new String[] {".crt", ".key"}) {
                Files.copy(folder.resolve("renewed" + end), folder.resolve("server" + end),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            try (HttpClient client = client("renewed", "")) {
                assertThat(status(client, HttpRequest.newBuilder(at(server, "/healthz")))).isEqualTo(200);
            }
            Files.writeString(folder.resolve("server.key"), "half");
            try (HttpClient client = client("renewed", "")) {
                assertThat(status(client, HttpRequest.newBuilder(at(server, "/healthz")))).isEqualTo(200);
            }
        }
    }

    @Test
    void files_thatCannotBeUsed_areRefusedWithACure() throws IOException {
        Files.writeString(folder.resolve("short"), "secret");
        Files.writeString(folder.resolve("old.key"), Files.readString(folder.resolve("renewed.key"))
                .replace("PRIVATE KEY", "RSA PRIVATE KEY"));
        assertThatThrownBy(() -> serve(new Access(Optional.of(folder.resolve("short")), Optional.empty())))
                .isInstanceOf(BadInput.class).hasMessageContaining("a token of fewer than 16 characters");
        assertThatThrownBy(() -> serve(new Access(Optional.of(folder.resolve("none")), Optional.empty())))
                .isInstanceOf(BadInput.class).hasMessageContaining("cannot be read");
        for (String key : new String[] {"renewed.key", "stranger.key", "old.key", "token", "none"}) {
            TlsFiles files = new TlsFiles(folder.resolve("server.crt"), folder.resolve(key), Optional.empty());
            assertThatThrownBy(() -> serve(new Access(token(), Optional.of(files)))).as(key)
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("the certificate for --listen cannot be used");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "0.0.0.0:1, listenToken: t|no certificate is given to answer with",
        "192.0.2.1:1|no certificate is given to answer with",
        "0.0.0.0:1, listenCertificate: c, listenKey: k|everybody could",
        "127.0.0.1:1, listenCertificate: c|only one is given",
        "127.0.0.1:1, listenClientCa: c|the agent itself has none",
        "'unix:/x', listenToken: t|the owner and the group of the socket may ask",
        "localhost:1|which is no place", "1.2.3.4.5:1|which is no place", "'[::1]'|which is no place",
        "127.0.0.1:70000|which is no place"})
    void place_whereTooManyOrNobodyCouldAsk_isRefused(String fields, String problem) {
        assertThatThrownBy(() -> AgentConfiguration
                .read(Samples.document("{apiVersion: alidade.io/v1, kind: AgentConfiguration, listen: " + fields + "}"))
                .settings(Map.of("HOME", "/home/me"), false)).isInstanceOf(BadInput.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "'[::1]:1'", "'unix:/x'", "127.0.0.1:1, listenToken: t",
        "0.0.0.0:1, listenCertificate: c, listenKey: k, listenToken: t",
        "'[::]:1', listenCertificate: c, listenKey: k, listenClientCa: a"})
    void place_thatIsWellGuarded_isTaken(String fields) {
        assertThat(AgentConfiguration
                .read(Samples.document("{apiVersion: alidade.io/v1, kind: AgentConfiguration, listen: " + fields + "}"))
                .settings(Map.of("HOME", "/home/me"), false).listen()).isPresent();
    }

    /// The agent's own client, which asks kubelets and API servers.
    @Test
    void peer_withATokenAndACa_isTrustedForItsHostAlone_andFollowsTheirFiles() throws Exception {
        Path ca = folder.resolve("ca.crt");
        Files.copy(folder.resolve("stranger.crt"), ca);
        try (HttpServer server = serve(new Access(token(), tls(Optional.empty())));
                HttpPeer peer = new HttpPeer("the kubelet", at(server, ""), token(), Optional.of(ca),
                        Duration.ofMinutes(1));
                HttpPeer misled = new HttpPeer("the kubelet",
                        URI.create("https://localhost:" + at(server, "").getPort()), token(),
                        Optional.of(folder.resolve("server.crt")), Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> peer.get("/metrics")).isInstanceOf(HttpPeer.Unanswered.class);
            Files.copy(folder.resolve("server.crt"), ca, StandardCopyOption.REPLACE_EXISTING);
            assertThat(new String(peer.get("/metrics"), StandardCharsets.UTF_8)).isEqualTo("for anybody");
            assertThatThrownBy(() -> misled.get("/metrics")).isInstanceOf(HttpPeer.Unanswered.class)
                    .hasMessageContaining("localhost");
            Files.writeString(folder.resolve("token"), "another");
            assertThat(new String(peer.get("/healthz"), StandardCharsets.UTF_8)).isNotEmpty();
        }
    }
}
