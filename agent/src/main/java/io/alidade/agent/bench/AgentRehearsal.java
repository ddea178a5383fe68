package io.alidade.agent.bench;

import io.alidade.kube.document.BadInput;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What an agent does in its life, once and in a few seconds: it starts, plugins register, pods come, are refused and go,
/// monitors ask, it ends, and the next one goes on; then likewise beside a runtime ([RuntimeRehearsal]). For whoever wants to know
/// which code an agent runs, such as a cache of classes.
///
/// On a machine that is only described, of which nothing is touched; all of it in a temporary folder.
public final class AgentRehearsal {
    private static final int PODS = 120;
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final String TOO_LARGE = """
            {apiVersion: v1, kind: Pod, metadata: {name: large, namespace: default, uid: large}, spec: {containers: [
             {name: c, image: host, resources: {limits: {cpu: 9999, memory: 1Gi}}}]}}
            """;

    private final Program agent;
    private final Path folder;
    private final AgentClient client;
    private final BenchLoad load = BenchLoad.twoNumaNodes(2 * PODS);

    /// Runs `alidade agent` with these arguments in this thread, until that is interrupted.
    @FunctionalInterface
    public interface Program {
        void run(List<String> arguments);
    }

    private AgentRehearsal(Program agent, Path folder) {
        this.agent = agent;
        this.folder = folder;
        this.client = new AgentClient(folder.resolve("a"), folder.resolve("w"));
    }

    /// Goes through all of it.
    ///
    /// @throws BadInput if the agent does not do what it should
    public static void perform(Program agent) throws IOException, InterruptedException {
        // A short name: that of a socket is bounded.
        Path folder = Files.createTempDirectory("ar");
        try {
            new AgentRehearsal(agent, folder).perform();
            RuntimeRehearsal.perform(agent, Files.createDirectory(folder.resolve("n")));
        } finally {
            AgentBench.delete(folder);
        }
    }

    private void perform() throws IOException, InterruptedException {
        load.machine().write(folder.resolve("machine"));
        Path _ = Files.writeString(folder.resolve("config.yaml"), load.configuration());
        try (GrpcSockets sockets = new GrpcSockets(MAX_MESSAGE_BYTES)) {
            run(sockets, this::comeAndGo);
            run(sockets, () -> add(PODS, 2 * PODS));
        }
    }

    private void run(GrpcSockets sockets, Runnable deeds) throws IOException, InterruptedException {
        Files.deleteIfExists(client.watch());
        List<BenchPlugin> plugins = new ArrayList<>();
        try (RehearsedAgent running = RehearsedAgent.start(agent, List.of("agent", "--enforce=false", "--state",
                folder.resolve("state").toString(), "--api", client.api().toString(), "--device-plugins",
                folder.resolve("p").toString(), "--listen", "unix:" + client.watch(), "--node",
                folder.resolve("machine").toString(), "--config", folder.resolve("config.yaml").toString()))) {
            running.await(client::isReady);
            for (int i = 0; i < load.resources(); i++) {
                plugins.add(BenchPlugin.register(sockets, folder.resolve("p"), BenchLoad.resource(i), load.pods(),
                        load.numaNodes()));
            }
            // A former agent has left entries of pods, and no devices.
            String last = BenchLoad.resource(load.resources() - 1) + "\":[\"dev";
            Path checkpoint = folder.resolve("state/device-plugins/kubelet_internal_checkpoint");
            running.await(() -> Files.exists(checkpoint) && Files.readString(checkpoint).contains(last));
            deeds.run();
            running.awaitStatusFiles();
        } finally {
            plugins.forEach(BenchPlugin::close);
        }
    }

    private void comeAndGo() {
        add(0, PODS);
        try {
            double _ = client.add(TOO_LARGE);
        } catch (BadInput refused) {
            String _ = client.ask("/v1/pods/default/large/why");
        }
        client.remove("p" + (PODS - 1));
        String _ = client.ask("/v1/pods");
        String _ = client.watch("/metrics");
    }

    private void add(int first, int end) {
        for (int pod = first; pod < end; pod++) {
            double _ = client.add(load.manifest(pod));
        }
    }
}
