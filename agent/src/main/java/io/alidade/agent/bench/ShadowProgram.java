package io.alidade.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A running shadow, where its kubelet is: it sees the processes, cgroups and logs that this sees.
final class ShadowProgram implements AutoCloseable {
    private static final String COMPARED = "alidade_verified_containers ";

    private final Process process;
    private final Path log;
    private final AgentClient client;

    private ShadowProgram(Process process, Path log, AgentClient client) {
        this.process = process;
        this.log = log;
        this.client = client;
    }

    /// Starts one, and waits until it has seen the kubelet.
    ///
    /// @param program that is `alidade`
    /// @param folder  the kubelet's; the shadow gets one in it
    static ShadowProgram start(Path program, Path folder, KubeletProgram kubelet)
            throws IOException, InterruptedException {
        Path place = Files.createDirectories(folder.resolve("shadow"));
        AgentClient client = new AgentClient(place.resolve("state/agent.sock"), place.resolve("watch.sock"));
        Path log = place.resolve("agent.log");
        Process process = new ProcessBuilder(List.of("nsenter", "--target", Long.toString(kubelet.pid()), "--mount",
                "--pid", "--wd=/", program.toString(), "agent", "--mode", "shadow", "--state",
                place.resolve("state").toString(), "--listen", "unix:" + client.watch(), "--kubelet-api",
                kubelet.address(), "--kubelet-dir", folder.resolve("kubelet").toString(), "--node",
                folder.resolve("machine").toString())).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        ShadowProgram shadow = new ShadowProgram(process, log, client);
        try {
            shadow.await("the shadow", client::isReady);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            shadow.close();
            throw failure;
        }
        return shadow;
    }

    void await(String what, Patience.Look look) throws IOException, InterruptedException {
        Patience.await(process, log, what, look);
    }

    /// Until it has compared so many containers with their checkpoints.
    void awaitContainers(int containers) throws IOException, InterruptedException {
        await("all containers", () -> client.watch("/metrics").lines().filter(line -> line.startsWith(COMPARED))
                .anyMatch(line -> Double.parseDouble(line.substring(COMPARED.length())) >= containers));
    }

    /// What it said.
    String log() throws IOException {
        return Files.readString(log);
    }

    /// Of the shadow itself, and not of what has brought it there.
    long pid() throws IOException {
        return process.children().findFirst().map(ProcessHandle::pid)
                .orElseThrow(() -> new IOException("the shadow has ended"));
    }

    @Override
    public void close() {
        // What has brought it there hands no signals on, and ends with it.
        process.children().forEach(child -> {
            boolean _ = child.destroy();
        });
        Patience.end(process);
    }
}
