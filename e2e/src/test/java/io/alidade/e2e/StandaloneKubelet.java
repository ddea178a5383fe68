package io.alidade.e2e;

import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A real kubelet with a real containerd, by `e2e/standalone-kubelet`.
final class StandaloneKubelet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path folder;

    private StandaloneKubelet(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// Starts one, and waits until it answers and its plugins are registered.
    ///
    /// @param folder  holds `config.yaml` and perhaps `machine`
    /// @param plugins what the script takes
    static StandaloneKubelet start(String minor, Path folder, List<Plugin> plugins)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Peers.script("standalone-kubelet"), minor, folder.toString()));
        plugins.forEach(plugin -> command.add(plugin.resource() + " " + plugin.devices()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("script.log").toFile()).start();
        StandaloneKubelet kubelet = new StandaloneKubelet(process, folder);
        try {
            kubelet.await("an answer", () -> kubelet.pods());
            for (Plugin plugin : plugins) {
                kubelet.await("devices of " + plugin.resource(),
                        () -> kubelet.checkpoint("device-plugins/kubelet_internal_checkpoint")
                                .filter(text -> text.contains("\"" + plugin.resource() + "\":[\"")));
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failure) {
            kubelet.close();
            throw failure;
        }
        return kubelet;
    }

    /// A device plugin: its resource, and its devices as the stub takes them.
    record Plugin(String resource, String devices) {}

    /// What became of a pod.
    ///
    /// @param reason of a refusal
    record Status(String phase, Optional<String> reason, Optional<String> message) {
        boolean isRefused() {
            return phase.equals("Failed") && reason.isPresent();
        }

        /// Whether all is done that a decision starts: it is refused, or its containers run.
        boolean isSettled() {
            return isRefused() || phase.equals("Running");
        }
    }

    /// Gives it a static pod, and waits until the pod runs or is refused.
    Status admit(String name, String manifest) throws IOException, InterruptedException {
        submit(name, manifest);
        return await("what becomes of " + name, () -> status(name).filter(Status::isSettled));
    }

    /// Takes a static pod away, and waits until the kubelet knows it no more.
    void remove(String name) throws IOException, InterruptedException {
        Files.delete(folder.resolve("manifests").resolve(name + ".yaml"));
        await("the end of " + name, () -> status(name).isEmpty() ? Optional.of(name) : Optional.empty());
    }

    /// What became of a static pod, if it is known.
    Optional<Status> status(String name) {
        return pods().stream().flatMap(List::stream)
                .filter(pod -> pod.object("metadata").flatMap(metadata -> metadata.string("name"))
                        .filter((name + "-n1")::equals).isPresent())
                .findFirst().flatMap(pod -> pod.object("status"))
                .map(status -> new Status(status.string("phase").orElse(""), status.string("reason"),
                        status.string("message")));
    }

    /// The pods it knows; nothing while it does not answer.
    private Optional<List<Fields>> pods() {
        return get("/pods").map(answer -> Fields.of(DocumentReader.mapping(DocumentReader.readOne("/pods", answer)))
                .objects("items"));
    }

    /// What it says at a path without being told who asks; nothing while it does not answer.
    private Optional<byte[]> get(String path) {
        Path port = folder.resolve("port");
        if (Files.notExists(port)) {
            return Optional.empty();
        }
        try (InputStream answer = URI.create("http://127.0.0.1:" + Files.readString(port).strip() + path).toURL()
                .openStream()) {
            return Optional.of(answer.readAllBytes());
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /// Its metrics, as text.
    String metrics() {
        return new String(get("/metrics").orElseThrow(), StandardCharsets.UTF_8);
    }

    /// A file below its root folder.
    Optional<String> checkpoint(String name) {
        try {
            return Optional.of(Files.readString(root().resolve(name)));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /// Gives it a static pod, whatever becomes of it.
    void submit(String name, String manifest) throws IOException {
        Path draft = Files.writeString(folder.resolve(name + ".yaml"), manifest);
        Files.move(draft, folder.resolve("manifests").resolve(name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    /// What it says of a static pod, as text; empty if it does not know it.
    String described(String name) {
        return pods().stream().flatMap(List::stream)
                .filter(pod -> pod.object("metadata").flatMap(metadata -> metadata.string("name"))
                        .filter((name + "-n1")::equals).isPresent())
                .findFirst().map(pod -> DocumentWriter.toCompactJson(Value.of(pod.mapping()))).orElse("");
    }

    /// Where it answers without asking who asks.
    String address() throws IOException {
        return "http://127.0.0.1:" + Files.readString(folder.resolve("port")).strip();
    }

    /// The socket on which its containerd takes plugins.
    Path nriSocket() {
        return folder.resolve("nri.sock");
    }

    /// Its root folder.
    Path root() {
        return folder.resolve("kubelet");
    }

    /// Waits until something is seen.
    <T> T await(String what, Supplier<Optional<T>> look) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("waited for " + what + " in vain; the kubelet "
                        + (process.isAlive() ? "runs" : "ended") + ":\n" + logs());
            }
            Thread.sleep(50);
        }
    }

    private String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("script.log", "log", "containerd.log")) {
            Path log = folder.resolve(name);
            if (Files.exists(log)) {
                List<String> lines = Files.readAllLines(log);
                text.append(name).append(":\n")
                        .append(String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /// The process in whose root folder its mounts are.
    long pid() {
        return process.children().findFirst().flatMap(unshare -> unshare.children().findFirst())
                .map(ProcessHandle::pid).orElseThrow();
    }

    @Override
    public void close() {
        Ending.of(process);
    }
}
