package io.alidade.agent.deviceplugin;

import static io.alidade.agent.deviceplugin.PluginNode.GPU;
import static io.alidade.agent.deviceplugin.TestPlugin.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.wire.deviceplugin.AllocateResponse;
import io.alidade.wire.deviceplugin.Device;
import io.alidade.wire.deviceplugin.DevicePluginOptions;
import io.alidade.wire.deviceplugin.ListAndWatchResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePluginsTest {
    private static final Device[] FOUR = {device("gpu0", "Healthy", 0), device("gpu1", "Healthy", 0),
        device("gpu2", "Healthy", 1), device("gpu3", "Healthy", 1)};
    private static final DevicePluginOptions PREFERS = DevicePluginOptions.newBuilder()
            .setGetPreferredAllocationAvailable(true).build();

    @TempDir
    Path state = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = PluginNode.shortFolder();
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private PluginNode node() {
        return node(KubeletVersion.V1_36, Profile.SAFE);
    }

    private PluginNode node(KubeletVersion version, Profile profile) {
        return new PluginNode(state, folder, version, profile);
    }

    private TestPlugin plugin(PluginNode node, String endpoint) throws IOException {
        return new TestPlugin(node.sockets, folder, endpoint, FOUR);
    }

    @Test
    void plugin_thatRegisters_hasItsDevicesGivenAndIsAskedForThem() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            PodRecord pod = node.admit("one", 2);
            assertThat(node.held(pod)).containsExactly("gpu0", "gpu1");
            assertThat(plugin.allocated).singleElement().satisfies(
                    ids -> assertThat(ids).containsExactlyInAnyOrder("gpu0", "gpu1"));
            // envs {GPU: yes}.
            assertThat(state.resolve("device-plugins/kubelet_internal_checkpoint")).content()
                    .contains("\"AllocResp\":\"CgoKA0dQVRIDeWVz\"", "\"0\":[\"gpu0\",\"gpu1\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "kubernetes.io/gpu", "mykubernetes.io/gpu", "requests.nvidia.com/gpu",
        "NVIDIA.com/gpu", "nvidia.com/a/b", "hugepages-2Mi", ""})
    void resource_thatIsNoExtendedResource_isRefused(String name) throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(name)).isEqualTo("UNKNOWN: the ResourceName \"" + name + "\" is invalid");
        }
    }

    @Test
    void version_thatIsAnother_isRefusedBeforeTheName() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register("gpu", "v1beta2", "gpu.sock"))
                    .isEqualTo("UNKNOWN: requested API version \"v1beta2\" is not supported by kubelet."
                            + " Supported version is [\"v1beta1\"]");
        }
    }

    @Test
    void endpoint_thatNobodyServes_isRefusedInTime() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU, "v1beta1", "none.sock"))
                    .isEqualTo("UNKNOWN: failed to dial device plugin: context deadline exceeded");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../gpu.sock", "/tmp/gpu.sock", "a/gpu.sock", "..", ".", ""})
    void endpoint_outsideTheFolder_isRefused(String endpoint) throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU, "v1beta1", endpoint)).startsWith(
                    "UNKNOWN: failed to dial device plugin: the endpoint \"" + endpoint + "\" is not the name");
        }
    }

    @Test
    void preference_ofAPlugin_isFollowed() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            plugin.options = PREFERS;
            plugin.preferred = java.util.List.of("gpu1", "unknown");
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            assertThat(node.held(node.admit("one", 1))).containsExactly("gpu1");
        }
    }

    @Test
    void preference_forDevicesThatAreNone_isPassedOver() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            plugin.options = PREFERS;
            plugin.preferred = List.of("gpu99", "../../etc/passwd", "", "gpu1", "gpu1");
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            assertThat(node.held(node.admit("one", 1))).containsExactly("gpu1");
            assertThat(node.held(node.admit("two", 1))).hasSize(1).doesNotContain("gpu1");
            assertThat(plugin.allocated).allSatisfy(ids -> assertThat(ids).hasSize(1));
        }
    }

    @Test
    void plugin_thatHangs_holdsUpItsOwnPodOnly() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            plugin.options = PREFERS;
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            CompletableFuture<PodRecord> hanging = node.submit("hanging", "cpu: 1, memory: 1Gi, " + GPU + ": 1");
            assertThat(node.submit("other", "cpu: 1, memory: 1Gi").join().phase()).isEqualTo(PodPhase.RUNNING);
            assertThat(hanging).isNotDone();
            PodRecord refused = hanging.join();
            assertThat(refused.reason()).isEqualTo("UnexpectedAdmissionError");
            assertThat(refused.message()).isEqualTo("Allocate failed due to device plugin GetPreferredAllocation rpc"
                    + " failed with err: rpc error: code = DeadlineExceeded desc = context deadline exceeded,"
                    + " which is unexpected");
        }
    }

    @Test
    void plugin_thatRefuses_refusesThePodWhichThenHoldsNothing() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.failure = "no power";
            assertThat(node.admit("one", 4).message())
                    .isEqualTo("Resources cannot be allocated with Topology locality");
            assertThat(node.admit("two", 2).message()).isEqualTo(
                    "Allocate failed due to rpc error: code = Unknown desc = no power, which is unexpected");
            plugin.failure = "";
            assertThat(node.held(node.admit("three", 2))).containsExactly("gpu0", "gpu1");
        }
    }

    @Test
    void answer_withoutContainers_refusesThePod() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.response = AllocateResponse.getDefaultInstance();
            assertThat(node.admit("one", 1).message())
                    .isEqualTo(
                            "Allocate failed due to no containers return in allocation response , which is unexpected");
        }
    }

    @Test
    void health_ofDevices_isFollowed() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.tell(device("gpu0", "healthy", 0), device("gpu1", "Healthy", 0), device("gpu1", "broken", 0));
            node.awaitCounted("3/1");
            assertThat(node.held(node.admit("one", 1))).containsExactly("gpu1");
        }
    }

    @Test
    void plugin_thatGoes_hasFiveMinutesToComeBack() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.stop();
            node.awaitCounted("4/0");
            assertThat(node.admit("one", 1).reason()).isEqualTo("TopologyAffinityError");
            node.passes(Duration.ofMinutes(5));
            assertThat(node.counted()).isEqualTo("4/0");
            node.passes(Duration.ofMillis(1));
            assertThat(node.counted()).isEqualTo("0/0");
            assertThat(state.resolve("device-plugins/kubelet_internal_checkpoint")).content()
                    .contains("\"RegisteredDevices\":{}");
        }
    }

    @Test
    void plugin_thatRegistersAgainBeforeItsOldStreamEnds_isHealthyInSafe() throws Exception {
        try (PluginNode node = node();
                TestPlugin old = plugin(node, "a.sock");
                TestPlugin young = plugin(node, "b.sock")) {
            assertThat(old.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            young.tell(device("gpu9", "Healthy", 0));
            assertThat(young.register(GPU)).isEmpty();
            node.awaitCounted("1/1");
            old.stop();
            assertThat(node.held(node.admit("one", 1))).containsExactly("gpu9");
            assertThat(node.counted()).isEqualTo("1/1");
        }
    }

    @Test
    void plugin_thatRegistersAgainBeforeItsOldStreamEnds_isCutOffInExact136() throws Exception {
        try (PluginNode node = node(KubeletVersion.V1_36, Profile.EXACT);
                TestPlugin old = plugin(node, "a.sock");
                TestPlugin young = plugin(node, "b.sock")) {
            assertThat(old.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            young.tell(device("gpu9", "Healthy", 0));
            assertThat(young.register(GPU)).isEmpty();
            node.awaitCounted("1/1");
            old.tell(FOUR);
            node.awaitCounted("4/4");
            old.stop();
            node.awaitCounted("4/0");
            assertThat(young.register(GPU)).isEmpty();
            node.awaitCounted("1/1");
        }
    }

    @Test
    void plugin_onASocketThatIsConnected_isRefusedInExact137() throws Exception {
        try (PluginNode node = node(KubeletVersion.V1_37, Profile.EXACT); TestPlugin plugin = plugin(node, "a.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            assertThat(plugin.register(GPU))
                    .isEqualTo("UNKNOWN: device plugin already connected: " + folder.resolve("a.sock"));
            assertThat(node.counted()).isEqualTo("4/4");
        }
    }

    @Test
    void pod_withDevices_keepsThemOverARestartWithoutItsPlugin() throws Exception {
        PodRecord pod;
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            pod = node.admit("one", 2);
        }
        try (PluginNode node = node()) {
            assertThat(node.held(pod)).containsExactly("gpu0", "gpu1");
            try (TestPlugin plugin = plugin(node, "gpu.sock")) {
                assertThat(plugin.register(GPU)).isEmpty();
                node.awaitCounted("4/4");
                assertThat(node.held(node.admit("two", 2))).containsExactly("gpu2", "gpu3");
                assertThat(plugin.allocated).hasSize(1);
            }
        }
    }

    @Test
    void start_overAFolder_removesItsSocketsAndNothingElse() throws Exception {
        ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(folder.resolve("old.sock")));
        left.close();
        Files.writeString(folder.resolve("notes"), "");
        try (PluginNode _ = node()) {
            assertThat(folder.resolve("old.sock")).doesNotExist();
            assertThat(folder.resolve("notes")).exists();
        }
    }

    @Test
    void start_besideAKubelet_isRefused() throws Exception {
        try (ServerSocketChannel _ = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(folder.resolve("kubelet.sock")))) {
            assertThatThrownBy(this::node).isInstanceOf(BadInput.class).hasMessage(
                    "a kubelet or another agent serves " + folder.resolve("kubelet.sock") + " already.");
        }
    }

    @Test
    void devices_withOddIdsAndNumaNodes_areGivenAsTheyAreToldAndTouchNothingElse() throws Exception {
        String[] ids = {"", "..", "../../etc/passwd", "/dev/null", "a\0b", "é\n"};
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.tell(Stream.concat(Stream.of(ids).map(id -> device(id, "Healthy", -1, 99, Long.MAX_VALUE, 0)),
                    Stream.of(device("twice", "Healthy", 0), device("twice", "Sick", 0))).toArray(Device[]::new));
            node.awaitCounted("8/7");
            assertThat(node.submit("other", "cpu: 1, memory: 1Gi").join().phase()).isEqualTo(PodPhase.RUNNING);
            PodRecord pod = node.admit("all", 7);
            assertThat(pod.phase()).as(pod.message()).isEqualTo(PodPhase.RUNNING);
            assertThat(node.held(pod)).containsExactlyInAnyOrder("", "..", "../../etc/passwd", "/dev/null", "a\0b",
                    "é\n", "twice");
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void devices_thatAreEqual_areChosenInAFixedOrderHoweverTheyAreTold(Profile profile) throws Exception {
        for (KubeletVersion version : List.of(KubeletVersion.V1_36, KubeletVersion.V1_37)) {
            for (int turn = 0; turn < 3; turn++) {
                Path own = Files.createDirectory(state.resolve(version.minor() + "-" + turn));
                try (PluginNode node = new PluginNode(own, folder, version, profile);
                        TestPlugin plugin = plugin(node, "gpu.sock")) {
                    assertThat(plugin.register(GPU)).isEmpty();
                    node.awaitCounted("4/4");
                    List<Device> told = new ArrayList<>();
                    IntStream.range(0, 20).forEach(i -> told.add(device("gpu" + (char) ('a' + i), "Healthy", 0)));
                    Collections.rotate(told, 7 * turn);
                    plugin.tell(told.toArray(Device[]::new));
                    node.awaitCounted("20/20");
                    assertThat(node.held(node.admit("one", 3))).containsExactly("gpua", "gpub", "gpuc");
                    assertThat(node.held(node.admit("two", 2))).containsExactly("gpud", "gpue");
                }
            }
        }
    }

    @Test
    void plugin_thatTellsWithoutEnd_holdsUpNobody() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            Device[] many = IntStream.range(0, 10_000).mapToObj(i -> device("gpu" + i, "Healthy", i % 2))
                    .toArray(Device[]::new);
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.tell(many);
            node.awaitCounted("10k/10k");
            StreamObserver<ListAndWatchResponse> stream = plugin.watchers().getFirst();
            for (int i = 0; i < 200; i++) {
                stream.onNext(ListAndWatchResponse.newBuilder().addDevices(device("gpu" + i, "Healthy", 0)).build());
            }
            assertThat(node.submit("other", "cpu: 1, memory: 1Gi").join().phase()).isEqualTo(PodPhase.RUNNING);
            node.awaitCounted("1/1");
        }
    }

    @Test
    void message_thatIsTooLarge_endsItsPluginOnly() throws Exception {
        try (PluginNode node = node(); TestPlugin plugin = plugin(node, "gpu.sock")) {
            assertThat(plugin.register(GPU)).isEmpty();
            node.awaitCounted("4/4");
            plugin.tell(device("x".repeat(17 << 20), "Healthy", 0));
            node.awaitCounted("4/0");
            assertThat(node.submit("other", "cpu: 1, memory: 1Gi").join().phase()).isEqualTo(PodPhase.RUNNING);
        }
    }
}
