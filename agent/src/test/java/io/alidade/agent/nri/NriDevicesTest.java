package io.alidade.agent.nri;

import static io.alidade.agent.nri.NriSamples.ask;
import static io.alidade.agent.nri.NriSamples.container;
import static io.alidade.agent.nri.NriSamples.cpus;
import static io.alidade.agent.nri.NriSamples.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.bench.NriRuntime;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.document.Value;
import io.alidade.wire.podresources.AllocatableResourcesRequest;
import io.alidade.wire.podresources.AllocatableResourcesResponse;
import io.alidade.wire.podresources.ContainerDevices;
import io.alidade.wire.podresources.ContainerResources;
import io.alidade.wire.podresources.ListPodResourcesRequest;
import io.alidade.wire.podresources.ListPodResourcesResponse;
import io.alidade.wire.podresources.NUMANode;
import io.alidade.wire.podresources.PodResources;
import io.alidade.wire.podresources.PodResourcesListerGrpc;
import io.alidade.wire.podresources.TopologyInfo;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kubelet's podresources, served over a real socket; the runtime is played. The node has two NUMA nodes of 8 CPUs; CPUs 0 and
/// 8 are reserved. There are the devices `g0` and `h0` of NUMA node 0, `g1` and `h1` of NUMA node 1.
class NriDevicesTest {
    private static final String GPU = "example.test/gpu";

    @TempDir
    Path folder = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final GrpcSockets sockets = new GrpcSockets(1 << 20);
    private final Told told = new Told();
    private Optional<Server> server = Optional.empty();

    /// What the kubelet tells: the ids of devices by pod. The last letter of an id is the NUMA node.
    private static final class Told extends PodResourcesListerGrpc.PodResourcesListerImplBase {
        private final Map<String, String> held = new ConcurrentHashMap<>();
        private volatile boolean isSilent;

        private static ContainerDevices device(String id) {
            return ContainerDevices.newBuilder().setResourceName(GPU).addDeviceIds(id)
                    .setTopology(TopologyInfo.newBuilder().addNodes(NUMANode.newBuilder().setID(id.charAt(1) - '0')))
                    .build();
        }

        @Override
        public void list(ListPodResourcesRequest request, StreamObserver<ListPodResourcesResponse> answer) {
            if (isSilent) {
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            ListPodResourcesResponse.Builder all = ListPodResourcesResponse.newBuilder();
            new TreeMap<>(held).forEach((pod, id) -> all.addPodResources(PodResources.newBuilder().setName(pod)
                    .setNamespace("default")
                    .addContainers(ContainerResources.newBuilder().setName("c").addDevices(device(id)))));
            answer.onNext(all.build());
            answer.onCompleted();
        }

        @Override
        public void getAllocatableResources(AllocatableResourcesRequest request,
                StreamObserver<AllocatableResourcesResponse> answer) {
            answer.onNext(AllocatableResourcesResponse.newBuilder().addAllDevices(
                    Stream.of("g0", "h0", "g1", "h1").map(Told::device).toList()).build());
            answer.onCompleted();
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = Optional.of(sockets.serve(folder.resolve("pr.sock"), List.of(told)));
    }

    @AfterEach
    void end() {
        server.ifPresent(Server::shutdownNow);
        sockets.close();
    }

    private AgentSettings settings(Optional<KubeletApi> kubelet) {
        return NriSamples.settings(folder, kubelet, Optional.of(folder.resolve("pr.sock")));
    }

    private NriRuntime runtime() throws IOException {
        return NriRuntime.listen(folder.resolve("nri.sock"), Duration.ofSeconds(60));
    }

    private static String create(NriRuntime runtime, String pod, int cpus) throws Exception {
        runtime.run(pod(pod));
        return cpus(runtime.create(pod(pod), container(pod, cpus)));
    }

    @Test
    void container_withADevice_hasItsCpusBesideItAndKeepsThem() throws Exception {
        told.held.put("own-gpu", "g1");
        try (NriRuntime runtime = runtime();
                Agent agent = Samples.agent(settings(Optional.empty()), Samples.node(), log)) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();

            assertThat(create(runtime, "own", 2)).isEqualTo("1,9");
            assertThat(create(runtime, "own-gpu", 2)).isEqualTo("4,12");

            assertThat(agent.snapshot().records().getLast().holdings().devices()).singleElement()
                    .satisfies(held -> assertThat(held.ids()).containsExactly("g1"));
            // Room is on the other NUMA node, too.
            assertThat(plan("0,4,12")).contains("\"4,12\"").contains("\"5,13\"").doesNotContain("1,9");
        }
        try (NriRuntime runtime = runtime();
                Agent agent = Samples.agent(settings(Optional.empty()), Samples.node(), log)) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(pod("own"), pod("own-gpu")),
                    List.of(container("own", 2), container("own-gpu", 2))).getUpdateCount()).isEqualTo(2);

