package io.alidade.agent.bench;

import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A running agent.
final class AgentProgram implements AutoCloseable {
    private final Process process;
    private final AgentClient client;
    private final double startSeconds;
    private final double startProcessorSeconds;
    private final List<BenchPlugin> plugins = new ArrayList<>();

    private AgentProgram(Process process, AgentClient client, double startSeconds, double startProcessorSeconds) {
        this.process = process;
        this.client = client;
        this.startSeconds = startSeconds;
        this.startProcessorSeconds = startProcessorSeconds;
    }

    /// Starts one, and waits for nothing.
    ///
    /// @param program that is `alidade`
    /// @param folder  its sockets, its log and its state
    static AgentProgram launch(Path program, Path folder, String... more) throws IOException {
        return new AgentProgram(begin(program, folder, more), client(folder), 0, 0);
    }

    private static AgentClient client(Path folder) {
        return new AgentClient(folder.resolve("state/agent.sock"), folder.resolve("watch.sock"));
    }

    private static Process begin(Path program, Path folder, String... more) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(program.toString(), "agent", "--state",
                folder.resolve("state").toString(), "--listen", "unix:" + client(folder).watch()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile()).start();
    }

    /// Starts one, and waits until it says that it is ready.
    static AgentProgram start(Path program, Path folder, String... more) throws IOException, InterruptedException {
        AgentClient client = client(folder);
        long begun = System.nanoTime();
        Process process = begin(program, folder, more);
        try {
            Patience.await(process, folder.resolve("agent.log"), "the agent", client::isReady);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            Patience.end(process);
            throw failure;
        }
        return new AgentProgram(process, client, (System.nanoTime() - begun) / 1e9,
                ProcessFigures.processorSeconds(process.pid()));
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

    /// Gives it a pod; how long it took until the answer was there, in milliseconds.
    double add(String manifest) {
        return client.add(manifest);
    }

    /// Takes a pod away, and waits until it has ended.
    void remove(String name) {
        client.remove(name);
    }

    /// What it tells monitors.
    String metrics() {
        return client.watch("/metrics");
    }

    /// Mean time of a decision by its own count, from the arrival of a pod until it is on disk.
    double meanDecisionMillis() {
        String metrics = metrics();
        return 1_000 * value(metrics, "sum") / value(metrics, "count");
    }

    private static double value(String metrics, String what) {
        String name = "alidade_decision_duration_seconds_" + what + " ";
        return metrics.lines().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length()))).orElse(Double.NaN);
    }

    /// From its start until it was ready.
    double startSeconds() {
        return startSeconds;
    }

    /// Processor time until then.
    double startProcessorSeconds() {
        return startProcessorSeconds;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Patience.end(process);
        plugins.forEach(BenchPlugin::close);
    }
}
