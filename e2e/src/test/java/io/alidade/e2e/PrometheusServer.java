package io.alidade.e2e;

import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// A real Prometheus, which looks each second.
final class PrometheusServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final String address;
    private final Path log;

    private PrometheusServer(Process process, String address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /// A port of this machine that nobody has.
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Starts one, and waits until it answers.
    ///
    /// @param target `HOST:PORT` of what is scraped
    static PrometheusServer start(Path folder, String target, Path rules) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: alidade
                    static_configs: [{targets: ["%s"]}]
                """.replaceFirst("%s", rules.toString()).replaceFirst("%s", target));
        String address = "127.0.0.1:" + freePort();
        Path log = folder.resolve("prometheus.log");
        PrometheusServer server = new PrometheusServer(
                new ProcessBuilder("prometheus", "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"), "--web.listen-address=" + address)
                        .redirectErrorStream(true).redirectOutput(log.toFile()).start(),
                "http://" + address, log);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!server.isReady()) {
            if (System.nanoTime() > end || !server.process.isAlive()) {
                server.close();
                throw new AssertionError("Prometheus does not start:\n" + Files.readString(log));
            }
            Thread.sleep(100);
        }
        return server;
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get(address + "/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// The alerts that fire now, by name.
    Set<String> firing() throws IOException, InterruptedException {
        Set<String> firing = new TreeSet<>();
        answer("/api/v1/alerts").objects("alerts").stream()
                .filter(alert -> alert.string("state").filter("firing"::equals).isPresent())
                .forEach(alert -> alert.object("labels").flatMap(labels -> labels.string("alertname"))
                        .ifPresent(firing::add));
        return firing;
    }

    /// Whether what is scraped has answered.
    boolean sees() throws IOException, InterruptedException {
        return answer("/api/v1/targets").objects("activeTargets").stream()
                .anyMatch(target -> target.string("health").filter("up"::equals).isPresent());
    }

    private Fields answer(String path) throws IOException, InterruptedException {
        return Fields.of(DocumentReader.mapping(DocumentReader.readOne(path,
                get(address + path).body().getBytes(StandardCharsets.UTF_8)))).object("data").orElseThrow();
    }

    /// Asks anybody on this machine.
    static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// What it said.
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