            assertThat(agent.snapshot().records().getLast().holdings().allCpus()).hasToString("4,12");
            assertThat(agent.snapshot().records().getLast().holdings().devices()).hasSize(1);
        }
    }

    /// What would become of the pods if other CPUs were reserved.
    private String plan(String reserved) {
        String configuration = """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                topologyManagerPolicy: single-numa-node
                reservedSystemCPUs: \"""" + reserved + "\"\n";
        return new String(SocketClient.call(folder.resolve("state/agent.sock"), "POST", "/v1/plan", "application/yaml",
                configuration.getBytes(StandardCharsets.UTF_8)).body(), StandardCharsets.UTF_8);
    }

    @Test
    void containersThatRun_haveTheirCpusBesideTheirDevices() throws Exception {
        told.held.put("own-a", "h1");
        told.held.put("own-b", "g1");
        try (NriRuntime runtime = runtime(); Agent _ = Samples.agent(settings(Optional.empty()), Samples.node(), log)) {
            int _ = runtime.accept();

            assertThat(cpus(runtime.synchronize(List.of(pod("own"), pod("own-a"), pod("own-b")),
                    List.of(container("own", 2), container("own-a", 2), container("own-b", 2))).getUpdateList()))
                    .isEqualTo(Map.of("c-own", "1,9", "c-own-a", "4,12", "c-own-b", "5,13"));
        }
    }

    @Test
    void device_thatTheKubeletGivesToAnother_isNotWithTheFormerAnyMore() throws Exception {
        told.held.put("own-old", "g1");
        try (NriRuntime runtime = runtime();
                Agent agent = Samples.agent(settings(Optional.empty()), Samples.node(), log)) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            assertThat(create(runtime, "own-old", 2)).isEqualTo("4,12");

            told.held.clear();
            told.held.put("own-new", "g1");

            assertThat(create(runtime, "own-new", 2)).isEqualTo("5,13");
            assertThat(agent.snapshot().node().node().allocations().devices().pods()).containsExactly("own-new_c");
        }
    }

    @Test
    void podOfTheKubelet_whoseDevicesNobodyTells_waitsForThem() throws Exception {
        try (HttpServer kubelet = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                _ -> pods("own-gpu", "own-none"));
                NriRuntime runtime = runtime();
                Agent _ = Samples.agent(settings(Optional.of(new KubeletApi(
                        URI.create("http://127.0.0.1:" + ((InetSocketAddress) kubelet.address()).getPort()),
                        Optional.empty(), Optional.empty()))), Samples.node(), log)) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();

            told.isSilent = true;
            assertThatThrownBy(() -> create(runtime, "own-gpu", 2))
                    .hasMessageContaining("DevicesNotKnown: the kubelet does not say which devices the pod has");
            // It wants none.
            assertThat(create(runtime, "own-none", 2)).isEqualTo("1,9");
            told.isSilent = false;
            assertThatThrownBy(() -> create(runtime, "own-gpu", 2))
                    .hasMessageContaining("DevicesNotKnown: c has not its 1 of example.test/gpu");

            told.held.put("own-gpu", "g1");
            assertThat(create(runtime, "own-gpu", 2)).isEqualTo("4,12");
            assertThat(log).anyMatch(line -> line.contains("devices-not-known"));
            assertThat(ask(folder.resolve("state/agent.sock"), "/v1/release")).contains("\"containers\": 2");
        }
    }

    private static HttpResponse pods(String... uids) {
        return HttpResponse.json(HttpResponse.OK, Value.mapping().with("items",
                Value.sequence(Stream.of(uids).map(NriDevicesTest::object).toList())).build());
    }

    private static Value object(String uid) {
        Value.Builder limits = Value.mapping().with("cpu", "2").with("memory", "64Mi");
        if (uid.endsWith("gpu")) {
            limits.with(GPU, "1");
        }
        return Value.mapping()
                .with("metadata", Value.mapping().with("name", uid).with("namespace", "default").with("uid", uid))
                .with("spec",
                        Value.mapping().with("containers", Value.sequence(List.of(Value.mapping().with("name", "c")
                                .with("image", "i").with("resources", Value.mapping().with("limits", limits))
                                .build()))))
                .build();
    }
}
