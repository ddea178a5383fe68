package io.alidade.agent.deviceplugin;

import static io.alidade.agent.deviceplugin.TestPlugin.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.device.DeviceState;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.wire.deviceplugin.Device;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A device checkpoint that is not that of the pods (device-manager 9): a kubelet passes over one that it cannot read, and
/// believes one that it can.
class DeviceCheckpointTest {
    private static final Device[] FOUR = {device("gpu0", "Healthy", 0), device("gpu1", "Healthy", 0),
        device("gpu2", "Healthy", 0), device("gpu3", "Healthy", 0)};
    private static final String LIMITS = "cpu: 1, memory: 1Gi, " + PluginNode.GPU + ": 2";

    private final List<String> log = new ArrayList<>();
    private final GrpcSockets sockets = new GrpcSockets(16 << 20);
    /// Its path is short enough for sockets.
    private Path state = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        state = PluginNode.shortFolder();
    }

    @AfterEach
    void removeFolder() throws IOException {
        sockets.close();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Agent agent(Profile profile) {
        return Samples.agent(Samples.settings(state, profile), Samples.node(), log);
    }

    private Path checkpoint() {
        return state.resolve("device-plugins").resolve(DeviceCheckpoint.FILE_NAME);
    }

    /// What a new pod is given once the plugin is there.
    private List<String> given(Agent agent, String name) throws Exception {
        try (TestPlugin plugin = new TestPlugin(sockets, state.resolve("device-plugins"), "gpu.sock", FOUR)) {
            assertThat(plugin.register(PluginNode.GPU)).isEmpty();
            for (int tries = 0; tries < 500 && !hasLogged("plugin-devices"); tries++) {
                Thread.sleep(20);
            }
            PodRecord pod = agent.pods().submit(Samples.pod(name, LIMITS)).join();
            assertThat(pod.isActive()).as(pod.message()).isTrue();
            return held(agent, name);
        }
    }

    private static List<String> held(Agent agent, String name) {
        return agent.snapshot().placements(agent.snapshot().find("default", name).orElseThrow()).getFirst().devices()
                .find(PluginNode.GPU).map(devices -> List.copyOf(devices.ids())).orElse(List.of());
    }

    private boolean hasLogged(String words) {
        return List.copyOf(log).stream().anyMatch(line -> line.contains(words));
    }

    private void runs(Profile profile) throws Exception {
        try (Agent agent = agent(profile)) {
            assertThat(given(agent, "web")).containsExactly("gpu0", "gpu1");
        }
        log.clear();
    }

    @Test
    void checkpoint_thatIsDamaged_isSetAsideInSafeAndItsPodKeepsItsDevices() throws Exception {
        runs(Profile.SAFE);
        String before = Files.readString(checkpoint());
        Files.writeString(checkpoint(), "{}");
        try (Agent agent = agent(Profile.SAFE); Stream<Path> files = Files.list(state.resolve("device-plugins"))) {
            assertThat(held(agent, "web")).containsExactly("gpu0", "gpu1");
            assertThat(hasLogged("warn checkpoint-set-aside")).isTrue();
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith(DeviceCheckpoint.FILE_NAME + ".set-aside-"));
            assertThat(Files.readString(checkpoint())).contains(allocations(before));
            assertThat(given(agent, "next")).containsExactly("gpu2", "gpu3");
        }
    }

    private static String allocations(String checkpoint) {
        return checkpoint.substring(checkpoint.indexOf("\"PodDeviceEntries\""), checkpoint.indexOf("],\"Reg"));
    }

    @Test
    void checkpoint_thatIsDamaged_isPassedOverInExactAndItsDevicesAreGivenAgain() throws Exception {
        runs(Profile.EXACT);
        Files.writeString(checkpoint(),
                "{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":{}},\"Checksum\":1}");
        try (Agent agent = agent(Profile.EXACT)) {
            assertThat(hasLogged("is not used, the kubelet only logs it: checkpoint is corrupted")).isTrue();
            assertThat(hasLogged("checkpoint-set-aside")).isFalse();
            assertThat(held(agent, "web")).isEmpty();
            assertThat(given(agent, "next")).containsExactly("gpu0", "gpu1");
        }
    }

    // device-manager 9
    @ParameterizedTest
    @EnumSource(Profile.class)
    void entry_whoseAnswerCannotBeDecoded_isLeftOutInExactAndKeptInSafe(Profile profile) throws Exception {
        runs(profile);
        DeviceState state = DeviceCheckpoint.parse("f", Files.readAllBytes(checkpoint())).state();
        Files.writeString(checkpoint(), DeviceCheckpoint.toText(new DeviceState(state.podEntries().stream()
                .map(entry -> new DeviceState.PodDevices(entry.podUid(), entry.containerName(), entry.resource(),
                        entry.deviceIds(), "////"))
                .toList(), state.registeredDevices())));
        try (Agent agent = agent(profile)) {
            assertThat(hasLogged("cannot be decoded")).isTrue();
            assertThat(hasLogged("checkpoint-set-aside")).isFalse();
            if (profile == Profile.EXACT) {
                assertThat(held(agent, "web")).isEmpty();
                assertThat(given(agent, "next")).containsExactly("gpu0", "gpu1");
            } else {
                assertThat(held(agent, "web")).containsExactly("gpu0", "gpu1");
                assertThat(given(agent, "next")).containsExactly("gpu2", "gpu3");
            }
        }
    }

    /// The Device Manager gives before the CPU Manager refuses.
    @ParameterizedTest
    @EnumSource(Profile.class)
    void pod_thatIsRefusedAfterItWasGivenDevices_isKnownToItsPluginInExactOnly(Profile profile) throws Exception {
        try (Agent agent = Samples.agent(Samples.settings(state, profile),
                Samples.nodeOf("cpuManagerPolicy: static\nreservedSystemCPUs: \"0\"\n"), log);
                TestPlugin plugin = new TestPlugin(sockets, state.resolve("device-plugins"), "gpu.sock", FOUR)) {
            assertThat(plugin.register(PluginNode.GPU)).isEmpty();
            for (int tries = 0; tries < 500 && !hasLogged("plugin-devices"); tries++) {
                Thread.sleep(20);
            }

            PodRecord pod = agent.pods().submit(Samples.pod("web", "cpu: 99, memory: 1Gi, " + PluginNode.GPU + ": 2"))
                    .join();

            assertThat(pod.message()).contains("not enough cpus available");
            assertThat(plugin.allocated).hasSize(profile == Profile.EXACT ? 1 : 0);
            assertThat(Files.readString(checkpoint())).doesNotContain("\"AllocResp\":\"\"");
            assertThat(Files.readString(checkpoint()).contains("AllocResp")).isEqualTo(profile == Profile.EXACT);
        }
    }

    /// A checkpoint that names a pod which nobody knows here.
    @ParameterizedTest
    @EnumSource(Profile.class)
    void checkpoint_ofAnotherNode_isBelievedUntilItsPodsAreNotThere(Profile profile) throws Exception {
        Files.createDirectories(checkpoint().getParent());
        Files.writeString(checkpoint(), DeviceCheckpoint.toText(new DeviceState(List.of(new DeviceState.PodDevices(
                "stranger", "c", PluginNode.GPU, Map.of(0, List.of("gpu0", "gpu1")), "")),
                Map.of(PluginNode.GPU, List.of("gpu0", "gpu1")))));
        try (Agent agent = agent(profile)) {
            assertThat(hasLogged("warn pod-unknown")).isTrue();
            assertThat(given(agent, "web")).containsExactlyElementsOf(
                    profile == Profile.SAFE ? List.of("gpu2", "gpu3") : List.of("gpu0", "gpu1"));
            assertThat(Files.readString(checkpoint()).contains("stranger")).isEqualTo(profile == Profile.SAFE);
        }
    }
}
