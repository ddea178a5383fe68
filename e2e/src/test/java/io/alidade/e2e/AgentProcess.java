package io.alidade.e2e;

import io.alidade.agent.http.SocketClient;
import io.alidade.e2e.StandaloneKubelet.Plugin;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// `alidade agent` beside a machine that is only described, with real device plugins.
final class AgentProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final List<Process> plugins = new ArrayList<>();

    private AgentProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// Starts one, and waits until its plugins are registered.
    ///
    /// @param minor   of the kubelet that it reproduces
    /// @param profile `exact` with its faults, or `safe`
    static AgentProcess start(String minor, String profile, Path folder, Path machine, Path configuration,
            List<Plugin> plugins)
            throws IOException, InterruptedException {
        AgentProcess agent = start(folder, List.of(), "--enforce=false", "--profile", profile, "--kubelet-version",
                minor, "--node", machine.toString(), "--config", configuration.toString(), "--serve-pod-resources",
                folder.resolve("pr.sock").toString(), "--listen", "unix:" + folder.resolve("watch.sock"));
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

    /// Starts one, or one that goes on from its state folder, and waits until it takes pods from a folder.
    ///
    /// @param prefix  what runs the command
    /// @param options but those of its folders
    static AgentProcess start(Path folder, List<String> prefix, String... options)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("manifests"));
        List<String> all = new ArrayList<>(List.of("--manifests", folder.resolve("manifests").toString()));
        all.addAll(List.of(options));
        AgentProcess agent = start(prefix, folder, folder.resolve("state"), all);
        try {
            agent.awaitLine(" agent-started ");
        } catch (InterruptedException | AssertionError failure) {
            agent.close();
            throw failure;
        }
        return agent;
    }

    /// Starts one with other options, and waits for nothing.
    ///
    /// @param folder of its log
    static AgentProcess start(Path folder, Path state, List<String> options) throws IOException {
        return start(List.of(), folder, state, options);
    }

    private static AgentProcess start(List<String> prefix, Path folder, Path state, List<String> options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "--state", state.toString()));
        arguments.addAll(options);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(Finished.alidadeCommand(arguments.toArray(String[]::new)));
        return new AgentProcess(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start(), folder);
    }

    /// Waits until it has said something.
    void awaitLine(String text) throws InterruptedException {
        await(text, () -> log().contains(text));
    }

    /// Ends it without a chance to say so.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// The folder in which plugins register.
    Path devicePlugins() {
        return folder.resolve("state/device-plugins");
    }

    /// Starts a plugin, which ends with the agent, and waits until its devices are known.
    Process startPlugin(String resource, String... command) throws IOException, InterruptedException {
        long before = registrations(resource);
        Process plugin = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("plugin.log").toFile()).start();
        plugins.add(plugin);
        await("a registration of " + resource, () -> registrations(resource) > before);
        await("devices of " + resource, () -> log().contains(" plugin-devices resource=" + resource + " "));
        return plugin;
    }

    private long registrations(String resource) {
        return log().lines().filter(line -> line.contains(" plugin-registered resource=" + resource + " ")).count();
    }

    /// Gives it a pod, and waits until it is decided.
    void admit(Scenario.Pod pod) throws IOException, InterruptedException {
        Path draft = Files.writeString(folder.resolve(pod.name() + ".yaml"), pod.manifest());
        Files.move(draft, folder.resolve("manifests").resolve(pod.name() + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        Pattern told = Pattern.compile("pod-(admitted|refused) pod=\\S+ uid=uid-" + pod.name() + " ");
        await("a decision on " + pod.name(), () -> told.matcher(log()).find());
    }

    /// Takes a pod away, and waits until it is gone.
    void remove(String name) throws IOException, InterruptedException {
        Files.delete(folder.resolve("manifests").resolve(name + ".yaml"));
        Pattern told = Pattern.compile("pod-removed pod=\\S+ uid=uid-" + name + "\\s");
        await("the end of " + name, () -> told.matcher(log()).find());
    }

    /// Its metrics, as text.
    String metrics() {
        return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain", new byte[0])
                .body(), StandardCharsets.UTF_8);
    }

    /// The socket on which it serves podresources.
    Path podResources() {
        return folder.resolve("pr.sock");
    }

    /// What it said.
    String log() {
        return text("log");
    }

    /// A file below its state folder.
    String checkpoint(String name) {
        return text("state/" + name);
    }

    /// What became of a pod, as its status file says; nothing if there is none.
    Optional<Fields> status(String pod) {
        String text = text("state/status/default_" + pod + ".json");
        return text.isEmpty() ? Optional.empty()
                : Optional.of(Fields.of(DocumentReader.mapping(
                        DocumentReader.readOne(pod, text.getBytes(StandardCharsets.UTF_8)))));
    }

    /// Where the only container of a pod is in its life; nothing before it is known.
    Optional<Fields> state(String pod) {
        return status(pod).flatMap(status -> status.objects("containers").stream().findFirst())
                .flatMap(container -> container.object("state"));
    }

    /// Waits until the only container of a pod runs.
    ///
    /// @return its pid
    long running(String pod) throws InterruptedException {
        await("the container of " + pod, () -> state(pod).filter(state -> state.integer("pid", 1, Long.MAX_VALUE)
                .isPresent()).isPresent());
        return state(pod).orElseThrow().integer("pid", 1, Long.MAX_VALUE).orElseThrow();
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException notYet) {
            return "";
        }
    }

    /// Waits for something that the agent does.
    void await(String what, BooleanSupplier look) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("waited for " + what + " in vain; the agent says:\n" + text("log"));
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        plugins.forEach(Process::destroy);
        // What runs the command, if something does, hands no signals on, and ends with it.
        List<ProcessHandle> inside = process.descendants().toList();
        inside.forEach(ProcessHandle::destroy);
        inside.forEach(ended -> ended.onExit().join());
        Ending.of(process);
    }
}
