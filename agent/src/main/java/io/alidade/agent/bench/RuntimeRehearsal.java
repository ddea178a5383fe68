package io.alidade.agent.bench;

import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.PodSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What an agent does beside a runtime: it is told what runs, and again when the runtime comes back; containers are created and go;
/// it ends, and the next one goes on. Pods are told by a kubelet, or by cgroup values alone.
final class RuntimeRehearsal {
    private static final int RUNNING = 200;
    private static final int CREATED = 60;
    private static final int CHANGED_EVERY = 20;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final AgentRehearsal.Program agent;
    private final Path folder;

    private RuntimeRehearsal(AgentRehearsal.Program agent, Path folder) {
        this.agent = agent;
        this.folder = folder;
    }

    /// Goes through all of it.
    ///
    /// @param folder an empty one, with a short name
    static void perform(AgentRehearsal.Program agent, Path folder) throws IOException, InterruptedException {
        RuntimeRehearsal rehearsal = new RuntimeRehearsal(agent, folder);
        NriLoad.machine().write(folder.resolve("machine"));
        Path _ = Files.writeString(folder.resolve("config.yaml"), NriLoad.configuration("0"));
        Files.createDirectories(folder.resolve("kubelet"));
        rehearsal.live(List.of());
        try (ListingKubelet kubelet = ListingKubelet.of(RUNNING + CREATED)) {
            rehearsal.live(List.of("--kubelet-api", kubelet.api()));
        }
    }

    private void live(List<String> more) throws IOException, InterruptedException {
        Path socket = folder.resolve("nri");
        AgentClient client = new AgentClient(folder.resolve("a"), folder.resolve("w"));
        Files.deleteIfExists(client.watch());
        List<String> arguments = new ArrayList<>(List.of("agent", "--mode", "nri", "--nri-socket",
                socket.toString(), "--kubelet-dir", folder.resolve("kubelet").toString(), "--state",
                folder.resolve("state").toString(), "--api", client.api().toString(), "--listen",
                "unix:" + client.watch(), "--node", folder.resolve("machine").toString(), "--config",
                folder.resolve("config.yaml").toString()));
        arguments.addAll(more);
        try (NriRuntime runtime = NriRuntime.listen(socket, REQUEST_TIMEOUT);
                RehearsedAgent running = RehearsedAgent.start(agent, arguments)) {
            List<PodSandbox> pods = NriLoad.pods(RUNNING);
            List<Container> containers = NriLoad.containers(RUNNING);
            int _ = runtime.accept();
            var _ = runtime.synchronize(pods, containers);
            runtime.drop();
            int _ = runtime.accept();
            var _ = runtime.synchronize(pods, containers);
            running.await(client::isReady);
            for (int i = 0; i < CREATED; i++) {
                PodSandbox pod = NriLoad.pod(RUNNING + i);
                Container container = NriLoad.container(RUNNING + i);
                runtime.run(pod);
                var _ = runtime.create(pod, container);
                if (i % CHANGED_EVERY == 0) {
                    runtime.remove(pod, container);
                }
            }
            String _ = client.watch("/metrics");
            running.awaitStatusFiles();
        }
    }
}
