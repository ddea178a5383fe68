package io.alidade.agent.bench;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.kube.document.BadInput;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A running agent.
final class AgentProgram implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final Process process;
    private final Path folder;
    private final double startSeconds;
    private final List<BenchPlugin> plugins = new ArrayList<>();

    private AgentProgram(Process process, Path folder, double startSeconds) {
        this.process = process;
        this.folder = folder;
        this.startSeconds = startSeconds;
    }

    /// Starts one, and waits for nothing.
    ///
    /// @param program that is `alidade`
    /// @param folder  its sockets, its log and its state
    static AgentProgram launch(Path program, Path folder, String... more) throws IOException {
        return new AgentProgram(begin(program, folder, more), folder, 0);
    }

    private static Process begin(Path program, Path folder, String... more) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(program.toString(), "agent", "--state",
                folder.resolve("state").toString(), "--listen", "unix:" + folder.resolve("watch.sock")));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile()).start();
    }

    /// Starts one, and waits until it says that it is ready.
    static AgentProgram start(Path program, Path folder, String... more) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = begin(program, folder, more);
        try {
            Patience.await(process, folder.resolve("agent.log"), "the agent",
                    () -> get(folder, "/readyz").equals("ok"));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            Patience.end(process);
            throw failure;
        }
        return new AgentProgram(process, folder, (System.nanoTime() - begun) / 1e9);
    }

    /// Likewise for a load on a described machine, of which it touches nothing, with its plugins.
    static AgentProgram start(Path program, Path folder, BenchLoad load, String minor, GrpcSockets sockets)
            throws IOException, InterruptedException {
        AgentProgram agent = start(program, folder, "--enforce=false", "--kubelet-version", minor, "--node",
                folder.resolve("machine").toString(), "--config", folder.resolve("config.yaml").toString());
        try {
            for (int i = 0; i < load.resources(); i++) {
                agent.plugins.add(BenchPlugin.register(sockets, folder.resolve("state/device-plugins"),
                        BenchLoad.resource(i), load.pods(), load.numaNodes()));
            }
            String last = " plugin-devices resource=";
            Patience.await(agent.process, folder.resolve("agent.log"), "its devices",
                    () -> Files.readString(folder.resolve("agent.log")).lines()
                            .filter(line -> line.contains(last)).count() >= load.resources());
        } catch (IOException | InterruptedException | RuntimeException failure) {
            agent.close();
            throw failure;
        }
        return agent;
    }

    private static String get(Path folder, String path) {
        if (Files.notExists(folder.resolve("watch.sock"))) {
            return "";
        }
        try {
            return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", path, "*/*", NOTHING).body(),
                    StandardCharsets.UTF_8);
        } catch (BadInput notYet) {
            return "";
        }
    }

    /// Gives it a pod; how long it took until the answer was there, in milliseconds.
    double add(String manifest) {
        long begun = System.nanoTime();
        HttpResponse response = SocketClient.call(folder.resolve("state/agent.sock"), "POST", "/v1/pods",
                "application/json", manifest.getBytes(StandardCharsets.UTF_8));
        double millis = (System.nanoTime() - begun) / 1e6;
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.status() != HttpResponse.CREATED || text.contains("\"Failed\"")) {
            throw new BadInput("the agent did not take a pod: " + text.strip() + ".",
                    "Measure fewer pods, or report it.");
        }
        return millis;
    }

    /// Takes a pod away, and waits until it has ended.
    void remove(String name) {
        HttpResponse _ = SocketClient.call(folder.resolve("state/agent.sock"), "DELETE", "/v1/pods/default/" + name,
                "application/json", NOTHING);
    }

    /// From its start until it was ready.
    double startSeconds() {
        return startSeconds;
    }

    long pid() {
        return process.pid();
    }

    /// What it says at a path of its monitors.
    String get(String path) {
        return get(folder, path);
    }

    @Override
    public void close() {
        Patience.end(process);
        plugins.forEach(BenchPlugin::close);
    }
}
