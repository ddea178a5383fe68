package io.alidade.agent.bench;

import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A real kubelet with a real container runtime, by `e2e/standalone-kubelet`, on the machine and with the configuration of its
/// folder.
final class KubeletProgram implements AutoCloseable {
    private static final String ADMISSION = "kubelet_topology_manager_admission_";
    private static final String DURATION = ADMISSION + "duration_ms_";

    private final Process process;
    private final Path folder;
    private final List<BenchPlugin> plugins = new ArrayList<>();

    private KubeletProgram(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    static KubeletProgram start(Path script, String minor, Path folder, BenchLoad load, GrpcSockets sockets)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(script.toString(), minor, folder.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("script.log").toFile()).start();
        KubeletProgram kubelet = new KubeletProgram(process, folder);
        try {
            Patience.await(process, folder.resolve("script.log"), "the kubelet", () -> !kubelet.metrics().isEmpty());
            Path devicePlugins = folder.resolve("kubelet/device-plugins");
            Patience.await(process, folder.resolve("script.log"), "its plugins' socket",
                    () -> Files.exists(devicePlugins.resolve("kubelet.sock")));
            for (int i = 0; i < load.resources(); i++) {
                kubelet.plugins.add(BenchPlugin.register(sockets, devicePlugins, BenchLoad.resource(i), load.pods(),
                        load.numaNodes()));
            }
            Path checkpoint = devicePlugins.resolve("kubelet_internal_checkpoint");
            Patience.await(process, folder.resolve("script.log"), "its devices",
                    () -> Files.exists(checkpoint) && Files.readString(checkpoint)
                            .split("\":\\[\"dev", -1).length > load.resources());
        } catch (IOException | InterruptedException | RuntimeException failure) {
            kubelet.close();
            throw failure;
        }
        return kubelet;
    }

    /// Gives it a pod, and waits until it has decided: a request is counted when it begins, its time when it ends.
    void add(String name, String manifest) throws IOException, InterruptedException {
        double before = value(DURATION + "count");
        give(name, manifest);
        await("a decision on " + name, () -> {
            boolean decided = value(DURATION + "count") > before;
            if (!decided) {
                pause();
            }
            return decided;
        });
    }

    /// Gives it a pod, and waits for nothing.
    void give(String name, String manifest) throws IOException {
        Path draft = Files.writeString(folder.resolve(name + ".yaml"), manifest);
        Files.move(draft, folder.resolve("manifests").resolve(name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    void await(String what, Patience.Look look) throws IOException, InterruptedException {
        Patience.await(process, folder.resolve("script.log"), what, look);
    }

    /// Whether its list of pods has a text so many times.
    boolean tells(String text, int times) throws IOException {
        return ask("/pods").split(text, -1).length > times;
    }

    /// Where it answers without asking who asks.
    String address() throws IOException {
        return "http://127.0.0.1:" + Files.readString(folder.resolve("port")).strip();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /// Mean time of an admission by its own count, in milliseconds, with what it writes.
    double meanAdmissionMillis() throws IOException {
        return value(DURATION + "sum") / value(DURATION + "count");
    }

    /// Pods that it refused.
    double refused() throws IOException {
        return value(ADMISSION + "errors_total");
    }

    private double value(String name) throws IOException {
        return metrics().lines().filter(line -> line.startsWith(name + " ")).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1))).orElse(0.0);
    }

    private String metrics() throws IOException {
        return ask("/metrics");
    }

    /// Its answer; nothing while it does not answer.
    private String ask(String path) throws IOException {
        if (Files.notExists(folder.resolve("port"))) {
            return "";
        }
        try (InputStream answer = URI.create(address() + path).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }

    /// The kubelet among the processes of the script.
    long pid() throws IOException {
        return process.descendants().filter(handle -> handle.info().command()
                .filter(command -> Path.of(command).getFileName().toString().startsWith("kubelet-")).isPresent())
                .findFirst().map(ProcessHandle::pid).orElseThrow(() -> new IOException("the kubelet has ended"));
    }

    @Override
    public void close() {
        Patience.end(process);
        plugins.forEach(BenchPlugin::close);
    }
}
