package io.alidade.agent.deviceplugin;

import static io.alidade.agent.deviceplugin.PluginNode.GPU;
import static io.alidade.agent.deviceplugin.TestPlugin.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import io.alidade.wire.socket.GrpcSockets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `PreStartContainer`: asked before a container with devices is created, by plugins that want it (device-manager 6.5).
class PreStartTest {
    private static final DevicePluginOptions REQUIRED = DevicePluginOptions.newBuilder().setPreStartRequired(true)
            .build();

    @TempDir
    Path state = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws Exception {
        folder = PluginNode.shortFolder();
    }

    @AfterEach
    void removeFolder() throws Exception {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private PluginNode node() {
        return new PluginNode(state, folder, KubeletVersion.V1_36, Profile.SAFE);
    }

    private static TestPlugin plugin(GrpcSockets sockets, Path folder, DevicePluginOptions options) throws Exception {
        TestPlugin plugin = new TestPlugin(sockets, folder, "gpu.sock", device("gpu0", "Healthy", 0),
                device("gpu1", "Healthy", 0));
        plugin.options = options;
        return plugin;
    }

    @Test
    void plugin_thatWantsIt_isAskedWithTheDevicesEachTime() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node.sockets, folder, REQUIRED)) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("2/2");
            PodRecord pod = node.admit("one", 1);
            assertThat(plugin.prepared).isEmpty();
            assertThat(node.preStart(pod)).isEmpty();
            assertThat(node.preStart(pod)).isEmpty();
            assertThat(plugin.prepared).containsExactly(List.of("gpu0"), List.of("gpu0"));
        }
    }

    @Test
    void plugin_thatDoesNotWantIt_isNotAsked() throws Exception {
        try (PluginNode node = node();
                TestPlugin plugin = plugin(node.sockets, folder, DevicePluginOptions.getDefaultInstance())) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("2/2");
            assertThat(node.preStart(node.admit("one", 1))).isEmpty();
            assertThat(plugin.prepared).isEmpty();
        }
    }

    @Test
    void failures_haveTheKubeletsWords() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node.sockets, folder, REQUIRED)) {
            PodRecord early = node.admit("early", 1);
            assertThat(node.preStart(early)).isEmpty();
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("2/2");
            assertThat(node.preStart(early)).isEqualTo("no devices found allocated in local cache for pod "
                    + early.pod().uid() + ", container c, resource " + GPU);
            PodRecord pod = node.admit("one", 1);
            plugin.preStartFailure = "the fan is loose";
            assertThat(node.preStart(pod)).isEqualTo("device plugin PreStartContainer rpc failed with err:"
                    + " rpc error: code = Unknown desc = the fan is loose");
            plugin.hangs = true;
            assertThat(node.preStart(pod)).isEqualTo("device plugin PreStartContainer rpc failed with err:"
                    + " rpc error: code = DeadlineExceeded desc = context deadline exceeded");
            plugin.stop();
            node.awaitCounted("2/0");
            assertThat(node.preStart(pod)).isEqualTo("device plugin PreStartContainer rpc failed with err:"
                    + " endpoint of " + GPU + " has been stopped");
            node.passes(PluginNode.TIMES.grace().plusSeconds(1));
            assertThat(node.preStart(pod))
                    .isEqualTo("endpoint not found in cache for a registered resource: " + GPU);
        }
    }

    private static String manifest(String name, String command) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: " + name + "}, spec: {restartPolicy: Never, containers: [{"
                + "name: c, command: [/bin/sh, -c, \"" + command + "\"], resources: {limits: {" + GPU + ": 1}}}]}}";
    }

    private static PodRecord submit(Agent agent, String manifest) {
        return agent.pods().submit(AgentPod.read(Samples.document(manifest), new PodOrigin.Api())).join();
    }

    private static ContainerState state(Agent agent, PodRecord pod) {
        return agent.snapshot().containers().orElse(pod.pod().uid(), Map.of()).getOrDefault("c",
                ContainerState.waiting(0, "", ""));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int tries = 0; tries < 1_000 && !condition.getAsBoolean(); tries++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void container_whosePluginFails_waitsAndIsNotCreated() throws Exception {
        AgentSettings settings = new AgentSettings(state, Optional.empty(), folder, state.resolve("agent.sock"),
                Optional.empty(), Optional.of(new PodRuntime.Processes()), Optional.empty(), Profile.SAFE,
                LogFormat.TEXT,
                Optional.empty());
        try (Agent agent = Samples.agent(settings, Samples.thisMachine(MachineDiscovery.discover(Path.of("/")), ""));
                GrpcSockets sockets = new GrpcSockets(1 << 20);
                TestPlugin plugin = plugin(sockets, folder, REQUIRED)) {
            assertThat(plugin.register(GPU)).isEmpty();
            await(() -> agent.snapshot().node().fit().allocatable().capacity().containsKey(GPU));
            PodRecord pod = submit(agent, manifest("good", "exit 4"));
            await(() -> state(agent, pod).exitCode().isPresent());
            assertThat(state(agent, pod).exitCode()).as(state(agent, pod).toString()).hasValue(4);
            assertThat(plugin.prepared).hasSize(1);
            plugin.preStartFailure = "no";
            PodRecord other = submit(agent, manifest("bad", "touch " + state.resolve("ran")));
            await(() -> !state(agent, other).message().isEmpty());
            assertThat(state(agent, other).name()).isEqualTo("waiting");
            assertThat(state(agent, other).reason()).isEqualTo("CreateContainerConfigError");
            assertThat(state(agent, other).message()).endsWith("desc = no");
            assertThat(state.resolve("ran")).doesNotExist();
            assertThat(agent.snapshot().find("default", "bad").orElseThrow().isActive()).isTrue();
            assertThat(agent.pods().remove(other.pod().uid()).join()).isTrue();
        }
    }
}
