package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A real kubelet with a real containerd, by `e2e/standalone-kubelet`.
final class StandaloneKubelet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /// What it logs when it has written the devices that a plugin told.
    private static final String UPDATED = "Processed device updates for resource";

    private final Process process;
    private final Path folder;
    private final List<Plugin> plugins;

    private StandaloneKubelet(Process process, Path folder, List<Plugin> plugins) {
        this.process = process;
        this.folder = folder;
        this.plugins = List.copyOf(plugins);
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
        StandaloneKubelet kubelet = new StandaloneKubelet(process, folder, plugins);
        try {
            kubelet.await("an answer", () -> kubelet.pods());
            kubelet.awaitPlugins();
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failure) {
            kubelet.close();
            throw failure;
        }
        return kubelet;
    }

    private void awaitPlugins() throws IOException, InterruptedException {
        for (Plugin plugin : plugins) {
            await("devices of " + plugin.resource(), () -> Optional.of(plugin).filter(this::isWritten));
        }
    }

    private boolean isWritten(Plugin plugin) {
        return checkpoint(Checkpoints.DEVICES).filter(text -> text.contains("\"" + plugin.resource() + "\":[\""))
                .isPresent();
    }

    /// A device plugin: its resource, and its devices as the stub takes them.
    record Plugin(String resource, String devices) {
        /// The same devices as `--devices` of the command line takes them.
        String inventory() {
            StringBuilder text = new StringBuilder();
            for (String device : devices.split(",", -1)) {
                String id = device.substring(0, device.indexOf('='));
                String places = device.substring(id.length() + 1);
                boolean healthy = !places.endsWith("!");
                String numa = places.replace("!", "").replace("+", ", ");
                text.append("- {resource: ").append(resource).append(", id: ").append(id)
                        .append(numa.isEmpty() ? "" : ", numa: [" + numa + "]").append(", healthy: ").append(healthy)
                        .append("}\n");
            }
            return text.toString();
        }
    }

    /// What became of a pod.
    ///
    /// @param reason of a refusal
    record Status(String phase, Optional<String> reason, Optional<String> message) {
        private static final String REJECTED = "Pod was rejected: ";

        /// As the status of a pod has it, without what a kubelet puts before the message of each refusal.
        static Status of(Fields status) {
            return new Status(status.string("phase").orElse(""), text(status, "reason"),
                    text(status, "message").map(message -> message.startsWith(REJECTED)
                            ? message.substring(REJECTED.length()) : message));
        }

        private static Optional<String> text(Fields fields, String key) {
            return fields.string(key).filter(text -> !text.isEmpty());
        }

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
        return awaitDecision(name);
    }

    /// Waits until a pod runs or is refused.
    Status awaitDecision(String name) throws IOException, InterruptedException {
        return await("what becomes of " + name, () -> status(name).filter(Status::isSettled));
    }

    /// Takes a static pod away, and waits until the kubelet knows it no more.
    void remove(String name) throws IOException, InterruptedException {
        Files.delete(folder.resolve("manifests").resolve(name + ".yaml"));
        await("the end of " + name, () -> status(name).isEmpty() ? Optional.of(name) : Optional.empty());
    }

    /// Waits until a pod has ended by itself, and the kubelet counts it no more.
    void awaitEnd(String name) throws IOException, InterruptedException {
        await("the end of " + name, () -> log().filter(text -> text.lines()
                .anyMatch(line -> line.contains("Pod terminated all containers successfully")
                        && line.contains("uid-" + name))));
    }

    /// Has a plugin tell other devices, and waits until they are known.
    void tell(String resource, String devices) throws IOException, InterruptedException {
        say(resource, devices, UPDATED);
    }

    /// Ends a plugin, and waits until that is known.
    void endPlugin(String resource) throws IOException, InterruptedException {
        say(resource, "stop", "Mark all resources Unhealthy for resource");
    }

    private void say(String resource, String line, String answer) throws IOException, InterruptedException {
        long before = logged(resource, answer);
        Files.writeString(folder.resolve(resource.replace('/', '-') + ".in"), line + "\n", StandardOpenOption.WRITE);
        awaitLogged(resource, answer, before);
    }

    private void awaitLogged(String resource, String answer, long before) throws IOException, InterruptedException {
        await(answer + " " + resource, () -> Optional.of(logged(resource, answer)).filter(count -> count > before));
    }

    private long logged(String resource, String answer) {
        return log().orElse("").lines().filter(line -> line.contains(answer))
                .filter(line -> line.contains("\"" + resource + "\"")).count();
    }

    private Optional<String> log() {
        return text(folder.resolve("log"));
    }

    /// What became of a static pod, if it is known.
    Optional<Status> status(String name) {
        return pod(name).flatMap(pod -> pod.object("status")).map(Status::of);
    }

    private Optional<Fields> pod(String name) {
        return pods().stream().flatMap(List::stream)
                .filter(pod -> pod.object("metadata").flatMap(metadata -> metadata.string("name"))
                        .filter((name + "-n1")::equals).isPresent())
                .findFirst();
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

    /// Ends the kubelet, but not what it runs, and waits until it is gone.
    void pause() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("hold"));
        List<ProcessHandle> kubelets = process.descendants().filter(StandaloneKubelet::isKubelet).toList();
        assertThat(kubelets).hasSize(1);
        kubelets.getFirst().destroy();
        kubelets.getFirst().onExit().join();
    }

    private static boolean isKubelet(ProcessHandle handle) {
        return handle.info().command().filter(command -> Path.of(command).getFileName().toString()
                .startsWith("kubelet-")).isPresent();
    }

    /// Starts another kubelet in its place, and waits until that answers and its plugins are registered again. They register
    /// at once, and its file may then lack one of them (`findings/kubelet-device-checkpoint-overtaken.sh`): such a kubelet is
    /// followed by another.
    void resume() throws IOException, InterruptedException {
        restart();
        for (int more = 2; more > 0 && !plugins.stream().allMatch(this::isWritten); more--) {
            pause();
            restart();
        }
        awaitPlugins();
    }

    private void restart() throws IOException, InterruptedException {
        Map<Plugin, Long> before = new LinkedHashMap<>();
        plugins.forEach(plugin -> before.put(plugin, logged(plugin.resource(), UPDATED)));
        Files.delete(folder.resolve("hold"));
        await("an answer", this::pods);
        for (Map.Entry<Plugin, Long> entry : before.entrySet()) {
            awaitLogged(entry.getKey().resource(), UPDATED, entry.getValue());
        }
    }

    /// The ids of the containers of a pod, by name; one that was started again has another.
    Map<String, String> containers(String name) {
        Map<String, String> containers = new TreeMap<>();
        pod(name).flatMap(pod -> pod.object("status")).stream()
                .flatMap(status -> status.objects("containerStatuses").stream())
                .forEach(container -> containers.put(container.string("name").orElse(""),
                        container.string("containerID").orElse("")));
        return containers;
    }

    /// Its metrics, as text.
    String metrics() {
        return new String(get("/metrics").orElseThrow(), StandardCharsets.UTF_8);
    }

    /// A file below its root folder.
    Optional<String> checkpoint(String name) {
        return text(root().resolve(name));
    }

    /// Its checkpoint files.
    Checkpoints checkpoints() {
        return Checkpoints.of(file -> checkpoint(file).orElseThrow());
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
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
        return pod(name).map(pod -> DocumentWriter.toCompactJson(Value.of(pod.mapping()))).orElse("");
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

    /// The processes of its containerd.
    Stream<ProcessHandle> containerd() {
        return ProcessHandle.of(pid()).stream().flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().filter(path -> path.endsWith("/containerd")).isPresent());
    }

    /// Where its containerd answers, as it is seen from outside.
    Path containerdSocket() {
        ProcessHandle containerd = containerd().findFirst().orElseThrow();
        List<String> arguments = List.of(containerd.info().arguments().orElseThrow());
        Path work = Path.of(arguments.get(arguments.indexOf("-c") + 1)).getParent();
        return Path.of("/proc", Long.toString(containerd.pid()), "root").resolve(Path.of("/").relativize(work))
                .resolve("c.sock");
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
