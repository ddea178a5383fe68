package io.alidade.e2e;

import io.alidade.agent.http.SocketClient;
import io.alidade.e2e.StandaloneKubelet.Plugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        Files.createDirectories(folder.resolve("manifests"));
        AgentProcess agent = start(folder, folder.resolve("state"), List.of("--enforce=false", "--profile", profile,
                "--kubelet-version", minor, "--node", machine.toString(), "--config", configuration.toString(),
                "--manifests", folder.resolve("manifests").toString(), "--serve-pod-resources",
                folder.resolve("pr.sock").toString(), "--listen", "unix:" + folder.resolve("watch.sock")));
        try {
            agent.await("its socket", () -> Files.exists(agent.devicePlugins().resolve("kubelet.sock")));
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

    /// Starts one with other options, and waits for nothing.
    ///
    /// @param folder of its log
    static AgentProcess start(Path folder, Path state, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "--state", state.toString()));
        arguments.addAll(options);
        return new AgentProcess(new ProcessBuilder(Finished.alidadeCommand(arguments.toArray(String[]::new)))
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start(), folder);
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

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException notYet) {
            return "";
        }
    }

    private void await(String what, BooleanSupplier look) throws InterruptedException {
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
        Ending.of(process);
    }
}
