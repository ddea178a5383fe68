package io.alidade.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alidade.agent.http.SocketClient;
import io.alidade.e2e.StandaloneKubelet.Plugin;
import io.alidade.e2e.StandaloneKubelet.Status;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// `alidade agent` beside a machine that is only described, with real device plugins.
final class AgentProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final Path state;
    private final Path manifests;
    private final Map<String, Process> plugins = new HashMap<>();

    private AgentProcess(Process process, Path folder, Path state, Path manifests) {
        this.process = process;
        this.folder = folder;
        this.state = state;
        this.manifests = manifests;
    }

    /// Starts one, and waits until its plugins are registered.
    ///
    /// @param minor   of the kubelet that it reproduces
    /// @param profile `exact` with its faults, or `safe`
    static AgentProcess start(String minor, String profile, Path folder, Path machine, Path configuration,
            List<Plugin> plugins)
            throws IOException, InterruptedException {
        AgentProcess agent = start(minor, profile, folder,
                new Places(folder.resolve("state"), folder.resolve("manifests"), machine, configuration));
        try {
            for (Plugin plugin : plugins) {
                agent.startPlugin(plugin.resource(), Peers.bin().resolve("numa-plugin").toString(), "-dir",
                        agent.devicePlugins().toString(), "-resource", plugin.resource(), "-devices", plugin.devices());
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError failure) {
            agent.close();
            throw failure;
        }
        return agent;
    }

    /// Where an agent finds what it works with.
    record Places(Path state, Path manifests, Path machine, Path configuration) {}

    /// Starts one, which may have somebody else's state and manifests.
    static AgentProcess start(String minor, String profile, Path folder, Places places)
            throws IOException, InterruptedException {
        Files.createDirectories(places.manifests());
        AgentProcess agent = start(folder, places.state(), places.manifests(),
                List.of("--enforce=false", "--profile", profile,
                        "--kubelet-version", minor, "--node", places.machine().toString(), "--config",
                        places.configuration().toString(), "--manifests", places.manifests().toString(),
                        "--serve-pod-resources", folder.resolve("pr.sock").toString(), "--listen",
                        "unix:" + folder.resolve("watch.sock")));
        try {
            agent.await("its socket", () -> Files.exists(agent.devicePlugins().resolve("kubelet.sock")));
        } catch (InterruptedException | RuntimeException | AssertionError failure) {
            agent.close();
            throw failure;
        }
        return agent;
    }

    /// Starts one with other options, and waits for nothing.
    ///
    /// @param folder of its log
    static AgentProcess start(Path folder, Path state, List<String> options) throws IOException {
        return start(folder, state, folder.resolve("manifests"), options);
    }

    /// Starts one, or one that goes on from its state folder, and waits until it takes pods from a folder.
    ///
    /// @param prefix  what runs the command
    /// @param options but those of its folders
    static AgentProcess start(Path folder, List<String> prefix, String... options)
            throws IOException, InterruptedException {
        Path manifests = Files.createDirectories(folder.resolve("manifests"));
        List<String> all = new ArrayList<>(List.of("--manifests", manifests.toString()));
        all.addAll(List.of(options));
        AgentProcess agent = start(prefix, folder, folder.resolve("state"), manifests, all);
        try {
            agent.awaitLine(" agent-started ");
        } catch (InterruptedException | AssertionError failure) {
            agent.close();
            throw failure;
        }
        return agent;
    }

    private static AgentProcess start(Path folder, Path state, Path manifests, List<String> options)
            throws IOException {
        return start(List.of(), folder, state, manifests, options);
    }

    private static AgentProcess start(List<String> prefix, Path folder, Path state, Path manifests,
            List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "--state", state.toString()));
        arguments.addAll(options);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(Finished.alidadeCommand(arguments.toArray(String[]::new)));
        return new AgentProcess(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start(), folder, state, manifests);
    }

    /// Waits until it has said something.
    void awaitLine(String text) throws InterruptedException {
        await(text, () -> log().contains(text));
    }

    /// Waits until it has said something so often.
    void awaitLines(String text, int times) throws InterruptedException {
        await(text, () -> log().lines().filter(line -> line.contains(text)).count() >= times);
    }

    /// Asks it to end (SIGTERM), and nothing that it runs.
    void end() {
        Ending.of(process);
    }

    /// Ends it without a chance to say so.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// The folder in which plugins register.
    Path devicePlugins() {
        return state.resolve("device-plugins");
    }

    /// Starts a plugin, which ends with the agent, and waits until its devices are known.
    Process startPlugin(String resource, String... command) throws IOException, InterruptedException {
        long before = told("plugin-registered", resource);
        Process plugin = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(resource.replace('/', '-') + ".log").toFile()).start();
        plugins.put(resource, plugin);
        await("a registration of " + resource, () -> told("plugin-registered", resource) > before);
        awaitPlugin(resource);
        return plugin;
    }

    /// Has a plugin tell other devices, and waits until they are known.
    void tell(String resource, String devices) throws IOException, InterruptedException {
        long before = told("plugin-devices", resource);
        say(resource, devices);
        await("other devices of " + resource, () -> told("plugin-devices", resource) > before);
    }

    /// Ends a plugin, and waits until that is known.
    void endPlugin(String resource) throws IOException, InterruptedException {
        long before = told("plugin-gone", resource);
        say(resource, "stop");
        await("the end of the plugin of " + resource, () -> told("plugin-gone", resource) > before);
    }

    private void say(String resource, String line) throws IOException {
        Process plugin = Optional.ofNullable(plugins.get(resource)).orElseThrow();
        plugin.getOutputStream().write((line + "\n").getBytes(UTF_8));
        plugin.getOutputStream().flush();
    }

    /// Waits until a plugin that somebody else started has told its devices.
    void awaitPlugin(String resource) throws InterruptedException {
        await("devices of " + resource, () -> told("plugin-devices", resource) > 0
                && checkpoint(Checkpoints.DEVICES).contains("\"" + resource + "\":[\""));
    }

    private long told(String event, String resource) {
        return log().lines().filter(line -> line.contains(" " + event + " resource=" + resource + " ")).count();
    }

    /// Gives it a pod, and waits until it is decided.
    void admit(Scenario.Pod pod) throws IOException, InterruptedException {
        offer(pod);
        awaitDecision(pod.name());
    }

    /// Gives it a pod.
    void offer(Scenario.Pod pod) throws IOException {
        Path draft = Files.writeString(folder.resolve(pod.name() + ".yaml"), pod.manifest());
        Files.move(draft, manifests.resolve(pod.name() + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Waits until a pod is decided, and tells what became of it.
    Status awaitDecision(String name) throws InterruptedException {
        String file = "status/default_" + name + ".json";
        await("a decision on " + name, () -> status(file).filter(Status::isSettled).isPresent());
        return status(file).orElseThrow();
    }

    private Optional<Status> status(String file) {
        String text = checkpoint(file);
        return text.isEmpty() ? Optional.empty() : Optional.of(Status
                .of(Fields.of(DocumentReader.mapping(DocumentReader.readOne(file, text.getBytes(UTF_8))))));
    }

    /// Takes a pod away, and waits until it is gone.
    void remove(String name) throws IOException, InterruptedException {
        Files.delete(manifests.resolve(name + ".yaml"));
        Pattern told = Pattern.compile("pod-removed pod=\\S+ uid=uid-" + name + "\\s");
        await("the end of " + name, () -> told.matcher(log()).find());
    }

    /// Its metrics, as text.
    String metrics() {
        return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain", new byte[0])
                .body(), UTF_8);
    }

    /// The socket on which it serves podresources.
    Path podResources() {
        return folder.resolve("pr.sock");
    }

    /// What it said.
    String log() {
        return text(folder.resolve("log"));
    }

    /// A file below its state folder.
    String checkpoint(String name) {
        return text(state.resolve(name));
    }

    /// Its checkpoint files.
    Checkpoints checkpoints() {
        return Checkpoints.of(this::checkpoint);
    }

    /// What became of a pod, as its status file says; nothing if there is none.
    Optional<Fields> podStatus(String pod) {
        String text = checkpoint("status/default_" + pod + ".json");
        return text.isEmpty() ? Optional.empty()
                : Optional.of(Fields.of(DocumentReader.mapping(DocumentReader.readOne(pod, text.getBytes(UTF_8)))));
    }

    /// Where the only container of a pod is in its life; nothing before it is known.
    Optional<Fields> containerState(String pod) {
        return podStatus(pod).flatMap(status -> status.objects("containers").stream().findFirst())
                .flatMap(container -> container.object("state"));
    }

    /// Waits until the only container of a pod runs.
    ///
    /// @return its pid
    long running(String pod) throws InterruptedException {
        await("the container of " + pod, () -> containerState(pod).filter(state -> state
                .integer("pid", 1, Long.MAX_VALUE).isPresent()).isPresent());
        return containerState(pod).orElseThrow().integer("pid", 1, Long.MAX_VALUE).orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }

    /// Waits for something that the agent does.
    void await(String what, BooleanSupplier look) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("waited for " + what + " in vain; the agent says:\n" + log());
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        plugins.values().forEach(Process::destroy);
        // What runs the command, if something does, hands no signals on, and ends with it.
        List<ProcessHandle> inside = process.descendants().toList();
        inside.forEach(ProcessHandle::destroy);
        inside.forEach(ended -> ended.onExit().join());
        Ending.of(process);
    }
}
