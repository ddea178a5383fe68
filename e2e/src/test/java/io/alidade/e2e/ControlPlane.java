package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A control plane without nodes: etcd, kube-apiserver and, when it is wanted, kube-scheduler, in a folder of their own. A
/// pod's priority is what it says itself.
/// Closing ends all of them.
final class ControlPlane implements AutoCloseable {
    private static final int READY_ATTEMPTS = 600;
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;
    private final Path bin = Peers.bin();
    private final int port = freePort();
    private final List<Process> processes = new ArrayList<>();
    private final HttpClient client;

    /// Starts store and API server, and waits until they answer.
    ControlPlane(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this.folder = folder;
        int store = freePort();
        start("etcd", "--data-dir", folder.resolve("etcd").toString(), "--unsafe-no-fsync", "--listen-client-urls",
                "http://127.0.0.1:" + store, "--advertise-client-urls", "http://127.0.0.1:" + store,
                "--listen-peer-urls", "http://127.0.0.1:0", "--logger", "zap", "--log-level", "error");
        key();
        Files.writeString(folder.resolve("tokens.csv"), "token,admin,u1,\"system:masters\"\n");
        start("kube-apiserver", "--etcd-servers=http://127.0.0.1:" + store, "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1", "--secure-port=" + port, "--cert-dir=" + folder.resolve("certs"),
                "--service-account-key-file=" + folder.resolve("key.pem"),
                "--service-account-signing-key-file=" + folder.resolve("key.pem"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--token-auth-file=" + folder.resolve("tokens.csv"), "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24", "--disable-admission-plugins=ServiceAccount,Priority",
                "--anonymous-auth=false", "--endpoint-reconciler-type=none");
        Path certificate = folder.resolve("certs/apiserver.crt");
        for (int attempt = 0; attempt < READY_ATTEMPTS && !Files.exists(certificate); attempt++) {
            Thread.sleep(PAUSE_MILLIS);
        }
        Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:PORT", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: {token: token}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.replace("PORT", Integer.toString(port)));
        client = HttpClient.newBuilder().sslContext(trusting(certificate)).connectTimeout(Duration.ofSeconds(10))
                .version(HttpClient.Version.HTTP_1_1).build();
        awaitReady();
    }

    private void key() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        Files.writeString(folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var stream = Files.newInputStream(certificate)) {
            int number = 0;
            for (Certificate own : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                store.setCertificateEntry("c" + number++, own);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void awaitReady() throws InterruptedException {
        for (int attempt = 0; attempt < READY_ATTEMPTS; attempt++) {
            try {
                if (send(request("/readyz").GET()).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // It does not listen yet.
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new AssertionError("the API server is not ready: " + log("kube-apiserver"));
    }

    private void start(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(bin.resolve(program).toString()));
        command.addAll(List.of(arguments));
        processes.add(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile()).start());
    }

    private String log(String program) {
        try {
            return Files.readString(folder.resolve(program + ".log"));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /// Starts the scheduler with its usual profile, and no limit to how often it may ask.
    void startScheduler() throws IOException {
        Files.writeString(folder.resolve("scheduler.yaml"), """
                apiVersion: kubescheduler.config.k8s.io/v1
                kind: KubeSchedulerConfiguration
                leaderElection: {leaderElect: false}
                clientConnection: {kubeconfig: KUBECONFIG, qps: 5000, burst: 5000}
                """.replace("KUBECONFIG", folder.resolve("kubeconfig").toString()));
        start("kube-scheduler", "--config", folder.resolve("scheduler.yaml").toString(), "--secure-port", "0");
    }

    /// What kubectl does here as the administrator.
    Finished kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig",
                folder.resolve("kubeconfig").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // It keeps what it has learned of the server.
        builder.environment().put("HOME", folder.toString());
        return Finished.of(builder);
    }

    /// Creates an object from JSON.
    void create(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    /// Merges JSON into an object.
    void patch(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path).header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /// Where the API server answers.
    String address() {
        return "https://127.0.0.1:" + port;
    }

    /// The certificates that sign the API server's own.
    Path certificates() {
        return folder.resolve("certs/apiserver.crt");
    }

    /// The items of a list.
    List<Fields> items(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path).GET());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Fields.of(DocumentReader.mapping(DocumentReader.readOne(path,
                response.body().getBytes(StandardCharsets.UTF_8)))).objects("items");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer token").timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        processes.reversed().forEach(Ending::of);
    }
}
