package io.alidade.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alidade.agent.http.SocketClient;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// `alidade agent --mode shadow` beside a kubelet.
final class ShadowProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path folder;

    private ShadowProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// Starts one, and waits until it has seen the kubelet.
    ///
    /// @param address where the kubelet tells its pods
    /// @param machine that is described; absent for this one
    static ShadowProcess start(Path folder, StandaloneKubelet kubelet, String address, Optional<Path> machine,
            String... more) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> arguments = new ArrayList<>(List.of("agent", "--mode", "shadow", "--state",
                folder.resolve("state").toString(), "--kubelet-api", address, "--kubelet-dir",
                kubelet.root().toString(), "--listen", "unix:" + folder.resolve("watch.sock")));
        machine.ifPresent(described -> arguments.addAll(List.of("--node", described.toString())));
        arguments.addAll(List.of(more));
        ShadowProcess shadow = new ShadowProcess(
                new ProcessBuilder(Finished.alidadeCommand(arguments.toArray(String[]::new))).redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile()).start(),
                folder);
        try {
            shadow.await("the kubelet", () -> shadow.log().contains(" kubelet-seen "));
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failure) {
            shadow.close();
            throw failure;
        }
        return shadow;
    }

    /// What it tells of its verdicts.
    Fields verdicts() {
        try {
            return Fields.of(DocumentReader.mapping(DocumentReader.readOne("shadow",
                    SocketClient.call(socket(), "GET", "/v1/shadow", "application/json", new byte[0]).body())));
        } catch (BadInput notYet) {
            throw new AssertionError(log(), notYet);
        }
    }

    /// Waits until it has judged a pod.
    Fields awaitVerdict(String pod) throws IOException, InterruptedException {
        await("a verdict on " + pod, () -> verdict(pod).isPresent());
        return verdict(pod).orElseThrow();
    }

    private Optional<Fields> verdict(String pod) {
        return verdicts().objects("verdicts").stream()
                .filter(verdict -> verdict.string("pod").orElse("").equals("default/" + pod + "-n1"))
                .reduce((_, last) -> last);
    }

    long decisions() {
        return verdicts().integer("decisions", 0, Long.MAX_VALUE).orElseThrow();
    }

    long disagreements() {
        return verdicts().integer("disagreements", 0, Long.MAX_VALUE).orElseThrow();
    }

    /// The files that it wrote of disagreements.
    List<Path> files() throws IOException {
        Path written = folder.resolve("state/disagreements");
        if (Files.notExists(written)) {
            return List.of();
        }
        try (var files = Files.list(written)) {
            return files.toList();
        }
    }

    /// Its socket.
    Path socket() {
        return folder.resolve("state/agent.sock");
    }

    /// Its metrics, as text.
    String metrics() {
        return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain", new byte[0])
                .body(), UTF_8);
    }

    /// What it said.
    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException notYet) {
            return "";
        }
    }

    void await(String what, BooleanSupplier look) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("waited for " + what + " in vain; the shadow says:\n" + log());
            }
            Thread.sleep(50);
        }
    }

    /// Its resident memory in MiB.
    long residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow() >> 10;
    }

    @Override
    public void close() {
        Ending.of(process);
    }
}
