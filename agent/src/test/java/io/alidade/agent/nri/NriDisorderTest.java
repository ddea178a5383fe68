package io.alidade.agent.nri;

import static io.alidade.agent.nri.NriSamples.container;
import static io.alidade.agent.nri.NriSamples.cpus;
import static io.alidade.agent.nri.NriSamples.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Agent;
import io.alidade.agent.ConfigurationSource;
import io.alidade.agent.Samples;
import io.alidade.agent.bench.NriRuntime;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.ConfigureRequest;
import io.alidade.wire.nri.ConfigureResponse;
import io.alidade.wire.nri.ContainerRequest;
import io.alidade.wire.nri.CreateContainerResponse;
import io.alidade.wire.nri.PodSandbox;
import io.alidade.wire.nri.UpdateResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A runtime whose events come late, or in another order than one would think. It is played, and its node is that of
/// [NriPluginTest].
class NriDisorderTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final String ALL = "0-15";
    private static final String WITHOUT_TWO = "0,2-8,10-15";

    @TempDir
    Path folder = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private NriRuntime runtime(Duration requestTimeout) throws IOException {
        return NriRuntime.listen(folder.resolve("nri.sock"), requestTimeout);
    }

    private AgentSettings settings(Optional<KubeletApi> kubelet) {
        return NriSamples.settings(folder, kubelet, Optional.empty());
    }

    private Agent agent(Optional<KubeletApi> kubelet) {
        return Samples.agent(settings(kubelet), Samples.node(), log);
    }

    private static void connect(NriRuntime runtime) throws Exception {
        int _ = runtime.accept();
        assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
    }

    private static List<String> uids(Agent agent) {
        return agent.snapshot().records().stream().map(record -> record.pod().uid()).toList();
    }

    private static KubeletApi api(HttpServer kubelet) throws IOException {
        return new KubeletApi(URI.create("http://127.0.0.1:" + ((InetSocketAddress) kubelet.address()).getPort()),
                Optional.empty(), Optional.empty());
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /// Pods of two CPUs, as a kubelet lists them.
    private static HttpResponse listed(String... uids) {
        return HttpResponse.json(HttpResponse.OK, Value.mapping().with("items", Value.sequence(Stream.of(uids)
                .map(uid -> Value.mapping()
                        .with("metadata",
                                Value.mapping().with("name", uid).with("namespace", "default").with("uid", uid))
                        .with("spec", Value.mapping().with("containers", Value.sequence(List.of(Value.mapping()
                                .with("name", "c").with("image", "i").with("resources",
                                        Value.mapping().with("limits",
                                                Value.mapping().with("cpu", "2").with("memory", "64Mi")))
                                .build()))))
                        .build())
                .toList())).build());
    }

    private static void awaits(CountDownLatch latch) {
        try {
            assertThat(latch.await(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waits(NriRuntime runtime, Duration longest) throws Exception {
        ConfigureResponse _ = runtime.call("Configure",
                ConfigureRequest.newBuilder().setRuntimeName("played").setRequestTimeout(longest.toMillis()).build(),
                ConfigureResponse.parser());
    }

    /// The pause process of a pod has died, so that it runs in another sandbox; later the first one is cleared away.
    @Test
    void sandbox_thatIsNotThePodsLast_takesNothingFromItWhenItGoes() throws Exception {
        PodSandbox second = pod("own-a").toBuilder().setId("sandbox-2").build();
        try (HttpServer kubelet = HttpServer.onAddress(loopback(), _ -> listed("own-a", "own-b"));
                NriRuntime runtime = runtime(AMPLE);
                Agent agent = agent(Optional.of(api(kubelet)))) {
            connect(runtime);
            runtime.run(second);
            assertThat(cpus(runtime.create(second, container("own-a", 2)))).isEqualTo("1,9");

            runtime.remove(pod("own-a"));

            assertThat(uids(agent)).containsExactly("own-a");
            assertThat(cpus(runtime.create(pod("own-b"), container("own-b", 2)))).isEqualTo("2,10");
            runtime.remove(second, container("own-a", 2));
            assertThat(uids(agent)).containsExactly("own-b");
        }
    }

    @Test
    void podThatWasRefused_isForgottenWithItsSandbox_soThatTheNextMayHaveItsName() throws Exception {
        PodSandbox first = pod("own-db-0").toBuilder().setUid("uid1").build();
        PodSandbox second = pod("own-db-0").toBuilder().setUid("uid2").build();
        PodSandbox third = pod("own-db-0").toBuilder().setUid("uid3").build();
        try (NriRuntime runtime = runtime(AMPLE); Agent agent = agent(Optional.empty())) {
            connect(runtime);
            assertThatThrownBy(() -> runtime.create(first, container("own-db-0", 12)))
                    .hasMessageContaining("TopologyAffinityError");

            runtime.remove(first);

            assertThat(uids(agent)).isEmpty();
            assertThatThrownBy(() -> runtime.create(second, container("own-db-0", 12)))
                    .hasMessageContaining("TopologyAffinityError");
            // It goes while nobody tells of it.
            runtime.drop();
            connect(runtime);
            assertThat(uids(agent)).isEmpty();
            assertThat(cpus(runtime.create(third, container("own-db-0", 2)))).isEqualTo("1,9");
        }
    }

    @Test
    void move_thatOvertakesAnEarlierOne_isToldAgain() throws Exception {
        try (NriRuntime runtime = runtime(AMPLE); Agent _ = agent(Optional.empty())) {
            connect(runtime);
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo(ALL);
            assertThat(cpus(runtime.create(pod("own-a"), container("own-a", 2)))).isEqualTo("1,9");
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch busy = new CountDownLatch(1);
            runtime.make(_ -> {
                begun.countDown();
                awaits(busy);
            });
            runtime.remove(pod("own-a"), container("own-a", 2));
            awaits(begun);

            CreateContainerResponse next = runtime.create(pod("own-b"), container("own-b", 2));
            busy.countDown();

            assertThat(cpus(next.getUpdateList())).isEqualTo(Map.of("c-any", WITHOUT_TWO));
            assertThat(cpus(runtime.unasked())).isEqualTo(Map.of("c-any", ALL));
            assertThat(cpus(runtime.unasked())).isEqualTo(Map.of("c-any", WITHOUT_TWO));
        }
    }

    @Test
    void move_ofAContainerThatIsBeingCreated_isToldAgainWhenItIsThere() throws Exception {
        try (NriRuntime runtime = runtime(AMPLE); Agent _ = agent(Optional.empty())) {
            connect(runtime);
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo(ALL);
            // The runtime does not have the first one yet, and drops what it is told of it.
            CreateContainerResponse own = runtime.create(pod("own"), container("own", 2));
            assertThat(cpus(own.getUpdateList())).isEqualTo(Map.of("c-any", WITHOUT_TWO));

            runtime.created(pod("own"), container("own", 2));
            runtime.created(pod("any"), container("any", 0));

            assertThat(cpus(runtime.unasked())).isEqualTo(Map.of("c-any", WITHOUT_TWO));
        }
    }

    @Test
    void answer_thatComesTooLate_losesNoMoves() throws Exception {
        try (NriRuntime runtime = runtime(AMPLE); Agent agent = agent(Optional.empty())) {
            connect(runtime);
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo(ALL);
            waits(runtime, Duration.ofMillis(1));
            assertThatThrownBy(() -> runtime.create(pod("own"), container("own", 2)))
                    .hasMessageContaining("has not decided within");
            waits(runtime, AMPLE);

            CreateContainerResponse again = runtime.create(pod("own"),
                    container("own", 2).toBuilder().setId("again").build());

            assertThat(cpus(again)).isEqualTo("1,9");
            // With this answer, or before it by itself.
            Map<String, String> moved = again.getUpdateCount() > 0 ? cpus(again.getUpdateList())
                    : cpus(runtime.unasked());
            assertThat(moved).containsEntry("c-any", WITHOUT_TWO);
            assertThat(uids(agent)).contains("own_c");
        }
    }

    /// Neither a kubelet nor its podresources answers.
    @Test
    void answer_thatHasToWaitForSeveral_isThereInTimeAllTheSame() throws Exception {
        Duration longest = Duration.ofSeconds(4);
        CountDownLatch never = new CountDownLatch(1);
        Path podResources = folder.resolve("pr.sock");
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(podResources));
                HttpServer kubelet = HttpServer.onAddress(loopback(), _ -> {
                    try {
                        assertThat(never.await(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return listed();
                });
                NriRuntime runtime = runtime(longest);
                Agent agent = Samples.agent(
                        NriSamples.settings(folder, Optional.of(api(kubelet)), Optional.of(podResources)),
                        Samples.node(), log)) {
            assertThat(hung.isOpen()).isTrue();
            connect(runtime);

            long begun = System.nanoTime();
            assertThatThrownBy(() -> runtime.create(pod("own-a"), container("own-a", 2)))
                    .hasMessageContaining("has not decided within 3000 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(longest);
            begun = System.nanoTime();
            assertThat(runtime.synchronize(List.of(pod("own-b")), List.of(container("own-b", 2))).getUpdateCount())
                    .isOne();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(longest);
            assertThat(agent.snapshot().records()).extracting(PodRecord::isActive).containsExactly(true);
        } finally {
            never.countDown();
        }
    }

    @Test
    void end_thatCannotBeWrittenDown_isTriedAgainWhenTheContainerIsRemoved() throws Exception {
        Path checkpoint = folder.resolve("state/cpu_manager_state");
        try (NriRuntime runtime = runtime(AMPLE); Agent agent = agent(Optional.empty())) {
            connect(runtime);
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo(ALL);
            assertThat(cpus(runtime.create(pod("own"), container("own", 2)))).isEqualTo("1,9");
            Files.delete(checkpoint);
            Files.createDirectory(checkpoint);
            assertThatThrownBy(() -> runtime.call("StopContainer",
                    ContainerRequest.newBuilder().setPod(pod("own")).setContainer(container("own", 2)).build(),
                    UpdateResponse.parser())).hasMessageContaining("cpu_manager_state");
            assertThat(uids(agent)).containsExactly("any_c", "own_c");
            Files.delete(checkpoint);

            runtime.remove(pod("own"), container("own", 2));

            assertThat(uids(agent)).containsExactly("any_c");
            assertThat(cpus(runtime.unasked())).isEqualTo(Map.of("c-any", ALL));
        }
    }

    @Test
    void policy_thatPinsNobodyAnyMore_letsContainersRunEverywhere() throws Exception {
        Path file = Files.writeString(folder.resolve("config.yaml"), "static");
        ConfigurationSource source = new ConfigurationSource(file, () -> {
            try {
                return Files.readString(file).equals("static") ? Samples.node() : Samples.nodeOf("");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        AgentLog lines = new AgentLog(log::add, LogFormat.TEXT, InstantSource.system());
        try (NriRuntime runtime = runtime(AMPLE);
                Agent _ = Agent.start(settings(Optional.empty()), Samples.node(), Optional.of(source), lines,
                        InstantSource.system())) {
            connect(runtime);
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo(ALL);
            assertThat(cpus(runtime.create(pod("own"), container("own", 2)))).isEqualTo("1,9");

            Files.writeString(file, "none");

            assertThat(cpus(runtime.unasked())).isEqualTo(Map.of("c-any", ALL, "c-own", ALL));
            // From its first instruction on.
            assertThat(cpus(runtime.create(pod("next"), container("next", 0)))).isEmpty();
        }
    }
}
